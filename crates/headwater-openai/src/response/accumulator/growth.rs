//! What each event adds to the items.

use alloc::borrow::Cow;
use alloc::string::String;
use core::slice;

use super::super::{ContentPart, ItemStatus, OutputItem, Placed, ResponseEvent};
use super::ResponseAccumulator;
use super::counts::within_counts;
use super::fresh::{self, Field, arguments, code, diff, input};
use super::slot::{List, Slot, append, set, weight};
use crate::error::ReadError;
use crate::object::ToJson;
use crate::responses::{DeltaEvent, DeltaKind};

/// A piece of a text, or all of it.
#[derive(Clone, Copy)]
pub(super) enum Text<'a> {
    More(&'a str),
    Whole(&'a str),
}

impl Text<'_> {
    fn put(self, text: &mut Option<Cow<'static, str>>) {
        match self {
            Self::More(more) => append(text, more),
            Self::Whole(whole) => set(text, whole),
        }
    }

    /// By how many bytes the text gets longer.
    pub(super) fn growth(self, text: Option<&str>) -> usize {
        match self {
            Self::More(more) => more.len(),
            Self::Whole(whole) => whole.len().saturating_sub(text.map_or(0, str::len)),
        }
    }
}

/// How many bytes may still be taken.
#[derive(Clone, Copy)]
pub(super) struct Room {
    left: usize,
    limit: usize,
}

impl Room {
    pub(super) const fn check(self, bytes: usize) -> Result<(), ReadError> {
        if bytes > self.left {
            return Err(ReadError::AnswerTooLarge { limit: self.limit });
        }
        Ok(())
    }
}

impl ResponseAccumulator {
    pub(super) fn grow(&mut self, event: &ResponseEvent<'_>) -> Result<(), ReadError> {
        use ResponseEvent as E;
        match event {
            E::OutputItemAdded(added) => self.item(event, added.item.as_deref(), false),
            E::OutputItemDone(done) => self.item(event, done.item.as_deref(), true),
            E::ContentPartAdded(added) => self.set_part(event, List::Content, &added.part),
            E::ContentPartDone(done) => self.set_part(event, List::Content, &done.part),
            E::ReasoningPartAdded(added) => self.set_part(event, List::Content, &added.part),
            E::ReasoningPartDone(done) => self.set_part(event, List::Content, &done.part),
            E::ReasoningSummaryPartAdded(added) => self.set_part(event, List::Summary, &added.part),
            E::ReasoningSummaryPartDone(done) => self.set_part(event, List::Summary, &done.part),
            E::OutputTextDelta(delta) => {
                self.part_text(event, fresh::output_text(), Text::More(&delta.delta))?;
                self.logprobs(event, delta.logprobs.as_deref(), false)
            }
            E::OutputTextDone(done) => {
                self.part_text(event, fresh::output_text(), Text::Whole(&done.text))?;
                self.logprobs(event, done.logprobs.as_deref(), true)
            }
            E::OutputTextAnnotationAdded(_) => self.annotation(event),
            E::RefusalDelta(delta) => {
                self.part_text(event, fresh::refusal(), Text::More(&delta.delta))
            }
            E::RefusalDone(done) => {
                self.part_text(event, fresh::refusal(), Text::Whole(&done.refusal))
            }
            E::ReasoningTextDelta(delta) => {
                self.part_text(event, fresh::reasoning_text(), Text::More(&delta.delta))
            }
            E::ReasoningTextDone(done) => {
                self.part_text(event, fresh::reasoning_text(), Text::Whole(&done.text))
            }
            E::ReasoningSummaryTextDelta(delta) => {
                self.part_text(event, fresh::summary_text(), Text::More(&delta.delta))
            }
            E::ReasoningSummaryTextDone(done) => {
                self.part_text(event, fresh::summary_text(), Text::Whole(&done.text))
            }
            _ => self.grow_call(event),
        }
    }

    /// The same of an event that was not read as its type, and tells no logprobs.
    pub(super) fn grow_by(&mut self, event: &DeltaEvent<'_>) -> Result<(), ReadError> {
        let more = Text::More(&event.delta);
        match event.kind {
            DeltaKind::OutputText => self.part_text(event, fresh::output_text(), more),
            DeltaKind::Refusal => self.part_text(event, fresh::refusal(), more),
            DeltaKind::ReasoningText => self.part_text(event, fresh::reasoning_text(), more),
            DeltaKind::SummaryText => self.part_text(event, fresh::summary_text(), more),
            DeltaKind::FunctionArguments => {
                self.item_text(event, fresh::function_call, arguments, more)
            }
            DeltaKind::CustomInput => self.item_text(event, fresh::custom_tool_call, input, more),
        }
    }

    /// The texts and states of calls.
    fn grow_call(&mut self, event: &ResponseEvent<'_>) -> Result<(), ReadError> {
        use ResponseEvent as E;
        match event {
            E::FunctionCallArgumentsDelta(delta) => {
                self.item_text(event, fresh::function_call, arguments, Text::More(&delta.delta))
            }
            E::FunctionCallArgumentsDone(done) => {
                self.item_text(event, fresh::function_call, arguments, Text::Whole(&done.arguments))
            }
            E::McpCallArgumentsDelta(delta) => {
                self.item_text(event, fresh::mcp_call, arguments, Text::More(&delta.delta))
            }
            E::McpCallArgumentsDone(done) => {
                self.item_text(event, fresh::mcp_call, arguments, Text::Whole(&done.arguments))
            }
            E::CustomToolCallInputDelta(delta) => {
                self.item_text(event, fresh::custom_tool_call, input, Text::More(&delta.delta))
            }
            E::CustomToolCallInputDone(done) => {
                self.item_text(event, fresh::custom_tool_call, input, Text::Whole(&done.input))
            }
            E::CodeInterpreterCallCodeDelta(delta) => {
                self.item_text(event, fresh::code_call, code, Text::More(&delta.delta))
            }
            E::CodeInterpreterCallCodeDone(done) => {
                self.item_text(event, fresh::code_call, code, Text::Whole(&done.code))
            }
            E::ApplyPatchDiffDelta(delta) => {
                self.item_text(event, fresh::patch_call, diff, Text::More(&delta.delta))
            }
            E::ApplyPatchDiffDone(done) => {
                self.item_text(event, fresh::patch_call, diff, Text::Whole(&done.diff))
            }
            E::ShellCallCommandAdded(added) => {
                self.command(event, added.command_index, Text::Whole(&added.command))
            }
            E::ShellCallCommandDelta(delta) => {
                self.command(event, delta.command_index, Text::More(&delta.delta))
            }
            E::ShellCallCommandDone(done) => {
                self.command(event, done.command_index, Text::Whole(&done.command))
            }
            E::ShellCallOutputContentDelta(delta) => {
                let (out, err) = (delta.delta.stdout.as_deref(), delta.delta.stderr.as_deref());
                self.shell_output(event, delta.command_index, out, err)
            }
            E::ShellCallOutputContentDone(done) => {
                self.shell_outputs(event, done.command_index, done.output.as_deref())
            }
            _ => {
                if let Some(status) = status_after(event) {
                    if let Some(known) = self.slot_of(event).and_then(|slot| slot.item.as_mut()) {
                        known.set_status(status);
                    }
                }
                Ok(())
            }
        }
    }

    fn item(
        &mut self,
        event: &ResponseEvent<'_>,
        item: Option<&OutputItem<'_>>,
        is_done: bool,
    ) -> Result<(), ReadError> {
        let Some(item) = item else { return Ok(()) };
        let mut json = String::new();
        item.write_json(&mut json);
        self.room().check(json.len())?;
        within_counts(slice::from_ref(item), self.limits)?;
        let item = item.clone().into_owned();
        let known = match (is_done, event.output_index()) {
            (_, Some(index)) => self.position(index).ok().filter(|at| {
                // Some gateways number every item 0: what is done is not begun anew.
                let known = self.slots.get(*at);
                known.is_some_and(|slot| slot.is_open() || is_done && slot.may_be(&item))
            }),
            (true, None) => self.slots.iter().rposition(|slot| slot.is_named(item.id())),
            (false, None) => None,
        };
        let at = match known {
            Some(at) => at,
            None => self.insert(event, OutputItem::default())?,
        };
        if let Some(slot) = self.slots.get_mut(at) {
            slot.set_item(item);
            slot.is_done = is_done.then_some(true);
            // All that was taken of it is in the whole.
            let known = slot.bytes.replace(json.len() as u64).unwrap_or(0);
            let known = usize::try_from(known).unwrap_or(usize::MAX);
            self.bytes = self.bytes.saturating_sub(known).saturating_add(json.len());
        }
        Ok(())
    }

    /// Where the item with this index is, the last of several, or would have to be.
    fn position(&self, index: u64) -> Result<usize, usize> {
        let behind = self.slots.partition_point(|slot| slot.index <= Some(index));
        let last = behind
            .checked_sub(1)
            .filter(|at| self.slots.get(*at).is_some_and(|slot| slot.index == Some(index)));
        last.ok_or(behind)
    }

    fn insert(
        &mut self,
        event: &dyn Placed,
        item: OutputItem<'static>,
    ) -> Result<usize, ReadError> {
        let limit = self.limits.items;
        if self.slots.len() >= limit {
            return Err(ReadError::TooManyParts { limit });
        }
        let next = || {
            self.slots.last().and_then(|slot| slot.index).map_or(0, |last| last.saturating_add(1))
        };
        let index = event.output_index().unwrap_or_else(next);
        let at = self.slots.partition_point(|slot| slot.index <= Some(index));
        self.slots.insert(at, Slot::new(index, item));
        Ok(at)
    }

    /// The open item that an event belongs to, if it is known.
    pub(super) fn slot_of(&mut self, event: &dyn Placed) -> Option<&mut Slot<'static>> {
        let at = match event.output_index() {
            Some(index) => self.position(index).ok()?,
            None => {
                let named = self.slots.iter().rposition(|slot| slot.is_named(event.item_id()));
                named.or_else(|| self.slots.iter().rposition(Slot::is_open))?
            }
        };
        self.slots.get_mut(at).filter(|slot| slot.is_open())
    }

    /// The same, and how much room there is; one that is not known begins as `new`. `None` where it is
    /// done.
    pub(super) fn slot_or_new(
        &mut self,
        event: &dyn Placed,
        new: fn() -> OutputItem<'static>,
    ) -> Result<Option<(&mut Slot<'static>, Room)>, ReadError> {
        let room = self.room();
        let is_known = match event.output_index() {
            Some(index) => self.position(index).is_ok(),
            None => !self.slots.is_empty(),
        };
        if is_known {
            return Ok(self.slot_of(event).map(|slot| (slot, room)));
        }
        let id_len = event.item_id().map_or(0, str::len);
        room.check(id_len)?;
        let mut item = new();
        item.set_id(event.item_id());
        item.set_status(ItemStatus::InProgress);
        let at = self.insert(event, item)?;
        self.took(id_len);
        let room = self.room();
        let slot = self.slots.get_mut(at);
        Ok(slot.map(|slot| {
            slot.took(id_len);
            (slot, room)
        }))
    }

    fn set_part(
        &mut self,
        event: &ResponseEvent<'_>,
        list: List,
        part: &ContentPart<'_>,
    ) -> Result<(), ReadError> {
        use ResponseEvent as E;
        let is_done = matches!(
            event,
            E::ContentPartDone(_) | E::ReasoningPartDone(_) | E::ReasoningSummaryPartDone(_)
        );
        let index = list.index_of(event);
        let part = part.clone().into_owned();
        let limit = self.limits.parts;
        let Some((slot, room)) = self.slot_or_new(event, fresh::item_with(list, &part))? else {
            return Ok(());
        };
        let Some(known) = slot.part(list, index, ContentPart::default(), limit)? else {
            return Ok(());
        };
        // What is announced once more may say less than what came meanwhile.
        if !is_done && known.text().is_some_and(|text| !text.is_empty()) {
            return Ok(());
        }
        let old = weight(known, [known.text()]);
        let grown = weight(&part, [part.text()]).saturating_sub(old);
        room.check(grown)?;
        *known = part;
        slot.took(grown);
        self.took(grown);
        Ok(())
    }

    fn part_text(
        &mut self,
        event: &dyn Placed,
        new: ContentPart<'static>,
        text: Text<'_>,
    ) -> Result<(), ReadError> {
        let list = List::of(&new);
        let index = list.index_of(event);
        let limit = self.limits.parts;
        let Some((slot, room)) = self.slot_or_new(event, fresh::item_with(list, &new))? else {
            return Ok(());
        };
        let known = match slot.part(list, index, new, limit)? {
            Some(ContentPart::OutputText(part)) => &mut part.text,
            Some(ContentPart::Refusal(part)) => &mut part.refusal,
            Some(ContentPart::ReasoningText(part)) => &mut part.text,
            Some(ContentPart::SummaryText(part)) => &mut part.text,
            _ => return Ok(()),
        };
        let grown = text.growth(known.as_deref());
        room.check(grown)?;
        text.put(known);
        slot.took(grown);
        self.took(grown);
        Ok(())
    }

    fn item_text(
        &mut self,
        event: &dyn Placed,
        new: fn() -> OutputItem<'static>,
        field: Field,
        text: Text<'_>,
    ) -> Result<(), ReadError> {
        let Some((slot, room)) = self.slot_or_new(event, new)? else { return Ok(()) };
        let Some(known) = slot.item.as_mut().and_then(field) else { return Ok(()) };
        let grown = text.growth(known.as_deref());
        room.check(grown)?;
        text.put(known);
        slot.took(grown);
        self.took(grown);
        Ok(())
    }

    /// How many bytes may still be taken.
    pub(super) const fn room(&self) -> Room {
        self.room_beside(self.bytes.saturating_add(self.described_bytes))
    }

    /// The same beside so many bytes.
    pub(super) const fn room_beside(&self, held: usize) -> Room {
        let limit = self.limits.answer_bytes;
        Room { left: limit.saturating_sub(held), limit }
    }

    /// Counts what an item has grown by.
    pub(super) const fn took(&mut self, bytes: usize) {
        self.bytes = self.bytes.saturating_add(bytes);
    }
}

/// How far the item of an event is that says only that.
const fn status_after(event: &ResponseEvent<'_>) -> Option<ItemStatus<'static>> {
    use ResponseEvent as E;
    Some(match event {
        E::McpCallInProgress(_)
        | E::FileSearchCallInProgress(_)
        | E::WebSearchCallInProgress(_)
        | E::CodeInterpreterCallInProgress(_)
        | E::ImageGenerationCallInProgress(_) => ItemStatus::InProgress,
        E::FileSearchCallSearching(_) | E::WebSearchCallSearching(_) => ItemStatus::Searching,
        E::CodeInterpreterCallInterpreting(_) => ItemStatus::Interpreting,
        E::ImageGenerationCallGenerating(_) => ItemStatus::Generating,
        E::McpCallCompleted(_)
        | E::FileSearchCallCompleted(_)
        | E::WebSearchCallCompleted(_)
        | E::CodeInterpreterCallCompleted(_)
        | E::ImageGenerationCallCompleted(_) => ItemStatus::Completed,
        E::McpCallFailed(_) => ItemStatus::Failed,
        _ => return None,
    })
}
