//! Reads a Chat Completions stream.

mod calls;
mod text_chunk;

use alloc::borrow::Cow;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use headwater_json::{Quoted, RawJson};

use crate::answer::{Answer, Ending};
use crate::chat_completion::{
    self, Annotation, ChatChunk, ChatMessage, ChunkChoice, Content, FunctionCall, MessageDelta,
};
use crate::error::ReadError;
use crate::failure;
use crate::object::{Extra, MAX_ENTRIES};
use crate::outcome::{Failure, IncompleteReason};
use crate::record::{Findings, Place, TextKind};
use crate::usage::Usage;
pub(crate) use text_chunk::{Asked, TextChunk, TextDelta};

/// How much of a finish reason is kept.
const MAX_REASON_CHARS: usize = 200;

#[derive(Clone, Default)]
pub(crate) struct ChatReader {
    choices: Vec<ChoiceState>,
    /// How many of the answer's sources were passed on: Perplexity sends all with every chunk.
    cited: usize,
}

#[derive(Clone)]
struct ChoiceState {
    index: u32,
    finish: Option<Finish>,
    /// The reason as the server gave it.
    reason: String,
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
        chunk: &ChatChunk<'_>,
        text: &str,
        answer: &mut Answer,
        found: &mut Findings,
    ) {
        if let Some(failure) = reported_failure(is_error, chunk, text) {
            answer.fail(failure);
        }
        answer.named(says_something(&chunk.id), says_something(&chunk.model));
        for choice in chunk.choices() {
            self.choice(choice, answer, found);
        }
        let cited = chunk.citations.as_deref().unwrap_or_default();
        for address in cited.iter().skip(self.cited) {
            found.citation(Place::default(), &Quoted(address).to_string());
        }
        self.cited = self.cited.max(cited.len());
        if is_list(chunk.extra.get("choices")) {
            found.fail(ReadError::TooManyChoices { limit: MAX_ENTRIES });
        }
        let of_groq = chunk.x_groq.as_ref().and_then(|groq| groq.usage.as_deref());
        let used = chunk.usage.as_deref().and_then(usage);
        answer.used(used.or_else(|| of_groq.and_then(usage)), found);
    }

    /// The finish reason of each choice as the server gave it, by its index.
    pub(crate) fn finish_reasons(&self) -> impl Iterator<Item = (u32, &str)> {
        let finished = |choice: &&ChoiceState| choice.finish.is_some();
        self.choices.iter().filter(finished).map(|choice| (choice.index, &*choice.reason))
    }

    /// The finish reason that decides the outcome: of the choice that is incomplete, else of the one that
    /// calls a tool, else of the first.
    pub(crate) fn deciding_reason(&self, answer: &Answer) -> Option<&str> {
        let is_incomplete =
            |choice: &&ChoiceState| matches!(choice.finish, Some(Finish::Incomplete(_)));
        let calls = answer.tool_calls.as_slice();
        let calls_a_tool =
            |choice: &&ChoiceState| calls.iter().any(|call| call.choice() == choice.index);
        let first = || self.choices.iter().min_by_key(|choice| choice.index);
        let decides = self.choices.iter().find(is_incomplete);
        let decides = decides.or_else(|| self.choices.iter().find(calls_a_tool)).or_else(first)?;
        decides.finish.is_some().then_some(&*decides.reason)
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
        Ending {
            ended: answer.saw_done || self.all_finished(answer),
            incomplete: self.choices.iter().find_map(|choice| match &choice.finish {
                Some(Finish::Incomplete(reason)) => Some(reason.clone()),
                _ => None,
            }),
            // Not by the finish reason: OpenAI itself sends `stop` after forced tool calls.
            waits: !answer.tool_calls.is_empty(),
            saw_finish_reason: self.choices.iter().any(finished),
        }
    }

    /// Whether every choice has its finish reason, also those that were asked for and did not begin.
    pub(crate) fn all_finished(&self, answer: &Answer) -> bool {
        let asked = answer.choices_asked.max(1);
        self.choices.len() >= asked && self.choices.iter().all(|choice| choice.finish.is_some())
    }

    fn choice(&mut self, choice: &ChunkChoice<'_>, answer: &mut Answer, found: &mut Findings) {
        let index = index_of(choice.index);
        let limit = answer.limits.choices;
        let Some(state) = self.state(index, limit) else {
            found.fail(ReadError::TooManyChoices { limit });
            return;
        };
        let place = Place { choice: index, ..Place::default() };
        // A whole message counts only where nothing was streamed: Perplexity sends both.
        let whole = choice.message.as_deref().filter(|_| !state.streamed);
        if let Some(said) =
            choice.delta.as_ref().map(Said::delta).or_else(|| whole.map(Said::whole))
        {
            state.streamed = true;
            said.read(place, answer, found);
        } else if let Some(text) = choice.text.as_deref() {
            // Only where there is no delta: Together sends both.
            answer.said(TextKind::Text, place, text, found);
        }
        // OpenRouter tells of an error within the choice, too.
        if let Some(error) = choice.extra.get("error").filter(|it| failure::says_something(*it)) {
            answer.fail(failure::of_value(error));
        }
        let reason = choice.finish_reason.as_ref().map(|reason| reason.as_str());
        let reason = reason.filter(|reason| !reason.is_empty());
        if reason == Some("error") || choice.native_finish_reason.as_deref() == Some("error") {
            answer.fail(Failure::saying("the server gave `error` as the reason for the end"));
        }
        if let Some(reason) = reason {
            let finish = finish(reason);
            let to_the_end = matches!(finish, Finish::ToTheEnd);
            state.finish = Some(finish);
            state.reason = reason.chars().take(MAX_REASON_CHARS).collect();
            calls::complete(&mut answer.tool_calls, index, to_the_end, found);
        }
    }

    fn state(&mut self, index: u32, max_choices: usize) -> Option<&mut ChoiceState> {
        let at = self.choices.iter().position(|choice| choice.index == index);
        let at = at.unwrap_or(self.choices.len());
        if at == self.choices.len() {
            if at >= max_choices {
                return None;
            }
            self.choices.push(ChoiceState {
                index,
                finish: None,
                reason: String::new(),
                streamed: false,
            });
        }
        self.choices.get_mut(at)
    }
}

/// What a piece of a message says, or a whole one.
struct Said<'s> {
    content: Option<&'s Content<'s>>,
    refusal: Option<&'s str>,
    reasoning: Option<&'s str>,
    calls: Calls<'s>,
    function_call: Option<&'s FunctionCall<'s>>,
    annotations: &'s [Annotation<'s>],
    has_audio: bool,
    /// Has the members that have no field.
    extra: &'s Extra<'s>,
}

#[derive(Clone, Copy)]
enum Calls<'s> {
    Pieces(&'s [chat_completion::ToolCallDelta<'s>]),
    Whole(&'s [chat_completion::ToolCall<'s>]),
}

impl<'s> Said<'s> {
    fn delta(delta: &'s MessageDelta<'s>) -> Self {
        Self {
            content: delta.content.as_ref(),
            refusal: delta.refusal.as_deref(),
            reasoning: delta.reasoning_text(),
            calls: Calls::Pieces(delta.tool_calls.as_deref().unwrap_or_default()),
            function_call: delta.function_call.as_deref(),
            annotations: delta.annotations.as_deref().unwrap_or_default(),
            has_audio: delta.audio.is_some(),
            extra: &delta.extra,
        }
    }

    fn whole(message: &'s ChatMessage<'s>) -> Self {
        Self {
            content: message.content.as_ref(),
            refusal: message.refusal.as_deref(),
            reasoning: message.reasoning_text(),
            calls: Calls::Whole(message.tool_calls()),
            function_call: message.function_call.as_deref(),
            annotations: message.annotations.as_deref().unwrap_or_default(),
            has_audio: message.audio.is_some(),
            extra: &message.extra,
        }
    }

    fn read(&self, place: Place, answer: &mut Answer, found: &mut Findings) {
        if let Some(reasoning) = self.reasoning {
            answer.said(TextKind::Reasoning, place, reasoning, found);
        }
        if let Some(content) = self.content {
            answer.said(TextKind::Reasoning, place, &content.thinking(), found);
            answer.said(TextKind::Text, place, &content.text(), found);
        }
        if let Some(refusal) = self.refusal {
            answer.said(TextKind::Refusal, place, refusal, found);
        }
        self.annotations.iter().for_each(|it| found.citation(place, &it.to_json()));
        if !self.extra.is_empty() {
            self.images(place, found);
        }
        if self.has_audio {
            found.other(place, "audio");
        }
        // What there is in place of a list of calls.
        if is_list(self.extra.get("tool_calls")) {
            found.fail(ReadError::TooManyParts { limit: MAX_ENTRIES });
        }
        let calls = &mut answer.tool_calls;
        match self.calls {
            Calls::Pieces(pieces) => pieces
                .iter()
                .for_each(|piece| calls::merge(calls, place.choice, &piece.into(), found)),
            Calls::Whole(whole) => {
                whole.iter().for_each(|call| calls::merge(calls, place.choice, &call.into(), found))
            }
        }
        if let Some(function) = self.function_call {
            calls::merge(calls, place.choice, &calls::Piece::legacy(function), found);
        }
    }
}

impl Said<'_> {
    /// Images come whole, each as a URL that holds it (OpenRouter).
    fn images(&self, place: Place, found: &mut Findings) {
        let images = self.extra.get("images").and_then(|images| images.elements());
        for (index, image) in (0_u64..).zip(images.into_iter().flatten()) {
            let url = image.get("image_url").and_then(|image| image.get("url")?.as_str());
            if let Some((_, base64)) = url.as_deref().and_then(|url| url.split_once(";base64,")) {
                found.image(place, Some(index), base64);
            }
        }
    }
}

fn index_of(choice: Option<u64>) -> u32 {
    u32::try_from(choice.unwrap_or(0)).unwrap_or(u32::MAX)
}

fn is_list(unread: Option<RawJson<'_>>) -> bool {
    unread.is_some_and(|raw| raw.elements().is_some())
}

fn says_something<'t>(text: &'t Option<Cow<'_, str>>) -> Option<&'t str> {
    text.as_deref().filter(|text| !text.is_empty())
}

/// An empty one (MiniMax) counts as none: it would erase what was known.
fn usage(usage: &chat_completion::Usage<'_>) -> Option<Usage> {
    let count = |count: Option<u64>, name| count.or_else(|| usage.extra.get(name)?.as_u64());
    let read = Usage {
        input_tokens: count(usage.prompt_tokens, "input_tokens"),
        output_tokens: count(usage.completion_tokens, "output_tokens"),
        total_tokens: usage.total_tokens,
    };
    (read != Usage::default()).then_some(read)
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
fn reported_failure(is_error: bool, chunk: &ChatChunk<'_>, text: &str) -> Option<Failure> {
    let error = |error: Option<RawJson<'_>>| error.is_some_and(failure::says_something);
    let raw_error = chunk.error.as_ref().map(|error| error.as_raw());
    let of_groq = chunk.x_groq.as_ref().and_then(|groq| groq.error.as_ref());
    if let Some(of_groq) = of_groq.map(|error| error.as_raw()).filter(|it| error(Some(*it))) {
        return Some(failure::of_value(of_groq));
    }
    let member = |name| chunk.extra.get(name);
    let kind = member("type").and_then(|kind| kind.as_str());
    let flat = chunk.choices.is_none()
        && !is_list(member("choices"))
        && failure::is_flat_error(member("message"), member("code"), kind.as_deref());
    let named = is_error || chunk.object.as_deref() == Some("error") || error(raw_error);
    (named || flat).then(|| failure::of_text(text))
}
