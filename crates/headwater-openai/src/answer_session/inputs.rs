//! A response session on the seam: what the driver asks, and what it tells.

use headwater::{
    Action, Attempt, CloseReason, Deadline, DeadlineReason, Instant, Interruption, Progress,
    ResponseHead, Sent, Session, Step,
};

use super::item::{AnswerSessionItem, Operation};
use super::transition::{Input, Phase};
use super::{AnswerSession, Asked, Lent};

impl Session for AnswerSession {
    type Item<'a>
        = AnswerSessionItem<'a>
    where
        Self: 'a;

    fn action(&self) -> Action<'_> {
        match self.phase {
            Phase::Connect(_) => match &self.request {
                Some(request) => Action::Connect(Attempt::own(request)),
                // There is one: it is made before the phase is.
                None => Action::Wait,
            },
            Phase::AwaitResponse(_) => Action::AwaitResponse,
            Phase::Read(_) => Action::Read,
            Phase::Wait { .. } => Action::Wait,
            Phase::Closed(reason) => Action::Closed(reason),
        }
    }

    fn poll_timeout(&self) -> Option<Deadline> {
        let own = match self.phase {
            Phase::Closed(_) => return None,
            Phase::Wait { until, .. } => {
                Some(Deadline { at: until, reason: DeadlineReason::Reconnect })
            }
            Phase::Read(_) => self.grace_since.map(|since| Deadline {
                at: since.saturating_add_millis(self.grace_ms.into()),
                reason: DeadlineReason::Grace,
            }),
            _ => None,
        };
        let timer = self.stopwatch.deadline();
        own.into_iter().chain(timer).min_by_key(|deadline| deadline.at)
    }

    fn handle_request_started(&mut self, now: Instant) {
        self.told(now);
        self.go(Input::RequestStarted);
    }

    fn handle_connected(&mut self, now: Instant) {
        self.told(now);
        self.stopwatch.connected();
    }

    fn handle_response(&mut self, head: ResponseHead<'_>, now: Instant) {
        self.told(now);
        let Phase::AwaitResponse(operation) = self.phase else { return };
        if operation == Operation::Create {
            self.stream.start_over();
            self.saw_delta = false;
        } else {
            self.stream.reopen();
        }
        self.stream.handle_response(head, now);
        self.asked = Asked { to_retry: head.asks_to_retry(), delay_ms: head.retry_delay_ms() };
        self.go(match self.why_unread(&head) {
            Some(reason) => Input::Unread(reason),
            None => Input::Response,
        });
    }

    #[inline]
    fn advance(&mut self, chunk: &[u8], now: Instant) -> Progress {
        self.told(now);
        if self.stream.has_item_waiting() {
            self.lent = Lent::Answer;
            return self.stream.advance(&[], now);
        }
        if core::mem::take(&mut self.retrying_waits) {
            self.lent = Lent::Retrying;
            return Progress { consumed: 0, step: Step::Item };
        }
        self.lent = Lent::Nothing;
        if !matches!(self.phase, Phase::Read(_)) {
            return Progress { consumed: chunk.len(), step: Step::NeedData };
        }
        if !chunk.is_empty() {
            self.stopwatch.bytes_came(self.now);
        }
        let progress = self.stream.advance(chunk, now);
        if progress.step == Step::Item {
            self.lent = Lent::Answer;
        }
        self.after_bytes(progress.step);
        progress
    }

    #[inline]
    fn item<'a>(&'a self, chunk: &'a [u8]) -> Option<AnswerSessionItem<'a>> {
        match self.lent {
            Lent::Nothing => None,
            Lent::Retrying => Some(AnswerSessionItem::Retrying(self.retrying)),
            Lent::Answer => self.stream.item(chunk).map(AnswerSessionItem::Answer),
        }
    }

    fn handle_end(&mut self, now: Instant) {
        self.told(now);
        match self.phase {
            Phase::Read(_) => self.body_ended(CloseReason::EndOfStream),
            // There is no response to which it could be the end.
            Phase::AwaitResponse(_) => self.lost(Interruption::NetworkError, Sent::Perhaps),
            _ => {}
        }
    }

    fn handle_network_error(&mut self, sent: Sent, now: Instant) {
        self.told(now);
        match self.phase {
            Phase::Read(_) => self.body_ended(CloseReason::NetworkError),
            Phase::AwaitResponse(_) => self.lost(Interruption::NetworkError, sent),
            Phase::Connect(_) => self.lost(Interruption::NetworkError, Sent::Nothing),
            _ => {}
        }
    }

    fn handle_timeout(&mut self, now: Instant) {
        self.told(now);
        let Some(due) = self.poll_timeout().filter(|deadline| deadline.at <= self.now) else {
            return;
        };
        match (self.phase, due.reason) {
            (_, reason @ (DeadlineReason::Total | DeadlineReason::Reconnect)) => {
                self.lent = Lent::Nothing;
                self.go(Input::Due(reason));
            }
            (Phase::Read(_), reason) => self.body_ended(CloseReason::Timeout(reason)),
            (_, reason) => self.lost(Interruption::Timeout(reason), Sent::Perhaps),
        }
    }

    fn close(&mut self) {
        self.lent = Lent::Nothing;
        self.go(Input::Close);
    }
}
