//! An event of either API, typed.

use alloc::string::String;

use headwater::Event;

use crate::api::Api;
use crate::chat_completion::ChatChunk;
use crate::error::ReadError;
use crate::response::ResponseEvent;

/// An event of an answer, typed, with all that the server said in it.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "a box would be an allocation for every chunk")]
pub enum TypedEvent<'a> {
    /// Of the Responses API.
    Response(ResponseEvent<'a>),
    /// Of Chat Completions, or of the legacy completions.
    Chat(ChatChunk<'a>),
    /// `[DONE]`, which ends a stream of chunks.
    Done,
}

impl<'a> TypedEvent<'a> {
    pub(crate) fn read(api: Api, event: &Event<'a>) -> Result<Self, ReadError> {
        match core::str::from_utf8(event.data()) {
            Ok(text) => Self::parse(api, text.trim()),
            Err(_) => {
                let text = String::from_utf8_lossy(event.data());
                TypedEvent::parse(api, text.trim()).map(TypedEvent::into_owned)
            }
        }
    }

    /// Reads the data of an event.
    ///
    /// # Errors
    /// It is no JSON object, or lacks what an event of its type is about.
    pub fn parse(api: Api, text: &'a str) -> Result<Self, ReadError> {
        if text == "[DONE]" {
            return Ok(Self::Done);
        }
        Ok(match api {
            Api::Responses => Self::Response(ResponseEvent::parse(text)?),
            Api::ChatCompletions => Self::Chat(ChatChunk::parse(text)?),
        })
    }

    /// It as JSON, what was read member for member; `None` for [`Done`](Self::Done).
    #[must_use]
    pub fn to_json(&self) -> Option<String> {
        match self {
            Self::Response(event) => Some(event.to_json()),
            Self::Chat(chunk) => Some(chunk.to_json()),
            Self::Done => None,
        }
    }

    /// The same with nothing borrowed.
    #[must_use]
    pub fn into_owned(self) -> TypedEvent<'static> {
        match self {
            Self::Response(event) => TypedEvent::Response(event.into_owned()),
            Self::Chat(chunk) => TypedEvent::Chat(chunk.into_owned()),
            Self::Done => TypedEvent::Done,
        }
    }
}
