//! What is known of an answer, in either API.

use alloc::string::String;
use alloc::vec::Vec;

use crate::limits::Limits;
use crate::outcome::{Failure, IncompleteReason, Interruption, InterruptionCause, Outcome};
use crate::record::{Findings, Place, TextKind};
use crate::tool_calls::ToolCalls;
use crate::usage::Usage;
use crate::warning::Warning;

/// How much of a refusal is kept; its deltas are handed out beyond that.
const MAX_REFUSAL_BYTES: usize = 64 * 1024;
/// How long an id or a model's name may be; longer ones are passed over.
const MAX_NAME_BYTES: usize = 1024;
/// How many warnings are kept.
const MAX_WARNINGS: usize = 64;

#[derive(Clone, Default)]
pub(crate) struct Answer {
    pub(crate) limits: Limits,
    pub(crate) tool_calls: ToolCalls,
    pub(crate) last_sequence_number: Option<u64>,
    /// An error that the server reported. Whatever follows, the answer has failed.
    pub(crate) failure: Option<Failure>,
    /// An event that held a part of the answer could not be read.
    pub(crate) lost: bool,
    pub(crate) saw_done: bool,
    /// An event of the API was read.
    pub(crate) saw_event: bool,
    /// The server said that the response is made in the background.
    pub(crate) is_background: bool,
    /// Events that come again are passed over: the stream was taken up where it broke off.
    pub(crate) skips_repeats: bool,
    /// The first events were for somebody else: of an item that had begun before, none knows what was
    /// said.
    pub(crate) begins_midway: bool,
    /// What the deltas lack of the texts is wanted: the whole came in place of the rest of the stream.
    pub(crate) wants_rest: bool,
    /// How many choices were asked for.
    pub(crate) choices_asked: usize,
    usage: Option<Usage>,
    response_id: Option<String>,
    model: Option<String>,
    refusal: String,
    refused_choice: Option<u32>,
    warnings: Vec<Warning>,
}

/// What a reader knows at the end.
pub(crate) struct Ending {
    /// The stream had its terminal marker.
    pub(crate) ended: bool,
    pub(crate) incomplete: Option<IncompleteReason>,
    /// Something waits for the caller.
    pub(crate) waits: bool,
    pub(crate) saw_finish_reason: bool,
}

impl Answer {
    pub(crate) const fn set_limits(&mut self, limits: Limits) {
        self.limits = limits;
        self.tool_calls.set_limits(limits);
    }

    pub(crate) const fn usage(&self) -> Option<Usage> {
        self.usage
    }

    pub(crate) fn response_id(&self) -> Option<&str> {
        self.response_id.as_deref()
    }

    pub(crate) fn model(&self) -> Option<&str> {
        self.model.as_deref()
    }

    pub(crate) fn refusal(&self) -> &str {
        &self.refusal
    }

    /// The first id and the first model named are kept: later ones differ on some servers, and the
    /// first id is the one that a background response can be taken up by.
    pub(crate) fn named(&mut self, id: Option<&str>, model: Option<&str>) {
        let fits = |name: &&str| name.len() <= MAX_NAME_BYTES;
        if self.response_id.is_none() {
            self.response_id = id.filter(fits).map(String::from);
        }
        if self.model.is_none() {
            self.model = model.filter(fits).map(String::from);
        }
    }

    /// Usage replaces what came before: Perplexity counts it up from chunk to chunk.
    pub(crate) fn used(&mut self, usage: Option<Usage>, found: &mut Findings) {
        let Some(usage) = usage else { return };
        if self.usage != Some(usage) {
            self.usage = Some(usage);
            found.usage(usage);
        }
    }

    /// Passes a text on. A refusal is kept, too: that of the first choice that refused.
    pub(crate) fn said(&mut self, kind: TextKind, place: Place, text: &str, found: &mut Findings) {
        if kind == TextKind::Refusal && !text.is_empty() {
            let choice = *self.refused_choice.get_or_insert(place.choice);
            let fits = self.refusal.len() + text.len() <= MAX_REFUSAL_BYTES;
            if choice == place.choice && fits {
                self.refusal.push_str(text);
            }
        }
        found.text(kind, place, text);
    }

    /// The first error is the one that is told.
    pub(crate) fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// Each is told once.
    pub(crate) fn warn(&mut self, warning: Warning) {
        if self.warnings.len() < MAX_WARNINGS && !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }

    /// Whether an event of this number is to be passed over.
    pub(crate) fn is_repeat(&self, number: Option<u64>) -> bool {
        number.is_some_and(|number| self.last_sequence_number.is_some_and(|last| number <= last))
    }

    /// The response is this one, and was read up to this event.
    pub(crate) fn resumes(&mut self, response_id: &str, last_sequence_number: Option<u64>) {
        self.named(Some(response_id), None);
        self.last_sequence_number = last_sequence_number;
        self.begins_midway = last_sequence_number.is_some();
        self.is_background = true;
    }

    /// Takes note of an event's sequence number, of which each should be one more than the last.
    pub(crate) fn numbered(&mut self, number: Option<u64>) {
        let Some(next) = number else { return };
        match self.last_sequence_number {
            Some(after) if next <= after => self.warn(Warning::SequenceRepeat { number: next }),
            Some(after) if next - after > 1 => self.warn(Warning::SequenceGap { after, next }),
            _ => {}
        }
        self.last_sequence_number = Some(next);
    }

    pub(crate) fn fail(&mut self, failure: Failure) {
        self.failure.get_or_insert(failure);
    }

    pub(crate) fn interruption(&self, ending: &Ending, why: InterruptionCause) -> Interruption {
        Interruption {
            response_id: self.response_id.clone(),
            last_sequence_number: self.last_sequence_number,
            resumable: self.is_background && self.response_id.is_some(),
            saw_finish_reason: ending.saw_finish_reason,
            saw_done: self.saw_done,
            why,
        }
    }

    /// The outcome, by the order that [`Outcome`] promises. `broken_by` is what ended the stream
    /// where it was not its terminal marker.
    pub(crate) fn outcome(&self, ending: Ending, broken_by: InterruptionCause) -> Outcome {
        if let Some(failure) = &self.failure {
            return Outcome::Failed(failure.clone());
        }
        if self.lost || !ending.ended {
            let why = if ending.ended { InterruptionCause::EventLost } else { broken_by };
            return Outcome::Interrupted(self.interruption(&ending, why));
        }
        if let Some(reason) = ending.incomplete {
            return Outcome::Incomplete { reason };
        }
        if ending.waits {
            Outcome::ToolCalls
        } else if self.refused_choice.is_some() {
            Outcome::Refused
        } else {
            Outcome::Completed
        }
    }
}
