//! An event source on the seam: what the driver asks, and what it tells.

use super::{
    EventSource, EventSourceItem, Lent,
    effects::can_be_sent,
    transition::{Input, Phase},
    verdict::{Verdict, verdict},
};
use crate::{
    event::Item,
    progress::{Progress, Step},
    session::{
        Action, Attempt, CloseReason, Deadline, DeadlineReason, Interruption, ResponseHead, Sent,
        Session,
    },
    storage::Storage,
    time::Instant,
};

impl<S: Storage> Session for EventSource<S> {
    type Item<'a>
        = EventSourceItem<'a>
    where
        Self: 'a;

    fn action(&self) -> Action<'_> {
        match self.phase {
            Phase::Connect => {
                let id = self.last_event_id();
                let last_event_id = Some(id).filter(|id| !id.is_empty() && can_be_sent(id));
                Action::Connect(Attempt { last_event_id, ..self.route.attempt() })
            }
            Phase::AwaitResponse => Action::AwaitResponse,
            Phase::Open => Action::Read,
            Phase::Wait { .. } => Action::Wait,
            Phase::Closed(reason) => Action::Closed(reason),
        }
    }

    fn poll_timeout(&self) -> Option<Deadline> {
        let connect = match self.phase {
            Phase::Closed(_) => return None,
            Phase::Wait { until } => {
                Some(Deadline { at: until, reason: DeadlineReason::Reconnect })
            }
            _ => None,
        };
        match (connect, self.stopwatch.deadline()) {
            (Some(connect), Some(other)) => {
                Some(if other.at <= connect.at { other } else { connect })
            }
            (connect, other) => connect.or(other),
        }
    }

    fn handle_request_started(&mut self, now: Instant) {
        self.told(now);
        self.go(Input::RequestStarted, None);
    }

    fn handle_connected(&mut self, now: Instant) {
        self.told(now);
        self.stopwatch.connected();
    }

    fn handle_response(&mut self, head: ResponseHead<'_>, now: Instant) {
        self.told(now);
        if self.phase != Phase::AwaitResponse {
            return;
        }
        let verdict = match verdict(&head, self.policy.strict) {
            Some(Verdict::EventStream) => match self.route.arrive(&head) {
                Ok(()) => Verdict::EventStream,
                Err(why) => Verdict::Never(CloseReason::RedirectRefused(why)),
            },
            Some(verdict) => verdict,
            None => self.route.follow(&head, self.policy.method),
        };
        let input = match verdict {
            Verdict::NotNow { why, acted_on } => {
                let sent = if acted_on { Sent::Perhaps } else { Sent::Nothing };
                Input::Lost { why, repeatable: self.may_repeat(sent) }
            }
            verdict => Input::Response(verdict),
        };
        self.go(input, head.retry_delay_ms());
    }

    #[inline]
    fn advance(&mut self, chunk: &[u8], now: Instant) -> Progress {
        self.told(now);
        self.lent = self.next_notice();
        if self.lent != Lent::Nothing {
            return Progress::item(0);
        }
        if self.phase != Phase::Open {
            return Progress::need_data(chunk.len());
        }
        if !chunk.is_empty() {
            self.stopwatch.bytes_came(self.now);
        }
        let progress = self.decoder.advance(chunk);
        if progress.step == Step::Item {
            self.lent = Lent::Decoded;
            if self.decoder.event(chunk).is_some() {
                self.stopwatch.content_came(self.now);
                self.backoff.progress();
            }
        }
        progress
    }

    #[inline]
    fn item<'a>(&'a self, chunk: &'a [u8]) -> Option<EventSourceItem<'a>> {
        Some(match self.lent {
            Lent::Nothing => return None,
            Lent::Open => EventSourceItem::Open,
            Lent::Reconnecting => EventSourceItem::Reconnecting(self.reconnecting),
            Lent::Decoded => match self.decoder.item(chunk)? {
                Ok(Item::Event(event)) => EventSourceItem::Event(event),
                Ok(report) => EventSourceItem::Report(report),
                Err(error) => EventSourceItem::Dropped(error),
            },
        })
    }

    fn handle_end(&mut self, now: Instant) {
        self.told(now);
        // No body is wanted then: it is that of a redirect, or of a connection that was given up.
        if self.phase != Phase::Connect {
            self.lost(Interruption::EndOfStream, Sent::Perhaps, now);
        }
    }

    fn handle_network_error(&mut self, sent: Sent, now: Instant) {
        self.lost(Interruption::NetworkError, sent, now);
    }

    fn handle_timeout(&mut self, now: Instant) {
        self.told(now);
        let Some(due) = self.poll_timeout().filter(|deadline| deadline.at <= self.now) else {
            return;
        };
        let repeatable = self.may_repeat(Sent::Perhaps);
        self.go(Input::Due { reason: due.reason, repeatable }, None);
    }

    fn close(&mut self) {
        self.go(Input::Close, None);
    }
}
