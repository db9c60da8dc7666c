//! How the choices of an answer grow.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::budget::Budget;
use super::{ChatAccumulator, calls, is_silent, message};
use crate::chat::TextChunk;
use crate::chat_completion::{ChatChoice, ChatMessage, ChunkChoice, Logprobs, TokenLogprob};
use crate::error::ReadError;
use crate::object::{Extra, MAX_TOKENS};

/// What a legacy completion says it is.
pub(super) const LEGACY: &str = "text_completion";

/// How a choice grows, beside what it holds.
#[derive(Clone, Debug, Default)]
pub(super) struct Growth {
    /// A delta of its message came.
    pub(super) streamed: bool,
    /// The numbers by which its tool calls are told apart, where they have any.
    pub(super) numbers: Vec<Option<u64>>,
}

impl ChatAccumulator {
    /// Merges what a chunk says of a choice.
    pub(super) fn choice(&mut self, piece: &ChunkChoice<'_>) {
        let Some(at) = self.place(piece.index.unwrap_or(0)) else {
            let limit = self.budget.limits().choices;
            self.budget.fail(ReadError::TooManyChoices { limit });
            return;
        };
        let calls = self.growths.iter().map(|growth| growth.numbers.len()).sum();
        let choice = self.completion.choices.as_mut().and_then(|choices| choices.get_mut(at));
        let Some((choice, growth)) = choice.zip(self.growths.get_mut(at)) else { return };
        let budget = &mut self.budget;
        let room = budget.limits().tool_calls.saturating_sub(calls);
        // A whole message counts only where nothing was streamed: Perplexity sends both.
        let whole = piece.message.as_ref().filter(|_| !growth.streamed);
        if let Some(delta) = &piece.delta {
            growth.streamed = true;
            message::merge(message_of(choice), delta, growth, room, budget);
        } else if let Some(whole) = whole {
            growth.streamed = true;
            let delta = message::as_delta(whole);
            message::merge(message_of(choice), &delta, growth, room, budget);
        } else if growth.streamed {
            // Only where there is no delta: Together sends both.
            message::say(message_of(choice), piece.text.as_deref(), budget);
        } else if piece.text.is_some() {
            self.completion.object = Some(Cow::Borrowed(LEGACY));
            budget.append(&mut choice.text, piece.text.as_deref());
        }
        ending(choice, piece, budget);
    }

    /// The same of a chunk that was not read as its type.
    pub(super) fn choice_text(&mut self, chunk: &TextChunk<'_>) {
        let Some(at) = self.place(chunk.choice.unwrap_or(0)) else {
            let limit = self.budget.limits().choices;
            self.budget.fail(ReadError::TooManyChoices { limit });
            return;
        };
        let choice = self.completion.choices.as_mut().and_then(|choices| choices.get_mut(at));
        let Some((choice, growth)) = choice.zip(self.growths.get_mut(at)) else { return };
        growth.streamed = true;
        let budget = &mut self.budget;
        message::merge_text(message_of(choice), &chunk.delta, budget);
        budget.merge_extra(&mut choice.extra, &chunk.choice_extra, ChunkChoice::FIELDS);
    }

    /// Where the choice with this index is, which is begun if there is none; `None` if there are
    /// too many.
    fn place(&mut self, index: u64) -> Option<usize> {
        let choices = self.completion.choices.get_or_insert_default();
        let place = choices.binary_search_by_key(&Some(index), |choice| choice.index);
        let Err(at) = place else { return place.ok() };
        if choices.len() >= self.budget.limits().choices {
            return None;
        }
        choices.insert(at, ChatChoice { index: Some(index), ..ChatChoice::default() });
        self.growths.insert(at, Growth::default());
        Some(at)
    }
}

/// Merges what a piece says of a choice beside its message.
fn ending(choice: &mut ChatChoice<'static>, piece: &ChunkChoice<'_>, budget: &mut Budget) {
    budget.replace(&mut choice.finish_reason, piece.finish_reason.as_ref());
    let native = piece.native_finish_reason.as_deref();
    budget.replace_text(&mut choice.native_finish_reason, native);
    let filters = piece.content_filter_results.as_ref();
    budget.replace(&mut choice.content_filter_results, filters);
    let offsets = piece.content_filter_offsets.as_ref();
    budget.replace(&mut choice.content_filter_offsets, offsets);
    if let Some(logprobs) = &piece.logprobs {
        merge_logprobs(choice.logprobs.get_or_insert_default(), logprobs, budget);
    }
    budget.merge_extra(&mut choice.extra, &piece.extra, ChunkChoice::FIELDS);
}

fn merge_logprobs(known: &mut Logprobs<'static>, piece: &Logprobs<'_>, budget: &mut Budget) {
    type Tokens<'a> = Option<Vec<TokenLogprob<'a>>>;

    let mut extend = |known: &mut Tokens<'static>, more: &Tokens<'_>| {
        budget.extend(known, more.as_ref(), MAX_TOKENS);
    };
    extend(&mut known.content, &piece.content);
    extend(&mut known.refusal, &piece.refusal);
    extend(&mut known.reasoning_content, &piece.reasoning_content);
    budget.extend(&mut known.text_offset, piece.text_offset.as_ref(), MAX_TOKENS);
    budget.extend(&mut known.token_logprobs, piece.token_logprobs.as_ref(), MAX_TOKENS);
    budget.extend(&mut known.tokens, piece.tokens.as_ref(), MAX_TOKENS);
    budget.extend(&mut known.top_logprobs, piece.top_logprobs.as_ref(), MAX_TOKENS);
    budget.merge_extra(&mut known.extra, &piece.extra, Logprobs::FIELDS);
}

fn message_of<'c>(choice: &'c mut ChatChoice<'static>) -> &'c mut ChatMessage<'static> {
    choice.message.get_or_insert_with(|| ChatMessage {
        role: Some(Cow::Borrowed("assistant")),
        ..ChatMessage::default()
    })
}

/// Makes of what came what the server would have returned at once.
pub(super) fn finish(choice: &mut ChatChoice<'static>, is_legacy: bool) {
    if is_legacy && choice.message.is_none() {
        choice.text.get_or_insert_default();
    } else {
        finish_message(message_of(choice));
    }
    if let Some(logprobs) = choice.logprobs.as_mut().filter(|logprobs| logprobs.tokens.is_none()) {
        say_null(logprobs.content.is_none(), "content", Logprobs::FIELDS, &mut logprobs.extra);
        say_null(logprobs.refusal.is_none(), "refusal", Logprobs::FIELDS, &mut logprobs.extra);
    }
    let no_reason = choice.finish_reason.is_none();
    say_null(no_reason, "finish_reason", ChatChoice::FIELDS, &mut choice.extra);
    say_null(choice.logprobs.is_none(), "logprobs", ChatChoice::FIELDS, &mut choice.extra);
}

fn finish_message(message: &mut ChatMessage<'static>) {
    // The empty text that stands before everything in a stream is none in a message.
    let says_else = message.tool_calls.is_some()
        || message.function_call.is_some()
        || message.audio.is_some()
        || message.refusal.is_some();
    if says_else && message.content.as_ref().is_some_and(is_silent) {
        message.content = None;
    }
    say_null(message.content.is_none(), "content", ChatMessage::FIELDS, &mut message.extra);
    say_null(message.refusal.is_none(), "refusal", ChatMessage::FIELDS, &mut message.extra);
    message.tool_calls.iter_mut().flatten().for_each(calls::finish);
}

/// Has a field that `is_missing` written as `null`, as servers do.
fn say_null(is_missing: bool, name: &str, fields: &[&str], extra: &mut Extra<'static>) {
    let bit = fields.iter().zip(0..).find(|(known, _)| **known == name);
    if let Some((_, bit)) = bit.filter(|_| is_missing) {
        extra.set_null(bit);
    }
}
