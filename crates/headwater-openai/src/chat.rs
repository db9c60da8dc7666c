//! Reads a Chat Completions stream.

mod calls;

use alloc::vec::Vec;

use crate::answer::{Answer, Ending};
use crate::error::ReadError;
use crate::json;
use crate::json::NotJson;
use crate::json::chat::{Choice, Chunk, Content, Message};
use crate::json::failure;
use crate::outcome::{Failure, IncompleteReason};
use crate::reader::Flow;
use crate::record::{Findings, Place, TextKind};

/// The limit of openai-node; nobody sends more.
const MAX_CHOICES: usize = 128;

#[derive(Default)]
pub(crate) struct ChatReader {
    choices: Vec<ChoiceState>,
}

struct ChoiceState {
    index: u32,
    finish: Option<Finish>,
    /// A delta of it was read.
    streamed: bool,
}

#[derive(Clone)]
enum Finish {
    /// The model came to its end.
    ToTheEnd,
    Incomplete(IncompleteReason),
}

impl ChatReader {
    pub(crate) fn read(
        &mut self,
        is_error: bool,
        text: &str,
        answer: &mut Answer,
        found: &mut Findings,
    ) -> Result<Flow, NotJson> {
        let Some(chunk) = json::read_event::<Chunk<'_>>(is_error, text, answer)? else {
            return Ok(Flow::Continue);
        };
        if let Some(failure) = reported_failure(is_error, &chunk, text) {
            answer.fail(failure);
        }
        answer.named(chunk.id.as_deref(), chunk.model.as_deref());
        if chunk.choices.cut {
            found.fail(ReadError::TooManyChoices { limit: MAX_CHOICES });
        }
        for choice in chunk.choices.iter() {
            self.choice(choice, answer, found);
        }
        let of_groq = chunk.x_groq.as_ref().and_then(|groq| groq.usage.as_ref());
        let usage = chunk.usage.as_ref().and_then(json::UsageFields::usage);
        answer.used(usage.or_else(|| of_groq.and_then(json::UsageFields::usage)), found);
        Ok(Flow::Continue)
    }

    /// `[DONE]` ends every choice, also one whose finish reason never came (Snowflake).
    pub(crate) fn done(&mut self, answer: &mut Answer, found: &mut Findings) {
        for choice in &self.choices {
            let to_the_end = !matches!(choice.finish, Some(Finish::Incomplete(_)));
            calls::complete(&mut answer.tool_calls, choice.index, to_the_end, found);
        }
    }

    /// The end of the body is as good as `[DONE]` once every choice has its finish reason (Writer
    /// and Perplexity never send `[DONE]`).
    pub(crate) fn ending(&self, answer: &Answer) -> Ending {
        let finished = |choice: &ChoiceState| choice.finish.is_some();
        let all_finished = !self.choices.is_empty() && self.choices.iter().all(finished);
        Ending {
            ended: answer.saw_done || all_finished,
            incomplete: self.choices.iter().find_map(|choice| match &choice.finish {
                Some(Finish::Incomplete(reason)) => Some(reason.clone()),
                _ => None,
            }),
            // Not by the finish reason: OpenAI itself sends `stop` after forced tool calls.
            waits: !answer.tool_calls.is_empty(),
            saw_finish_reason: self.choices.iter().any(finished),
        }
    }

    fn choice(&mut self, choice: &Choice<'_>, answer: &mut Answer, found: &mut Findings) {
        let index = u32::try_from(choice.index.unwrap_or(0)).unwrap_or(u32::MAX);
        let Some(state) = self.state(index) else {
            found.fail(ReadError::TooManyChoices { limit: MAX_CHOICES });
            return;
        };
        let place = Place { choice: index, ..Place::default() };
        // A whole message counts only where nothing was streamed: Perplexity sends both.
        let whole = choice.message.as_ref().filter(|_| !state.streamed);
        if let Some(message) = choice.delta.as_ref().or(whole) {
            state.streamed = true;
            read_message(message, place, answer, found);
        } else if let Some(text) = choice.text.as_deref() {
            // Only where there is no delta: Together sends both.
            answer.said(TextKind::Text, place, text, found);
        }
        let reason = choice.finish_reason.as_deref();
        let native_reason = choice.native_finish_reason.as_deref();
        if reason == Some("error") || native_reason == Some("error") {
            answer.fail(Failure::saying("the server gave `error` as the reason for the end"));
        }
        if let Some(reason) = reason {
            let finish = finish(reason);
            let to_the_end = matches!(finish, Finish::ToTheEnd);
            state.finish = Some(finish);
            calls::complete(&mut answer.tool_calls, index, to_the_end, found);
        }
    }

    fn state(&mut self, index: u32) -> Option<&mut ChoiceState> {
        let at = self.choices.iter().position(|choice| choice.index == index);
        let at = at.unwrap_or(self.choices.len());
        if at == self.choices.len() {
            if at >= MAX_CHOICES {
                return None;
            }
            self.choices.push(ChoiceState { index, finish: None, streamed: false });
        }
        self.choices.get_mut(at)
    }
}

fn read_message(message: &Message<'_>, place: Place, answer: &mut Answer, found: &mut Findings) {
    if let Some(reasoning) = message.reasoning() {
        answer.said(TextKind::Reasoning, place, reasoning, found);
    }
    message.each_content(|content, text| {
        let kind = match content {
            Content::Text => TextKind::Text,
            Content::Thinking => TextKind::Reasoning,
        };
        answer.said(kind, place, text, found);
    });
    if let Some(refusal) = message.refusal.as_deref() {
        answer.said(TextKind::Refusal, place, refusal, found);
    }
    if message.tool_calls.cut {
        found.fail(ReadError::TooManyParts { limit: json::MAX_ENTRIES });
    }
    for piece in message.tool_calls.iter() {
        calls::merge(&mut answer.tool_calls, place.choice, &calls::Piece::of(piece), found);
    }
    if let Some(function) = &message.function_call {
        calls::merge(&mut answer.tool_calls, place.choice, &calls::Piece::legacy(function), found);
    }
}

/// What a finish reason says. One that nobody knows is not taken for a good end.
fn finish(reason: &str) -> Finish {
    match reason {
        "stop" | "tool_calls" | "function_call" | "end_turn" | "stop_sequence" | "tool_use"
        | "eos" | "eos_token" => Finish::ToTheEnd,
        other => Finish::Incomplete(IncompleteReason::named(other)),
    }
}

/// The error that a chunk reports, in any of the shapes that servers use.
fn reported_failure(is_error: bool, chunk: &Chunk<'_>, text: &str) -> Option<Failure> {
    let of_groq = chunk.x_groq.as_ref().and_then(|groq| groq.error);
    if let Some(error) = of_groq.filter(|error| error.says_something()) {
        return Some(failure::of_value(error));
    }
    let flat = !chunk.choices.is_list
        && json::is_flat_error(chunk.message, chunk.code, chunk.kind.as_deref());
    let named = is_error
        || chunk.object.as_deref() == Some("error")
        || chunk.error.is_some_and(|error| error.says_something());
    (named || flat).then(|| failure::of_text(text))
}
