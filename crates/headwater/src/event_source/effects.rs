//! What the table's answers do.

use super::{
    EventSource, Lent, Reconnecting,
    transition::{Input, Next, Phase, next},
};
use crate::{
    session::{CloseReason, Interruption, Method, Sent},
    storage::Storage,
    time::Instant,
};

impl<S: Storage> EventSource<S> {
    /// A time before the latest that was told counts as the latest.
    #[inline]
    pub(super) fn told(&mut self, now: Instant) {
        self.now = self.now.max(now);
    }

    /// Looks the input up in the table and does what it says. `retry_after` is what the server asks
    /// to wait, in milliseconds.
    pub(super) fn go(&mut self, input: Input, retry_after: Option<u32>) {
        match next(self.phase, input) {
            Next::Stay => {}
            Next::Await => {
                self.phase = Phase::AwaitResponse;
                self.stopwatch.request_started(self.now);
            }
            Next::Announce => {
                self.phase = Phase::Open;
                self.opened = self.now;
                self.open_waits = true;
                self.stopwatch.response_began(self.now);
            }
            Next::Follow => {
                self.phase = Phase::Connect;
                self.stopwatch.stop();
            }
            Next::Connect => {
                self.drop_connection();
                self.phase = Phase::Connect;
            }
            Next::Reestablish(why) => self.reestablish(why, retry_after),
            Next::Close(reason) => {
                self.drop_connection();
                self.forget_notices();
                self.phase = Phase::Closed(reason);
            }
        }
    }

    /// What was about to be told is overtaken.
    pub(super) const fn forget_notices(&mut self) {
        self.open_waits = false;
        self.reconnecting_waits = false;
    }

    fn drop_connection(&mut self) {
        self.decoder.reconnect();
        self.stopwatch.stop();
        self.route.back_to_original();
        self.lent = Lent::Nothing;
    }

    fn reestablish(&mut self, why: Interruption, retry_after: Option<u32>) {
        let lasted = self.now.saturating_millis_since(self.opened);
        if self.phase == Phase::Open && lasted >= self.policy.healthy_after_ms.into() {
            self.backoff.progress();
        }
        let asked = retry_after.map_or(0, |ms| ms.min(self.policy.max_reconnection_time_ms));
        let base = self.reconnection_time_ms();
        self.drop_connection();
        match self.backoff.failed(base, base.max(asked), self.now) {
            Ok(delay_ms) => {
                self.phase = Phase::Wait { until: self.now.saturating_add_millis(delay_ms.into()) };
                self.reconnecting = Reconnecting {
                    why,
                    delay_ms,
                    retries: self.backoff.retries(),
                    id_withheld: !can_be_sent(self.last_event_id()),
                };
                self.reconnecting_waits = true;
                // Nobody has heard of it: this is told alone.
                self.open_waits = false;
            }
            Err(limit) => {
                self.forget_notices();
                self.phase = Phase::Closed(CloseReason::RetriesExhausted { limit, last: why });
            }
        }
    }

    /// Whether the caller's request may be sent again after this one, or its response, was lost.
    pub(super) fn may_repeat(&self, sent: Sent) -> bool {
        if self.policy.is_repeatable() {
            return true;
        }
        // A redirect that made a GET of it says that it was acted on.
        let unanswered = self.route.attempt().method == Method::Original;
        unanswered
            && match self.phase {
                Phase::Connect => true,
                Phase::AwaitResponse => sent == Sent::Nothing,
                _ => false,
            }
    }

    pub(super) fn lost(&mut self, why: Interruption, sent: Sent, now: Instant) {
        self.told(now);
        self.go(Input::Lost { why, repeatable: self.may_repeat(sent) }, None);
    }

    /// What waits to be handed out, if anything. Where both do, a connection was lost and another one
    /// made since anybody asked.
    pub(super) fn next_notice(&mut self) -> Lent {
        if core::mem::take(&mut self.reconnecting_waits) {
            return Lent::Reconnecting;
        }
        if core::mem::take(&mut self.open_waits) {
            return Lent::Open;
        }
        Lent::Nothing
    }
}

/// Whether an HTTP header can carry these bytes (RFC 9110, 5.5).
pub(super) fn can_be_sent(id: &[u8]) -> bool {
    id.iter().all(|byte| matches!(byte, b'\t' | b' '..=b'~' | 0x80..))
}
