//! The response that the events of a stream add up to.

mod beside_text;
mod counts;
mod fresh;
mod growth;
mod shell;
mod slot;

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::{OutputItem, Response, ResponseEvent};
use crate::error::ReadError;
use crate::limits::Limits;
use crate::object::{self, object};
use crate::responses::DeltaEvent;
use counts::within_counts;
use slot::Slot;

/// Adds up the events of a stream to the [`Response`] that the server would have returned without
/// streaming.
///
/// A [`snapshot`](Self::snapshot) can be taken at any moment: of a finished stream it is the response
/// of its terminal event, of an unfinished one what came so far. The output is that of the terminal
/// event where it has any, else the items that were done, else those that are still open; some servers
/// send an empty output at the end.
///
/// Items are kept by their `output_index` and parts by theirs, wherever these begin. An event that
/// names no item belongs to the one with its `item_id`, else to the one last open. What was added is
/// replaced by what is done. Appending costs the text appended; a snapshot copies the whole.
///
/// Half of a surrogate pair, which some servers leave at the end of a delta, was U+FFFD since the event
/// was read; [`AnswerStream`](crate::AnswerStream) joins it with the other half.
///
/// ```
/// use headwater_openai::response::{ResponseAccumulator, ResponseEvent};
///
/// let mut answer = ResponseAccumulator::new();
/// for event in [
///     r#"{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"Hel"}"#,
///     r#"{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"lo"}"#,
/// ] {
///     answer.apply(&ResponseEvent::parse(event)?)?;
/// }
/// assert_eq!(answer.snapshot().output_text(), "Hello");
/// # Ok::<(), headwater_openai::ReadError>(())
/// ```
#[derive(Clone)]
pub struct ResponseAccumulator {
    /// As last told, without its output.
    response: Response<'static>,
    /// The output of the terminal event, which goes before all.
    final_output: Option<Vec<OutputItem<'static>>>,
    /// In the order of their indexes.
    slots: Vec<Slot<'static>>,
    /// What the items take.
    bytes: usize,
    /// What the response takes beside them, as JSON.
    described_bytes: usize,
    /// The terminal event came.
    has_ended: bool,
    limits: Limits,
}

object! {
    /// What is saved of an accumulator.
    struct Saved<'a> {
        /// The response without its output.
        optional response: Response<'a> = "response",
        /// The output of the terminal event.
        optional final_output: Vec<OutputItem<'a>> = "final_output",
        /// The items so far.
        optional slots: Vec<Slot<'a>> = "items",
        /// What they hold.
        optional bytes: u64 = "bytes",
        /// What the response takes beside them.
        optional described_bytes: u64 = "described_bytes",
        /// The terminal event came.
        optional has_ended: bool = "has_ended",
    }
}

impl Default for ResponseAccumulator {
    fn default() -> Self {
        Self::new()
    }
}

impl ResponseAccumulator {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            response: Response::default(),
            final_output: None,
            slots: Vec::new(),
            bytes: 0,
            described_bytes: 0,
            has_ended: false,
            limits: Limits::new(),
        }
    }

    /// Takes no more of the answer than these limits allow.
    #[must_use]
    pub const fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Takes an event. What follows the terminal one is passed over.
    ///
    /// # Errors
    /// The answer goes over a limit: [`ReadError::AnswerTooLarge`], or [`ReadError::TooManyParts`] for
    /// too many items, or parts of one. What the event brings is left out then. A response or an item
    /// that comes whole counts as its JSON does.
    pub fn apply(&mut self, event: &ResponseEvent<'_>) -> Result<(), ReadError> {
        let written = event.response().map_or(0, |response| response.to_json().len());
        self.apply_written(event, written)
    }

    /// The same of an event that was read from a JSON of this length.
    pub(crate) fn apply_written(
        &mut self,
        event: &ResponseEvent<'_>,
        written: usize,
    ) -> Result<(), ReadError> {
        if self.has_ended {
            return Ok(());
        }
        self.has_ended = event.is_terminal();
        match event.response() {
            Some(response) if self.has_ended => self.ended(response, written),
            Some(response) => self.described(response, written),
            None => self.grow(event),
        }
    }

    /// The same of an event that was not read as its type, and tells no logprobs.
    pub(crate) fn apply_delta(&mut self, event: &DeltaEvent<'_>) -> Result<(), ReadError> {
        if self.has_ended { Ok(()) } else { self.grow_by(event) }
    }

    /// The response so far. Costs a copy of it.
    #[must_use]
    pub fn snapshot(&self) -> Response<'static> {
        let mut response = self.response.clone();
        let items = || self.slots.iter().map(|slot| slot.item.clone().unwrap_or_default());
        response.output = Some(match &self.final_output {
            Some(output) => output.clone(),
            None => items().collect(),
        });
        response
    }

    /// All of the state as JSON, from which [`restore`](Self::restore) goes on.
    #[must_use]
    pub fn save(&self) -> String {
        let saved = Saved {
            response: Some(self.response.clone()),
            final_output: self.final_output.clone(),
            slots: Some(self.slots.clone()),
            bytes: Some(self.bytes as u64),
            described_bytes: Some(self.described_bytes as u64),
            has_ended: self.has_ended.then_some(true),
            ..Saved::default()
        };
        saved.to_json()
    }

    /// The accumulator that was saved, with the default [`limits`](Self::limits).
    ///
    /// # Errors
    /// The text is not what [`save`](Self::save) writes.
    pub fn restore(saved: &str) -> Result<Self, ReadError> {
        let saved: Saved<'_> = object::parse(saved)?;
        let saved = saved.into_owned();
        let bytes = |saved: Option<u64>| saved.and_then(|it| usize::try_from(it).ok()).unwrap_or(0);
        Ok(Self {
            response: saved.response.ok_or(ReadError::Field { name: "response" })?,
            final_output: saved.final_output,
            slots: saved.slots.ok_or(ReadError::Field { name: "items" })?,
            bytes: bytes(saved.bytes),
            described_bytes: bytes(saved.described_bytes),
            has_ended: saved.has_ended == Some(true),
            limits: Limits::new(),
        })
    }

    fn described(&mut self, response: &Response<'_>, written: usize) -> Result<(), ReadError> {
        self.describe(response, written, self.bytes)?;
        self.response.output = None;
        Ok(())
    }

    fn ended(&mut self, response: &Response<'_>, written: usize) -> Result<(), ReadError> {
        let output = response.output.as_deref().filter(|output| !output.is_empty());
        let streamed = if output.is_some() { 0 } else { self.bytes };
        within_counts(output.unwrap_or_default(), self.limits)?;
        self.describe(response, written, streamed)?;
        self.final_output = self.response.output.take().filter(|output| !output.is_empty());
        if self.final_output.is_some() {
            self.slots = Vec::new();
            self.bytes = 0;
        }
        Ok(())
    }

    /// Takes over a response, beside which so many bytes are held.
    fn describe(
        &mut self,
        response: &Response<'_>,
        written: usize,
        beside: usize,
    ) -> Result<(), ReadError> {
        self.room_beside(beside).check(written)?;
        self.response = response.clone().into_owned();
        self.response.extra.remove("output");
        self.described_bytes = written;
        Ok(())
    }
}

/// Shows sizes, not what was said.
impl fmt::Debug for ResponseAccumulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseAccumulator")
            .field("items", &self.slots.len())
            .field("bytes", &self.bytes)
            .field("has_final_output", &self.final_output.is_some())
            .finish_non_exhaustive()
    }
}
