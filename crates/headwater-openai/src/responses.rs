//! Reads a Responses stream.
//!
//! Everything is routed by `output_index`, never by `item_id` where both are there: GitHub Copilot
//! gives every event of one item another id.

mod calls;
mod delta_event;
mod items;
mod parts;
mod pending;
mod texts;

use alloc::string::String;

use headwater_json::JsonText;

use crate::answer::{Answer, Ending};
use crate::error::ReadError;
use crate::failure;
use crate::outcome::{Failure, IncompleteReason};
use crate::reader::Flow;
use crate::record::{Findings, Place, TextKind};
use crate::response::{OutputItem, Placed, Response, ResponseEvent, ResponseStatus, ResponseUsage};
use crate::tool_call::ToolKind;
use crate::usage::Usage;
use crate::waiting_call::WaitingCall;
use crate::warning::Warning;
pub(crate) use delta_event::{DeltaEvent, DeltaKind};
use items::Items;
use parts::Parts;
use pending::Pending;

#[derive(Clone, Default)]
pub(crate) struct ResponsesReader {
    items: Items,
    parts: Parts,
    pending: Pending,
    terminal: Option<Terminal>,
    /// Why the response is incomplete, as the server put it.
    reason: Option<String>,
}

#[derive(Clone)]
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
        event: &ResponseEvent<'_>,
        answer: &mut Answer,
        found: &mut Findings,
    ) -> Flow {
        answer.numbered(event.sequence_number());
        use ResponseEvent as E;
        match event {
            E::OutputTextDelta(delta) => {
                self.text(TextKind::Text, event, &delta.delta, answer, found);
            }
            E::RefusalDelta(delta) => {
                self.text(TextKind::Refusal, event, &delta.delta, answer, found);
            }
            E::ReasoningSummaryTextDelta(delta) => {
                self.text(TextKind::Summary, event, &delta.delta, answer, found);
            }
            E::ReasoningTextDelta(delta) => {
                self.text(TextKind::Reasoning, event, &delta.delta, answer, found);
            }
            E::OutputTextDone(done) => {
                self.settle_event(TextKind::Text, event, &done.text, answer, found);
            }
            E::RefusalDone(done) => {
                self.settle_event(TextKind::Refusal, event, &done.refusal, answer, found);
            }
            E::ReasoningSummaryTextDone(done) => {
                self.thought_event(TextKind::Summary, event, &done.text, answer, found);
            }
            E::ReasoningTextDone(done) => {
                self.thought_event(TextKind::Reasoning, event, &done.text, answer, found);
            }
            E::ContentPartDone(done) => self.part_told(event, &done.part, answer, found),
            E::Completed(_) | E::Incomplete(_) | E::Failed(_) => {
                self.terminal(event, answer, found);
                return Flow::End;
            }
            // Held until `response.failed` or the end of the body: OpenAI sends both.
            E::Error(_) => answer.fail(failure::of_text(&event.to_json())),
            _ => self.rarer(event, answer, found),
        }
        Flow::Continue
    }

    pub(crate) fn ending(&self) -> Ending {
        Ending {
            ended: self.terminal.is_some(),
            incomplete: match &self.terminal {
                Some(Terminal::Incomplete(reason)) => Some(reason.clone()),
                _ => None,
            },
            waits: self.waiting_calls().next().is_some(),
            saw_finish_reason: false,
        }
    }

    /// The calls that wait for the caller.
    pub(crate) fn waiting_calls(&self) -> impl Iterator<Item = WaitingCall<'_>> {
        self.pending.waiting()
    }

    /// The reason why the response is incomplete, in the server's own word.
    pub(crate) fn reason(&self) -> Option<&str> {
        match &self.terminal {
            Some(Terminal::Incomplete(_)) => self.reason.as_deref(),
            _ => None,
        }
    }

    fn rarer(&mut self, event: &ResponseEvent<'_>, answer: &mut Answer, found: &mut Findings) {
        use ResponseEvent as E;
        match event {
            E::OutputItemAdded(added) => {
                self.item_event(Told::Added, event, added.item.as_deref(), answer, found);
            }
            E::OutputItemDone(done) => {
                self.item_event(Told::Done, event, done.item.as_deref(), answer, found);
            }
            E::FunctionCallArgumentsDelta(delta) => {
                self.arguments(ToolKind::Function, event, &delta.delta, answer, found);
            }
            E::CustomToolCallInputDelta(delta) => {
                self.arguments(ToolKind::Custom, event, &delta.delta, answer, found);
            }
            E::FunctionCallArgumentsDone(done) => {
                self.arguments_done(ToolKind::Function, event, &done.arguments, answer, found);
            }
            E::CustomToolCallInputDone(done) => {
                self.arguments_done(ToolKind::Custom, event, &done.input, answer, found);
            }
            E::OutputTextAnnotationAdded(added) => {
                if let Some(annotation) = added.annotation.as_deref() {
                    found.citation(self.place(event), &annotation.to_json());
                }
            }
            E::ImageGenerationCallPartialImage(image) => {
                if let Some(base64) = image.partial_image_b64.as_deref() {
                    found.image(self.place(event), image.partial_image_index, base64);
                }
            }
            E::Created(_) | E::Queued(_) | E::InProgress(_) => {
                if let Some(response) = event.response() {
                    describe(response, answer, found);
                }
            }
            E::ContentPartAdded(added) => self.part_told(event, &added.part, answer, found),
            E::ReasoningPartAdded(_)
            | E::ReasoningPartDone(_)
            | E::ReasoningSummaryPartAdded(_)
            | E::ReasoningSummaryPartDone(_)
            | E::KeepAlive(_) => {}
            E::Unknown(raw) if failure::is_bare(raw.as_raw()) => {
                answer.fail(failure::of_value(raw.as_raw()));
            }
            _ => found.other(self.place(event), &event.kind().unwrap_or_default()),
        }
    }

    fn place(&self, event: &impl Placed) -> Place {
        let part = event.content_index().or_else(|| event.summary_index()).unwrap_or(0);
        Place { choice: 0, item: self.items.of_event(event), part: saturated(part) }
    }

    fn item_event(
        &mut self,
        told: Told,
        event: &ResponseEvent<'_>,
        item: Option<&OutputItem<'_>>,
        answer: &mut Answer,
        found: &mut Findings,
    ) {
        let Some(item) = item else { return };
        let id = item.id().or_else(|| event.item_id()).unwrap_or_default();
        let limit = answer.limits.items;
        let index = match told {
            Told::Added => self.items.add(event.output_index(), id, limit),
            Told::Done | Told::Terminal => self.items.done(event.output_index(), id, limit),
        };
        let Some(index) = index else {
            found.fail(ReadError::TooManyParts { limit });
            return;
        };
        let _ = self.item(told, index, item, answer, found);
    }

    /// Takes over an item. Returns whether its texts are now whole.
    fn item(
        &mut self,
        told: Told,
        index: u32,
        item: &OutputItem<'_>,
        answer: &mut Answer,
        found: &mut Findings,
    ) -> bool {
        let limit = answer.limits.items;
        if !self.pending.note(index, item, limit) {
            found.fail(ReadError::TooManyParts { limit });
        }
        if let Some(call) = calls::Call::of(item) {
            if calls::item(&mut answer.tool_calls, told, index, &call, found) {
                answer.warn(Warning::TextDiffers { item: index, part: 0 });
            }
        }
        match item {
            OutputItem::Message(message) => {
                let parts = message.content.as_deref().unwrap_or_default();
                self.message(told, index, parts, answer, found)
            }
            OutputItem::Reasoning(item) if told != Told::Added => {
                self.thoughts(told, index, item, answer, found);
                true
            }
            _ => true,
        }
    }

    fn arguments(
        &mut self,
        kind: ToolKind,
        event: &impl Placed,
        delta: &str,
        answer: &mut Answer,
        found: &mut Findings,
    ) {
        let item = self.call_under_way(kind, event, answer, found);
        calls::fragment(&mut answer.tool_calls, kind, item, delta, found);
    }

    /// The position of the call that an event brings arguments for. Its item need not have come.
    fn call_under_way(
        &mut self,
        kind: ToolKind,
        event: &impl Placed,
        answer: &Answer,
        found: &mut Findings,
    ) -> u32 {
        let item = self.items.of_event(event);
        let limit = answer.limits.items;
        if !self.pending.begun(item, kind.into(), limit) {
            found.fail(ReadError::TooManyParts { limit });
        }
        item
    }

    fn arguments_done(
        &mut self,
        kind: ToolKind,
        event: &ResponseEvent<'_>,
        all: &str,
        answer: &mut Answer,
        found: &mut Findings,
    ) {
        let item = self.call_under_way(kind, event, answer, found);
        if calls::all_arguments(&mut answer.tool_calls, kind, item, all, found) {
            answer.warn(Warning::TextDiffers { item, part: 0 });
        }
    }

    fn terminal(&mut self, event: &ResponseEvent<'_>, answer: &mut Answer, found: &mut Findings) {
        let none = Response::default();
        let response = event.response().unwrap_or(&none);
        describe(response, answer, found);
        self.output(response, answer, found);
        // What the response itself says goes before the name of its event, unless that is the worse.
        let failed = matches!(event, ResponseEvent::Failed(_));
        let incomplete = matches!(event, ResponseEvent::Incomplete(_));
        let details = response.incomplete_details.as_ref();
        let reason = details.and_then(|details| details.reason.as_ref());
        let reason = reason.map_or("", |reason| reason.as_str());
        self.reason = Some(reason).filter(|reason| !reason.is_empty()).map(String::from);
        self.terminal = Some(match &response.status {
            _ if failed => Terminal::Failed,
            Some(ResponseStatus::Failed) => Terminal::Failed,
            Some(ResponseStatus::Incomplete) => {
                Terminal::Incomplete(IncompleteReason::named(reason))
            }
            Some(status @ ResponseStatus::Cancelled) => {
                Terminal::Incomplete(IncompleteReason::named(status.as_str()))
            }
            _ if incomplete => Terminal::Incomplete(IncompleteReason::named(reason)),
            _ => Terminal::Completed,
        });
        match self.terminal {
            Some(Terminal::Failed) => fail(response, answer),
            Some(Terminal::Completed) => calls::complete_rest(&mut answer.tool_calls, found),
            _ => {}
        }
    }

    /// The output of the terminal response, which some servers leave out or empty although items
    /// were streamed. Where it is there, it makes up for events that were lost.
    fn output(&mut self, response: &Response<'_>, answer: &mut Answer, found: &mut Findings) {
        let Some(output) = response.output.as_deref().filter(|output| !output.is_empty()) else {
            return;
        };
        self.pending = Pending::default();
        for (position, item) in (0_u32..).zip(output) {
            let index = self.items.with_id(item.id().unwrap_or_default()).unwrap_or(position);
            let _ = self.item(Told::Terminal, index, item, answer, found);
        }
        answer.lost = false;
    }

    /// Whether nobody knows what was said of an item: it began before what is read.
    fn began_before(&self, item: u32, answer: &Answer) -> bool {
        answer.begins_midway && !self.items.was_added(item)
    }
}

/// What every response object tells.
fn describe(response: &Response<'_>, answer: &mut Answer, found: &mut Findings) {
    answer.named(response.id.as_deref(), response.model.as_deref());
    answer.is_background |= response.background == Some(true);
    answer.used(response.usage.as_ref().and_then(usage), found);
}

/// An empty one counts as none: it would erase what was known.
fn usage(usage: &ResponseUsage<'_>) -> Option<Usage> {
    let count = |count: Option<u64>, name| count.or_else(|| usage.extra.get(name)?.as_u64());
    let read = Usage {
        input_tokens: count(usage.input_tokens, "prompt_tokens"),
        output_tokens: count(usage.output_tokens, "completion_tokens"),
        total_tokens: usage.total_tokens,
    };
    (read != Usage::default()).then_some(read)
}

/// The error of the response says more than the `error` event before it, where both are there.
fn fail(response: &Response<'_>, answer: &mut Answer) {
    let typed = response.error.as_ref().and_then(|error| JsonText::parse(error.to_json()).ok());
    let raw = typed.as_ref().map(JsonText::as_raw).or_else(|| response.extra.get("error"));
    let said = raw.filter(|error| failure::says_something(*error)).map(failure::of_value);
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

fn saturated(index: u64) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
