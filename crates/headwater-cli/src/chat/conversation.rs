//! What was said so far, as the next request has to say it again.

use std::collections::VecDeque;

use headwater_openai::{
    AnswerObject, AnswerStream, Api, Outcome, Request, ToolCall, json::RawJson, request::Message,
};

use crate::answer::Connection;

pub(super) struct Conversation<'a> {
    connection: &'a Connection<'a>,
    /// All of it; nothing before the first answer.
    so_far: Option<Request>,
    /// Tool calls whose results are still to come.
    waiting: VecDeque<ToolCall>,
}

/// What is sent next.
pub(super) enum Turn {
    Prompt(String),
    /// The results of the tools are in the conversation already.
    ToolResults,
}

/// What became of an answer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// All of it, or its text as far as that came.
    Answer,
    /// Neither it nor what was asked.
    Nothing,
}

impl<'a> Conversation<'a> {
    pub(super) const fn new(connection: &'a Connection<'a>) -> Self {
        Self { connection, so_far: None, waiting: VecDeque::new() }
    }

    /// How a terminal asks for the next line.
    pub(super) fn asks_for(&self) -> String {
        match self.waiting.front() {
            Some(call) => format!("result of {}> ", call.name()),
            None => "> ".into(),
        }
    }

    /// What is to be sent once this line was said; nothing while other tool calls wait.
    pub(super) fn turn(&mut self, line: String) -> Option<Turn> {
        let Some(call) = self.waiting.pop_front() else { return Some(Turn::Prompt(line)) };
        self.so_far = self.so_far.take().map(|so_far| so_far.message(call.output(line)));
        self.waiting.is_empty().then_some(Turn::ToolResults)
    }

    pub(super) const fn connection(&self) -> &'a Connection<'a> {
        self.connection
    }

    /// The whole conversation with this turn; the first one is over this API.
    pub(super) fn request(&self, turn: &Turn, api: Api) -> Request {
        let so_far = self.so_far.clone();
        let request = so_far.unwrap_or_else(|| self.connection.request(api, false));
        match turn {
            Turn::Prompt(prompt) => request.prompt(prompt),
            Turn::ToolResults => request,
        }
    }

    /// Takes what came into the conversation: a whole answer as it is, with the reasoning and the
    /// signatures that have to go back, and of a broken one the text.
    pub(super) fn keep(&mut self, request: Request, answer: &AnswerStream) -> Kept {
        let Some(object) = answer.snapshot() else { return Kept::Nothing };
        let is_whole = matches!(
            answer.outcome(),
            Some(Outcome::Completed | Outcome::ToolCalls | Outcome::Refused)
        );
        let text = text_of(&object);
        let json = object.to_json();
        self.so_far = Some(match sent_back(&json).filter(|_| is_whole) {
            Some(whole) => {
                self.waiting = answer.tool_calls().iter().cloned().collect();
                request.answer(whole)
            }
            None if text.is_empty() => return Kept::Nothing,
            None => request.message(Message::assistant(text)),
        });
        Kept::Answer
    }
}

/// The part of the final object that goes back: the items of a response, the message of choice 0.
fn sent_back(object: &str) -> Option<RawJson<'_>> {
    let object = RawJson::parse(object).ok()?;
    if let Some(output) = object.get("output") {
        return output.elements()?.next().is_some().then_some(output);
    }
    let mut choices = object.get("choices")?.elements()?;
    choices
        .find(|choice| choice.get("index").and_then(|index| index.as_u64()) == Some(0))?
        .get("message")
}

fn text_of(object: &AnswerObject) -> String {
    match object {
        AnswerObject::Response(response) => response.output_text(),
        AnswerObject::ChatCompletion(completion) => {
            let choice = completion.choices().iter().find(|choice| choice.index == Some(0));
            let message = choice.and_then(|choice| choice.message.as_ref());
            let content = message.and_then(|message| message.content.as_ref());
            content.map(|content| content.text().into_owned()).unwrap_or_default()
        }
    }
}
