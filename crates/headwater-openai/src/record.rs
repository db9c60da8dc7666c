//! What was found in one event, kept until the next one.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use crate::delta::Delta;
use crate::error::ReadError;
use crate::tool_call::ToolCall;
use crate::usage::Usage;

/// Spare memory above this is given back after the event that needed it.
const SPARE_BYTES: usize = 64 * 1024;

/// Where a text belongs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) choice: u32,
    pub(crate) item: u32,
    pub(crate) part: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextKind {
    Text,
    Reasoning,
    /// A summary of the reasoning, whose parts are counted by themselves.
    Summary,
    Refusal,
}

#[derive(Clone, Debug)]
enum Record {
    Text { kind: TextKind, place: Place, range: Range<usize> },
    CallBegun(usize),
    CallArguments { call: usize, range: Range<usize> },
    CallComplete(usize),
    Usage(Usage),
    Citation { place: Place, range: Range<usize> },
    Image { place: Place, index: Option<u64>, range: Range<usize> },
    Other { place: Place, range: Range<usize> },
}

/// The deltas of one event, as ranges of a text that the session owns and uses again, and what
/// could not be read in it.
#[derive(Clone, Default)]
pub(crate) struct Findings {
    records: Vec<Record>,
    text: String,
    error: Option<ReadError>,
}

impl Findings {
    pub(crate) fn clear(&mut self) {
        self.records.clear();
        self.records.shrink_to(SPARE_BYTES / size_of::<Record>());
        self.text.clear();
        self.text.shrink_to(SPARE_BYTES);
        self.error = None;
    }

    pub(crate) fn text(&mut self, kind: TextKind, place: Place, text: &str) {
        if !text.is_empty() {
            let range = self.keep(text);
            self.records.push(Record::Text { kind, place, range });
        }
    }

    pub(crate) fn call_begun(&mut self, call: usize) {
        self.records.push(Record::CallBegun(call));
    }

    pub(crate) fn call_arguments(&mut self, call: usize, fragment: &str) {
        if !fragment.is_empty() {
            let range = self.keep(fragment);
            self.records.push(Record::CallArguments { call, range });
        }
    }

    pub(crate) fn call_complete(&mut self, call: usize) {
        self.records.push(Record::CallComplete(call));
    }

    pub(crate) fn usage(&mut self, usage: Usage) {
        self.records.push(Record::Usage(usage));
    }

    pub(crate) fn citation(&mut self, place: Place, annotation: &str) {
        let range = self.keep(annotation);
        self.records.push(Record::Citation { place, range });
    }

    pub(crate) fn image(&mut self, place: Place, index: Option<u64>, base64: &str) {
        let range = self.keep(base64);
        self.records.push(Record::Image { place, index, range });
    }

    pub(crate) fn other(&mut self, place: Place, kind: &str) {
        let range = self.keep(kind);
        self.records.push(Record::Other { place, range });
    }

    /// Notes what could not be read; the first error of an event is the one that is told.
    pub(crate) fn fail(&mut self, error: ReadError) {
        self.error.get_or_insert(error);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    pub(crate) const fn error(&self) -> Option<&ReadError> {
        self.error.as_ref()
    }

    pub(crate) fn delta<'a>(&'a self, at: usize, calls: &'a [ToolCall]) -> Option<Delta<'a>> {
        let text = |range: &Range<usize>| self.text.get(range.clone()).unwrap_or_default();
        Some(match self.records.get(at)? {
            Record::Text { kind, place: Place { choice, item, part }, range } => {
                let (choice, item, part, text) = (*choice, *item, *part, text(range));
                match kind {
                    TextKind::Text => Delta::Text { choice, item, part, text },
                    TextKind::Reasoning | TextKind::Summary => {
                        Delta::Reasoning { choice, item, part, text }
                    }
                    TextKind::Refusal => Delta::Refusal { choice, item, part, text },
                }
            }
            Record::CallBegun(index) => {
                let call = calls.get(*index)?;
                Delta::ToolCallBegun { index: *index, id: call.id(), name: call.name() }
            }
            Record::CallArguments { call, range } => {
                Delta::ToolCallArguments { index: *call, fragment: text(range) }
            }
            Record::CallComplete(index) => Delta::ToolCallComplete { index: *index },
            Record::Usage(usage) => Delta::Usage(*usage),
            Record::Citation { place, range } => {
                let Place { choice, item, part } = *place;
                Delta::Citation { choice, item, part, annotation: text(range) }
            }
            Record::Image { place, index, range } => {
                let Place { choice, item, .. } = *place;
                Delta::ImagePart { choice, item, index: *index, base64: text(range) }
            }
            Record::Other { place, range } => {
                let Place { choice, item, .. } = *place;
                Delta::Other { choice, item, kind: text(range) }
            }
        })
    }

    fn keep(&mut self, text: &str) -> Range<usize> {
        let start = self.text.len();
        self.text.push_str(text);
        start..self.text.len()
    }
}
