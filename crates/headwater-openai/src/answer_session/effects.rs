//! What the table's answers do.

use headwater::{
    CloseReason, Instant, Interruption, RedirectRefusal, ResponseHead, RetryLimit, Sent, Session,
    Step,
};

use super::config::{BASE_MS, LEAST_MS, POLL_MS};
use super::item::{Operation, Retrying};
use super::transition::{Input, May, Next, Phase, next};
use super::verdict::is_lasting;
use super::{AnswerSession, Asked, Lent};
use crate::outcome::Outcome;
use crate::request::HttpRequest;

impl AnswerSession {
    /// A time before the latest that was told counts as the latest.
    #[inline]
    pub(super) fn told(&mut self, now: Instant) {
        self.now = self.now.max(now);
    }

    /// Looks the input up in the table and does what it says.
    pub(super) fn go(&mut self, input: Input) {
        match next(self.phase, input, self.may()) {
            Next::Stay => {}
            Next::Await(operation) => {
                self.phase = Phase::AwaitResponse(operation);
                self.stopwatch.request_started(self.now);
            }
            Next::Read(operation) => self.read(operation),
            Next::Send(operation) => self.send(operation),
            Next::Again(operation, why) => self.again(operation, why),
            Next::Poll => self.look_again(),
            Next::Settle => self.settle(),
            Next::Close(reason) => self.end(reason),
        }
    }

    fn may(&self) -> May {
        let is_reported = |outcome: &Outcome| match outcome {
            Outcome::Failed(failure) => !is_lasting(failure),
            _ => false,
        };
        May {
            resend: self.policy.idempotency_key.is_some(),
            retry_failure: self.policy.retry_failure
                && !self.saw_delta
                && self.stream.outcome().is_some_and(is_reported),
            start_over: self.policy.restart,
            go_on: self.goes_on_by(),
            cancelling: self.cancelling,
            await_id: self.is_background && self.stream.response_id().is_none(),
        }
    }

    /// How to go on where the answer broke off, if that is possible.
    pub(super) fn goes_on_by(&self) -> Option<Operation> {
        let is_background = self.is_background || self.stream.is_background();
        let by = match self.stream.last_sequence_number() {
            Some(_) => Operation::Resume,
            None => Operation::Retrieve,
        };
        (is_background && !self.is_gone && self.request_for(by).is_some()).then_some(by)
    }

    /// The request; `None` where it cannot be made: nobody told an id, or one that can be no part of a
    /// path.
    fn request_for(&self, operation: Operation) -> Option<HttpRequest> {
        if operation == Operation::Create {
            return self.create.clone();
        }
        let id = self.stream.response_id()?;
        match operation {
            Operation::Resume => self.endpoint.resume(id, self.stream.last_sequence_number()).ok(),
            Operation::Retrieve => self.endpoint.retrieve(id).ok(),
            _ => self.endpoint.cancel(id).ok(),
        }
    }

    fn read(&mut self, operation: Operation) {
        self.phase = Phase::Read(operation);
        self.stopwatch.response_began(self.now);
        if self.stream.is_refused() {
            self.grace_since = Some(self.now);
        } else if operation == Operation::Create && !self.may_create_again() {
            self.create = None;
            self.request = None;
        }
    }

    const fn may_create_again(&self) -> bool {
        self.policy.restart || self.policy.retry_failure
    }

    fn send(&mut self, operation: Operation) {
        self.drop_connection();
        self.request = self.request_for(operation);
        match self.request {
            Some(_) => self.phase = Phase::Connect(operation),
            None => self.end(CloseReason::Closed),
        }
    }

    fn again(&mut self, operation: Operation, why: Interruption) {
        let asked_ms = self.asked.delay_ms.take().unwrap_or(0);
        self.drop_connection();
        let (backoff, is_new) = match operation {
            Operation::Create => (&mut self.retry, self.stream.saw_event()),
            _ => (&mut self.resume, false),
        };
        let delay = if asked_ms > self.policy.max_asked_ms {
            Err(RetryLimit::Delay)
        } else {
            backoff.failed(BASE_MS, asked_ms.max(LEAST_MS), self.now)
        };
        match delay {
            Ok(delay_ms) => {
                let retries = backoff.retries();
                self.wait(operation, delay_ms);
                self.retrying =
                    Retrying { why, next: operation, delay_ms, retries, starts_over: is_new };
                self.retrying_waits = true;
            }
            Err(limit) => self.end(CloseReason::RetriesExhausted { limit, last: why }),
        }
    }

    /// The response is there and being made: nothing went wrong.
    fn look_again(&mut self) {
        self.resume.progress();
        let asked_ms = self.asked.delay_ms.take().unwrap_or(0).min(self.policy.max_asked_ms);
        self.drop_connection();
        match self.poll.failed(POLL_MS, asked_ms.max(POLL_MS), self.now) {
            Ok(delay_ms) => self.wait(Operation::Retrieve, delay_ms),
            Err(limit) => {
                let last = Interruption::EndOfStream;
                self.end(CloseReason::RetriesExhausted { limit, last });
            }
        }
    }

    fn wait(&mut self, then: Operation, delay_ms: u32) {
        self.phase = Phase::Wait { until: self.now.saturating_add_millis(delay_ms.into()), then };
    }

    fn drop_connection(&mut self) {
        self.stopwatch.stop();
        self.grace_since = None;
        self.asked = Asked::default();
    }

    pub(super) fn lost(&mut self, why: Interruption, sent: Sent) {
        self.go(Input::Lost { why, sent });
    }

    /// No more comes of the body, or is waited for.
    pub(super) fn body_ended(&mut self, reason: CloseReason) {
        self.lent = Lent::Nothing;
        self.stream.end(reason);
        self.conclude();
    }

    /// Bytes were read: what follows from where the stream now stands.
    #[inline]
    pub(super) fn after_bytes(&mut self, step: Step) {
        if step == Step::Item && self.stream.has_content() {
            self.stopwatch.content_came(self.now);
            self.resume.progress();
            self.saw_delta |= self.stream.has_deltas();
        }
        if matches!(self.stream.action(), headwater::Action::Closed(_)) {
            self.conclude();
        } else if self.stream.is_over() {
            self.grace_since.get_or_insert(self.now);
        } else if !self.stream.is_refused() {
            self.grace_since = None;
        }
        // The caller wanted it cancelled before its id was known.
        let reads_on = matches!(self.phase, Phase::Read(Operation::Create));
        if self.cancelling && reads_on && self.stream.response_id().is_some() {
            self.go(Input::Cancel);
        }
    }

    fn conclude(&mut self) {
        let Phase::Read(operation) = self.phase else { return };
        let ended = self.ended(operation);
        self.go(Input::Ended(ended));
    }

    /// Why nothing of the response is read: it sends elsewhere, or comes from elsewhere since the
    /// transport followed, or its answer is compressed, which nobody asked for.
    pub(super) fn why_unread(&self, head: &ResponseHead<'_>) -> Option<CloseReason> {
        let is_redirect = matches!(head.status, 301 | 302 | 303 | 307 | 308);
        let origin = self.request.as_ref().map_or("", HttpRequest::origin);
        let came_from_elsewhere =
            head.url.is_some_and(|url| !origin.is_empty() && !is_below(origin, url));
        if is_redirect || came_from_elsewhere {
            return Some(CloseReason::RedirectRefused(RedirectRefusal::Paid));
        }
        let is_coded = head.status == 200 && head.is_coded();
        is_coded.then_some(CloseReason::UnexpectedContentEncoding)
    }
}

/// Whether a URL is of this origin. The port that a scheme has anyway may be there or not.
fn is_below(origin: &str, url: &str) -> bool {
    let bare = |origin: &str| -> (usize, bool) {
        let is_secure = origin.get(..8).is_some_and(|it| it.eq_ignore_ascii_case("https://"));
        let usual = if is_secure { ":443" } else { ":80" };
        (origin.strip_suffix(usual).unwrap_or(origin).len(), is_secure)
    };
    let scheme = url.find("://").map_or(0, |at| at + 3);
    let rest = url.get(scheme..).unwrap_or_default();
    let authority = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let of_url = url.get(..scheme + authority).unwrap_or_default();
    let (own, theirs) = (bare(origin).0, bare(of_url).0);
    match (origin.get(..own), of_url.get(..theirs)) {
        (Some(own), Some(theirs)) => own.eq_ignore_ascii_case(theirs),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_below;

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        for (origin, url, is_own) in [
            ("https://a.example", "https://a.example/v1/responses", true),
            ("https://a.example", "HTTPS://A.Example:443/", true),
            ("https://a.example:443", "https://a.example", true),
            ("https://a", "https://a/v1/responses", true),
            ("http://a.example", "http://a.example:80?x", true),
            ("http://a.example:8080", "http://a.example:8080/", true),
            ("https://a.example", "https://a.example.evil/", false),
            ("https://a.example", "https://a.example:8443/", false),
            ("https://a.example", "http://a.example/", false),
            ("https://a.example", "https://b.example/https://a.example/", false),
            ("http://a.example", "http://a.example:443/", false),
            ("https://a.example", "", false),
            ("https://a.example", "/v1", false),
        ] {
            assert_eq!(is_below(origin, url), is_own, "{origin} {url}");
        }
    }
}
