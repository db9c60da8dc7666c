//! The answer as a whole, in either API.

use alloc::boxed::Box;
use alloc::string::String;

use crate::api::Api;
use crate::chat_completion::{ChatAccumulator, ChatCompletion};
use crate::limits::Limits;
use crate::response::{Response, ResponseAccumulator};

/// Adds up an answer in the language of its API.
#[derive(Clone)]
pub(crate) enum Accumulator {
    Response(Box<ResponseAccumulator>),
    Chat(Box<ChatAccumulator>),
}

impl Accumulator {
    pub(crate) fn new(api: Api, limits: Limits) -> Self {
        match api {
            Api::Responses => Self::Response(Box::new(ResponseAccumulator::new().limits(limits))),
            Api::ChatCompletions => Self::Chat(Box::new(ChatAccumulator::new().limits(limits))),
        }
    }

    pub(crate) fn snapshot(&self) -> AnswerObject {
        match self {
            Self::Response(answer) => AnswerObject::Response(Box::new(answer.snapshot())),
            Self::Chat(answer) => AnswerObject::ChatCompletion(Box::new(answer.snapshot())),
        }
    }
}

/// An answer as the server would have returned it without streaming.
#[derive(Clone, Debug, PartialEq)]
pub enum AnswerObject {
    /// Of the Responses API.
    Response(Box<Response<'static>>),
    /// Of Chat Completions, or of the legacy completions.
    ChatCompletion(Box<ChatCompletion<'static>>),
}

impl AnswerObject {
    /// It as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        match self {
            Self::Response(response) => response.to_json(),
            Self::ChatCompletion(completion) => completion.to_json(),
        }
    }
}
