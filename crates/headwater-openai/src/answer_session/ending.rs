//! What a body came to, and how the answer ended.

use alloc::string::ToString as _;

use headwater::{CloseReason, Interruption, Session};

use super::AnswerSession;
use super::item::Operation;
use super::transition::{Ended, Phase};
use super::verdict;
use crate::outcome::{Failure, InterruptionCause, Outcome};

impl AnswerSession {
    /// What the body came to that just ended.
    pub(super) fn ended(&mut self, operation: Operation) -> Ended {
        let headwater::Action::Closed(reason) = self.stream.action() else { return Ended::Settled };
        if self.stream.is_pending() {
            return Ended::Pending;
        }
        let broken = Ended::Broken(match reason {
            CloseReason::NetworkError => Interruption::NetworkError,
            CloseReason::Timeout(timer) => Interruption::Timeout(timer),
            _ => Interruption::EndOfStream,
        });
        match self.stream.outcome() {
            Some(Outcome::Failed(failure)) => {
                if let Some(status) = self.stream.refused_with() {
                    let again = verdict::again(operation, status, self.asked.to_retry, failure);
                    self.is_gone |= operation != Operation::Create && matches!(status, 404 | 410);
                    self.last_failure = Some(failure.clone());
                    return Ended::Refused { status, again };
                }
                match (self.stream.reported_failure(), self.stream.body()) {
                    (true, _) => Ended::Failed,
                    (false, Some(_)) if operation == Operation::Create => Ended::Settled,
                    // Nothing of an answer came.
                    (false, _) => broken,
                }
            }
            Some(Outcome::Interrupted(it)) if it.why != InterruptionCause::EventLost => broken,
            _ => Ended::Settled,
        }
    }

    /// It is over, as the body said.
    pub(super) fn settle(&mut self) {
        let reason = match (self.stream.action(), self.stream.outcome()) {
            // Whatever ended the body, nothing of the answer was missing any more.
            (
                _,
                Some(
                    Outcome::Completed
                    | Outcome::ToolCalls
                    | Outcome::Incomplete { .. }
                    | Outcome::Refused,
                ),
            ) => CloseReason::Finished,
            (_, Some(Outcome::Failed(_))) if self.stream.reported_failure() => {
                CloseReason::Finished
            }
            (headwater::Action::Closed(reason), _) => reason,
            _ => CloseReason::EndOfStream,
        };
        self.end(reason);
    }

    /// The session is over.
    pub(super) fn end(&mut self, reason: CloseReason) {
        let operation = self.operation();
        self.stopwatch.stop();
        self.grace_since = None;
        self.retrying_waits = false;
        self.create = None;
        self.request = None;
        self.phase = Phase::Closed(reason);
        self.stream.end(reason);
        let is_way_to_rest = matches!(operation, Some(Operation::Resume | Operation::Retrieve));
        let (goes_on, was_begun) = (self.goes_on_by().is_some(), self.stream.saw_event());
        self.stream.revise_outcome(|stream, outcome| {
            let refused_with = stream.refused_with();
            let breaks_off = match outcome {
                // What was refused is only the way to the rest of it.
                Outcome::Failed(_) if refused_with.is_some() => was_begun && is_way_to_rest,
                Outcome::Interrupted(it) => it.why != InterruptionCause::EventLost,
                _ => false,
            };
            let is_unread = matches!(
                reason,
                CloseReason::RedirectRefused(_) | CloseReason::UnexpectedContentEncoding
            );
            if is_unread && !was_begun {
                let failure = Failure::saying(reason.to_string());
                return Some(Outcome::Failed(Failure { status: refused_with, ..failure }));
            }
            breaks_off.then(|| {
                let refused = refused_with.map(|status| InterruptionCause::Refused { status });
                let mut interruption = stream.interruption(cause(reason).or(refused));
                interruption.resumable = goes_on;
                Outcome::Interrupted(interruption)
            })
        });
    }
}

/// What broke the answer off, by why the session ended; `None` where its last body says so.
const fn cause(reason: CloseReason) -> Option<InterruptionCause> {
    Some(match reason {
        CloseReason::Closed => InterruptionCause::Closed,
        CloseReason::Timeout(timer) => InterruptionCause::Timeout(timer),
        CloseReason::RetriesExhausted { last, .. } | CloseReason::NotRepeatable(last) => match last
        {
            Interruption::NetworkError => InterruptionCause::NetworkError,
            Interruption::Timeout(timer) => InterruptionCause::Timeout(timer),
            Interruption::Status(status) => InterruptionCause::Refused { status },
            _ => InterruptionCause::EndOfStream,
        },
        _ => return None,
    })
}
