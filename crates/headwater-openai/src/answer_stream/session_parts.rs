//! What a session over several connections needs of the stream that it reads them by.

use headwater::Storage;

use super::{AnswerStream, Lent};
use crate::outcome::{Interruption, InterruptionCause, Outcome};

impl<S: Storage> AnswerStream<S> {
    /// Makes ready for the body that holds the rest: what came stays, and what comes again of it is
    /// passed over.
    pub(crate) fn reopen(&mut self) {
        self.decoder.reset();
        self.body.reset();
        self.lent = Lent::Nothing;
        self.waits = Lent::Nothing;
        self.pending = false;
        self.closed = None;
        self.outcome = None;
        self.reader.answer.skips_repeats = true;
    }

    /// Makes ready for another answer to the same request: nothing stays.
    pub(crate) fn start_over(&mut self) {
        self.reopen();
        self.reader.start_over();
    }
}

impl<S> AnswerStream<S> {
    /// The stream is the rest of this response, after the event of this number.
    pub(crate) fn resumes(&mut self, response_id: &str, last_sequence_number: Option<u64>) {
        self.reader.answer.resumes(response_id, last_sequence_number);
    }

    /// So many choices were asked for.
    pub(crate) const fn expect_choices(&mut self, choices: usize) {
        self.reader.answer.choices_asked = choices;
    }

    /// Whether there is something to hand out although no byte comes.
    pub(crate) fn has_item_waiting(&self) -> bool {
        self.waits != Lent::Nothing
    }

    /// Whether an event of the API came, over all bodies.
    pub(crate) const fn saw_event(&self) -> bool {
        self.reader.answer.saw_event
    }

    /// Whether the server said that the response is made in the background.
    pub(crate) const fn is_background(&self) -> bool {
        self.reader.answer.is_background
    }

    /// Whether the status says that no answer follows.
    pub(crate) const fn is_refused(&self) -> bool {
        self.body.is_error()
    }

    /// The status that says so.
    pub(crate) const fn refused_with(&self) -> Option<u16> {
        if self.body.is_error() { Some(self.body.status()) } else { None }
    }

    /// Whether the server reported an error in the answer.
    pub(crate) const fn reported_failure(&self) -> bool {
        self.reader.answer.failure.is_some()
    }

    /// Whether the response came as it stands, and is still being made.
    pub(crate) const fn is_pending(&self) -> bool {
        self.pending
    }

    /// Whether all that matters came, and no more than the end is awaited.
    pub(crate) fn is_over(&self) -> bool {
        self.reader.is_over()
    }

    /// Whether the last item was an event that is more than a sign of life.
    pub(crate) const fn has_content(&self) -> bool {
        self.reader.has_content
    }

    /// Whether it added anything to the answer.
    pub(crate) fn has_deltas(&self) -> bool {
        !self.reader.findings.is_empty()
    }

    /// What there is to say of an answer that broke off here. Without a cause, the one that the last body
    /// gave.
    pub(crate) fn interruption(&self, why: Option<InterruptionCause>) -> Interruption {
        let known = match &self.outcome {
            Some(Outcome::Interrupted(it)) => it.why,
            _ => InterruptionCause::EndOfStream,
        };
        self.reader.answer.interruption(&self.reader.ending(), why.unwrap_or(known))
    }

    /// Replaces the outcome, where there is a better one.
    pub(crate) fn revise_outcome(&mut self, better: impl Fn(&Self, &Outcome) -> Option<Outcome>) {
        let revised = self.outcome.as_ref().and_then(|outcome| better(self, outcome));
        if revised.is_some() {
            self.outcome = revised;
        }
    }
}
