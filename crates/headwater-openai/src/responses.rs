//! Reads a Responses stream.
//!
//! Everything is routed by `output_index`, never by `item_id` where both are there: GitHub Copilot
//! gives every event of one item another id.

mod calls;
mod items;
mod parts;
mod pending;

use crate::answer::{Answer, Ending};
use crate::error::ReadError;
use crate::json;
use crate::json::NotJson;
use crate::json::failure;
use crate::json::responses::{Event, Item, Part, Response};
use crate::outcome::{Failure, IncompleteReason};
use crate::reader::Flow;
use crate::record::{Findings, Place, TextKind};
use crate::tool_call::ToolKind;
use items::Items;
use parts::{Parts, Settled};
use pending::Pending;

#[derive(Default)]
pub(crate) struct ResponsesReader {
    items: Items,
    parts: Parts,
    pending: Pending,
    terminal: Option<Terminal>,
}

enum Terminal {
    Completed,
    Incomplete(IncompleteReason),
    Failed,
}

/// Where an item was told of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    Added,
    Done,
    /// In the terminal response, whose positions and ids may differ from those of the stream.
    Terminal,
}

impl ResponsesReader {
    pub(crate) fn read(
        &mut self,
        is_error: bool,
        text: &str,
        answer: &mut Answer,
        found: &mut Findings,
    ) -> Result<Flow, NotJson> {
        let Some(event) = json::read_event::<Event<'_>>(is_error, text, answer)? else {
            return Ok(Flow::Continue);
        };
        answer.last_sequence_number = event.sequence_number.or(answer.last_sequence_number);
        let kind = event.kind.as_deref().unwrap_or_default();
        match kind.strip_prefix("response.") {
            Some(kind) => Ok(self.event(kind, &event, answer, found)),
            None => {
                // Held until `response.failed` or the end of the body: OpenAI sends both.
                if let Some(failure) = reported_failure(is_error, &event, text) {
                    answer.fail(failure);
                }
                Ok(Flow::Continue)
            }
        }
    }

    pub(crate) fn ending(&self) -> Ending {
        Ending {
            ended: self.terminal.is_some(),
            incomplete: match &self.terminal {
                Some(Terminal::Incomplete(reason)) => Some(reason.clone()),
                _ => None,
            },
            waits: self.pending.any(),
            saw_finish_reason: false,
        }
    }

    fn event(
        &mut self,
        kind: &str,
        event: &Event<'_>,
        answer: &mut Answer,
        found: &mut Findings,
    ) -> Flow {
        match kind {
            "output_text.delta" => self.text(TextKind::Text, event, answer, found),
            "refusal.delta" => self.text(TextKind::Refusal, event, answer, found),
            "reasoning_summary_text.delta" | "reasoning_text.delta" => {
                self.text(TextKind::Reasoning, event, answer, found);
            }
            "output_text.done" => {
                let whole = event.text.as_deref();
                self.settle_event(TextKind::Text, event, whole, answer, found);
            }
            "refusal.done" => {
                let whole = event.refusal.as_deref();
                self.settle_event(TextKind::Refusal, event, whole, answer, found);
            }
            "content_part.done" => self.part_done(event, answer, found),
            "output_item.added" => self.item_event(Told::Added, event, answer, found),
            "output_item.done" => self.item_event(Told::Done, event, answer, found),
            "function_call_arguments.delta" => {
                self.arguments(ToolKind::Function, event, answer, found);
            }
            "custom_tool_call_input.delta" => {
                self.arguments(ToolKind::Custom, event, answer, found);
            }
            "function_call_arguments.done" => {
                self.arguments_done(ToolKind::Function, event, answer, found);
            }
            "custom_tool_call_input.done" => {
                self.arguments_done(ToolKind::Custom, event, answer, found);
            }
            "completed" | "incomplete" | "failed" => {
                self.terminal(kind, event.response.as_ref(), answer, found);
                return Flow::End;
            }
            _ => {
                if let Some(response) = &event.response {
                    describe(response, answer, found);
                }
            }
        }
        Flow::Continue
    }

    fn place(&self, event: &Event<'_>) -> Place {
        let part = event.content_index.or(event.summary_index).unwrap_or(0);
        Place { choice: 0, item: self.items.of_event(event), part: saturated(part) }
    }

    fn text(
        &mut self,
        kind: TextKind,
        event: &Event<'_>,
        answer: &mut Answer,
        found: &mut Findings,
    ) {
        let Some(delta) = event.delta.as_deref() else { return };
        let place = self.place(event);
        if self.parts.append(kind, place, delta) {
            answer.said(kind, place, delta, found);
        } else {
            found.fail(ReadError::TooManyParts { limit: parts::MAX_PARTS });
        }
    }

    fn settle_event(
        &mut self,
        kind: TextKind,
        event: &Event<'_>,
        whole: Option<&str>,
        answer: &mut Answer,
        found: &mut Findings,
    ) {
        let Some(whole) = whole else { return };
        let place = self.place(event);
        let _ = self.settle(kind, place, whole, Told::Done, answer, found);
    }

    fn part_done(&mut self, event: &Event<'_>, answer: &mut Answer, found: &mut Findings) {
        let Some((kind, whole)) = event.part.as_ref().and_then(said_by) else { return };
        self.settle_event(kind, event, Some(whole), answer, found);
    }

    /// Compares the whole of a part with its deltas, and passes on what they lack: all of it, where
    /// there were none, or what came after them, where an event was lost. Returns whether what was
    /// passed on is now the whole.
    fn settle(
        &mut self,
        kind: TextKind,
        place: Place,
        whole: &str,
        told: Told,
        answer: &mut Answer,
        found: &mut Findings,
    ) -> bool {
        match self.parts.settle(kind, place, whole, told == Told::Terminal, answer.lost) {
            Settled::Same => true,
            Settled::Lacks(rest) => {
                if !self.parts.append(kind, place, rest) {
                    found.fail(ReadError::TooManyParts { limit: parts::MAX_PARTS });
                    return false;
                }
                answer.said(kind, place, rest, found);
                true
            }
            Settled::Differs => false,
        }
    }

    fn item_event(
        &mut self,
        told: Told,
        event: &Event<'_>,
        answer: &mut Answer,
        found: &mut Findings,
    ) {
        let Some(item) = &event.item else { return };
        let index = match told {
            Told::Added => self.items.add(event, item),
            Told::Done | Told::Terminal => self.items.done(event, item),
        };
        let Some(index) = index else {
            found.fail(ReadError::TooManyParts { limit: items::MAX_ITEMS });
            return;
        };
        let _ = self.item(told, index, item, answer, found);
    }

    /// Takes over an item. Returns whether its texts are now whole.
    fn item(
        &mut self,
        told: Told,
        index: u32,
        item: &Item<'_>,
        answer: &mut Answer,
        found: &mut Findings,
    ) -> bool {
        if !self.pending.note(index, item) {
            found.fail(ReadError::TooManyParts { limit: items::MAX_ITEMS });
        }
        match item.kind.as_deref() {
            Some("function_call") => {
                calls::item(&mut answer.tool_calls, ToolKind::Function, told, index, item, found);
            }
            Some("custom_tool_call") => {
                calls::item(&mut answer.tool_calls, ToolKind::Custom, told, index, item, found);
            }
            Some("message") if told != Told::Added => {
                return self.message(told, index, item, answer, found);
            }
            _ => {}
        }
        true
    }

    fn message(
        &mut self,
        told: Told,
        index: u32,
        item: &Item<'_>,
        answer: &mut Answer,
        found: &mut Findings,
    ) -> bool {
        let mut whole = !item.content.cut;
        for (part, content) in (0_u32..).zip(item.content.iter()) {
            if let Some((kind, text)) = said_by(content) {
                let place = Place { choice: 0, item: index, part };
                whole &= self.settle(kind, place, text, told, answer, found);
            }
        }
        whole
    }

    fn arguments(
        &self,
        kind: ToolKind,
        event: &Event<'_>,
        answer: &mut Answer,
        found: &mut Findings,
    ) {
        let Some(delta) = event.delta.as_deref() else { return };
        let item = self.items.of_event(event);
        calls::fragment(&mut answer.tool_calls, kind, item, delta, found);
    }

    fn arguments_done(
        &self,
        kind: ToolKind,
        event: &Event<'_>,
        answer: &mut Answer,
        found: &mut Findings,
    ) {
        let all = match kind {
            ToolKind::Function => event.arguments.as_deref(),
            ToolKind::Custom => event.input.as_deref(),
        };
        let Some(all) = all else { return };
        let item = self.items.of_event(event);
        calls::all_arguments(&mut answer.tool_calls, kind, item, all, found);
    }

    fn terminal(
        &mut self,
        kind: &str,
        response: Option<&Response<'_>>,
        answer: &mut Answer,
        found: &mut Findings,
    ) {
        let none = Response::default();
        let response = response.unwrap_or(&none);
        describe(response, answer, found);
        self.output(response, answer, found);
        // What the response itself says goes before the name of its event.
        let status = match response.status.as_deref() {
            Some(status @ ("incomplete" | "failed" | "cancelled")) => status,
            _ => kind,
        };
        self.terminal = Some(match status {
            "failed" => {
                fail(response, answer);
                Terminal::Failed
            }
            "incomplete" => {
                let details = response.incomplete_details.as_ref();
                let reason = details.and_then(|details| details.reason.as_deref());
                Terminal::Incomplete(IncompleteReason::named(reason.unwrap_or_default()))
            }
            "cancelled" => Terminal::Incomplete(IncompleteReason::named(status)),
            _ => Terminal::Completed,
        });
        if matches!(self.terminal, Some(Terminal::Completed)) {
            calls::complete_rest(&mut answer.tool_calls, found);
        }
    }

    /// The output of the terminal response, which some servers leave out or empty although items
    /// were streamed. Where it is there, it makes up for events that were lost.
    fn output(&mut self, response: &Response<'_>, answer: &mut Answer, found: &mut Findings) {
        if response.output.is_empty() {
            return;
        }
        self.pending = Pending::default();
        let mut whole = !response.output.cut;
        for (position, item) in (0_u32..).zip(response.output.iter()) {
            let index = self.items.with_id(item).unwrap_or(position);
            whole &= self.item(Told::Terminal, index, item, answer, found);
        }
        answer.lost &= !whole;
    }
}

/// What every response object tells.
fn describe(response: &Response<'_>, answer: &mut Answer, found: &mut Findings) {
    answer.named(response.id.as_deref(), response.model.as_deref());
    answer.used(response.usage.as_ref().and_then(json::UsageFields::usage), found);
}

/// The error of the response says more than the `error` event before it, where both are there.
fn fail(response: &Response<'_>, answer: &mut Answer) {
    let said = response.error.filter(|error| error.says_something()).map(failure::of_value);
    let held = answer.failure.take();
    answer.failure = Some(match (said, held) {
        (Some(said), Some(held)) => Failure {
            error_type: said.error_type.or(held.error_type),
            code: said.code.or(held.code),
            ..Failure::saying(said.message)
        },
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => Failure::saying(""),
    });
}

/// What a content part says.
fn said_by<'a>(part: &'a Part<'_>) -> Option<(TextKind, &'a str)> {
    match part.kind.as_deref() {
        Some("refusal") => Some((TextKind::Refusal, part.refusal.as_deref()?)),
        Some("output_text" | "text") => Some((TextKind::Text, part.text.as_deref()?)),
        _ => None,
    }
}

/// An `error` event, nested or flat, or the bare error of another API.
fn reported_failure(is_error: bool, event: &Event<'_>, text: &str) -> Option<Failure> {
    let kind = event.kind.as_deref();
    let flat = json::is_flat_error(event.message, event.code, kind);
    let nested = event.error.is_some_and(|error| error.says_something());
    (is_error || kind == Some("error") || nested || flat).then(|| failure::of_text(text))
}

fn saturated(index: u64) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
