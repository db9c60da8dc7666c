//! A response session under any inputs in any order, held against the laws, which a second, simpler
//! account of it knows: how it stands, what allowed the last request, what is owed before the next.

use headwater::{
    Action, CloseReason, DeadlineReason, Instant, Method, ResponseHead, Sent, Session, Step,
    Target, Timers,
};
use headwater_openai::json::RawJson;
use headwater_openai::request::Endpoint;
use headwater_openai::{
    AnswerSession, AnswerSessionConfig, AnswerSessionItem, Api, Operation, Outcome, PaysTwice,
};

/// An input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    RequestStarted,
    Connected,
    /// One of [`HEADS`].
    Response(usize),
    /// One of [`CHUNKS`], and all that comes of it.
    Bytes(usize),
    /// The first thing that comes of it alone.
    FirstOfBytes(usize),
    End,
    NetworkError(Sent),
    Timeout,
    Cancel,
    Close,
    Pass(u64),
    /// The clock goes back.
    Back(u64),
}

type Head = (u16, &'static [(&'static str, &'static str)], Option<&'static str>);

/// Responses.
const HEADS: [Head; 14] = [
    (200, &[("content-type", "text/event-stream")], None),
    (200, &[("content-type", "application/json")], None),
    (200, &[], Some("https://b.example/")),
    (400, &[], None),
    (404, &[], None),
    (408, &[], None),
    (409, &[], None),
    (429, &[("retry-after-ms", "600")], None),
    (429, &[("retry-after", "1000")], None),
    (500, &[], None),
    (503, &[], None),
    (503, &[("x-should-retry", "false")], None),
    (400, &[("x-should-retry", "true")], None),
    (307, &[("location", "/b")], None),
];

/// Bytes of a body.
const CHUNKS: [&[u8]; 16] = [
    b"data: {\"type\":\"response.created\",\"sequence_number\":0,\"response\":{\"id\":\"r\"}}\n\n",
    b"data: {\"type\":\"response.output_text.delta\",\"sequence_number\":1,\"delta\":\"a\"}\n\n",
    b"data: {\"type\":\"response.output_text.delta\",\"sequence_number\":2,\"delta\":\"b\"}\n\n",
    b"data: {\"type\":\"keepalive\",\"sequence_number\":3}\n\n",
    b"data: {\"type\":\"error\",\"sequence_number\":4,\"code\":\"server_error\",\"message\":\"m\"}\n\n",
    b"data: {\"type\":\"response.failed\",\"sequence_number\":5,\"response\":{\"id\":\"r\"}}\n\n",
    b"data: {\"type\":\"response.completed\",\"sequence_number\":6,\"response\":{\"id\":\"r\"}}\n\n",
    b"data: {\"type\":\"response.output_text.delta\",\"sequence_number\":7,\"delta\":\"c\"}",
    b"data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n",
    b"data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n",
    b"data: [DONE]\n\n",
    b"{\"id\":\"r\",\"object\":\"response\",\"status\":\"queued\"}",
    b"{\"id\":\"r\",\"object\":\"response\",\"status\":\"completed\",\"output\":[]}",
    b"{\"error\":{\"code\":\"insufficient_quota\",\"message\":\"m\"}}",
    b": a comment\n\n",
    b"",
];

/// Every input there is, but for the amounts of time.
pub(crate) fn all_ops() -> Vec<Op> {
    use Op::*;
    let mut ops = vec![RequestStarted, Connected, End, Timeout, Cancel, Close];
    ops.extend([NetworkError(Sent::Nothing), NetworkError(Sent::Perhaps)]);
    ops.extend([Pass(30), Pass(700), Pass(3_000), Back(300)]);
    ops.extend((0..HEADS.len()).map(Response));
    ops.extend((0..CHUNKS.len()).map(Bytes));
    ops.push(FirstOfBytes(1));
    ops
}

impl Op {
    /// The input that a byte stands for.
    pub(crate) fn of(byte: u8) -> Self {
        let ops = all_ops();
        ops[usize::from(byte) % ops.len()]
    }
}

/// What is set.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Setup {
    chat: bool,
    background: bool,
    resuming: bool,
    sdk: bool,
    restart: bool,
    retry_errors: bool,
    timers: bool,
    limits: bool,
}

impl Setup {
    pub(crate) const fn of(bits: u8) -> Self {
        Self {
            chat: bits & 1 != 0,
            background: bits & 2 != 0,
            sdk: bits & 4 != 0,
            restart: bits & 8 != 0,
            retry_errors: bits & 16 != 0,
            timers: bits & 32 != 0,
            limits: bits & 64 != 0,
            resuming: bits & 128 != 0,
        }
    }
}

/// How it stands, without what the answer borrows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stands {
    Connect,
    Await,
    Read,
    Wait,
    Closed(CloseReason),
}

/// What is waited in any case before a request that follows another, in milliseconds.
const LEAST_MS: u64 = 250;

/// A response session and the account of it.
#[derive(Clone)]
pub(crate) struct Checked {
    session: AnswerSession,
    setup: Setup,
    /// What the clock says; it may go back.
    clock: u64,
    /// The latest that the session was told.
    told: u64,
    stands: Stands,
    operation: Option<Operation>,
    outcome: Option<Outcome>,
    /// The status of the response that is read.
    status: u16,
    /// An answer has begun: a 200 in answer to the request for it.
    has_begun: bool,
    /// The caller asked to cancel.
    cancelling: bool,
    /// When the last wait began, and what is owed since.
    owed: (u64, u64),
    /// The number that the stream was resumed after.
    resumed_after: Option<u64>,
    /// Requests for an answer, and what allowed them.
    creates: u64,
    may_create: u64,
}

impl Checked {
    pub(crate) fn new(setup: Setup, seed: u64) -> Self {
        let mut config = AnswerSessionConfig::new().seed(seed).grace_ms(500);
        if setup.sdk {
            config = config.retry_as_official_sdks("key");
        }
        if setup.restart {
            config = config.restart_broken_answers(PaysTwice::Accepted);
        }
        if setup.retry_errors {
            config = config.retry_reported_errors(PaysTwice::Accepted);
        }
        if setup.timers {
            let timers = Timers::new().connect_ms(Some(400)).first_byte_ms(Some(600));
            let timers = timers.idle_ms(Some(800)).content_idle_ms(Some(1_200));
            config = config.timers(timers.total_ms(Some(30_000)));
        }
        if setup.limits {
            config = config.max_retries(Some(1)).max_resumes(Some(1)).max_elapsed_ms(Some(5_000));
        }
        let endpoint = Endpoint::new("https://a.example/v1").bearer("hidden");
        let session = if setup.resuming {
            AnswerSession::resuming("r", Some(0), &endpoint, config)
        } else {
            let api = if setup.chat { Api::ChatCompletions } else { Api::Responses };
            let body = format!(r#"{{"input":"hidden","background":{}}}"#, setup.background);
            AnswerSession::with_body(api, body, &endpoint, config)
        };
        let session = session.expect("an endpoint");
        Self {
            operation: session.operation(),
            session,
            setup,
            clock: 0,
            told: 0,
            stands: Stands::Connect,
            outcome: None,
            status: 0,
            has_begun: setup.resuming,
            cancelling: false,
            owed: (0, 0),
            resumed_after: None,
            creates: 0,
            may_create: u64::from(!setup.resuming),
        }
    }

    /// Gives the input and holds what comes of it against the laws.
    pub(crate) fn apply(&mut self, op: Op) {
        let before = (self.stands, self.operation);
        let now = Instant::from_millis(self.clock);
        match op {
            Op::Pass(ms) => self.clock += ms,
            Op::Back(ms) => self.clock = self.clock.saturating_sub(ms),
            Op::RequestStarted => self.session.handle_request_started(now),
            Op::Connected => self.session.handle_connected(now),
            Op::Response(which) => {
                if self.stands == Stands::Await {
                    self.status = HEADS[which].0;
                }
                self.session.handle_response(head(which), now);
            }
            Op::Bytes(which) => self.bytes(CHUNKS[which], false),
            Op::FirstOfBytes(which) => self.bytes(CHUNKS[which], true),
            Op::End => self.session.handle_end(now),
            Op::NetworkError(sent) => self.session.handle_network_error(sent, now),
            Op::Timeout => self.timeout(now),
            Op::Cancel => {
                self.cancelling = true;
                self.session.cancel(now);
            }
            Op::Close => self.session.close(),
        }
        // Closing is the one input that has no time.
        if !matches!(op, Op::Pass(_) | Op::Back(_) | Op::Close) {
            self.told = self.told.max(self.clock);
        }
        self.stands = stands(&self.session);
        self.operation = self.session.operation();
        self.check_step(before, op);
        self.check_state();
    }

    fn timeout(&mut self, now: Instant) {
        let due = self.session.poll_timeout();
        let (before, after) = (format!("{:?}", self.session), self.told.max(self.clock));
        self.session.handle_timeout(now);
        if due.is_none_or(|due| due.at.as_millis() > after) {
            assert_eq!(before, format!("{:?}", self.session), "no deadline, no change");
        }
    }

    fn bytes(&mut self, mut chunk: &[u8], first_alone: bool) {
        let now = Instant::from_millis(self.clock);
        loop {
            let last = self.session.answer().last_sequence_number();
            let progress = self.session.advance(chunk, now);
            let item = self.session.item(chunk);
            assert_eq!(item.is_some(), progress.step == Step::Item);
            match item {
                None => {
                    assert_eq!(progress.consumed, chunk.len(), "all of it is taken");
                    return;
                }
                Some(AnswerSessionItem::Answer(item)) => {
                    let is_numbered =
                        item.event().is_some_and(|event| number(event.data()).is_some());
                    let next = item.event().and_then(|event| number(event.data()));
                    if is_numbered && self.resumed_after.is_some() && progress.consumed > 0 {
                        assert!(next > last, "{next:?} came after {last:?}");
                    }
                }
                Some(AnswerSessionItem::Retrying(how)) => {
                    assert!(how.retries > 0 && u64::from(how.delay_ms) >= LEAST_MS);
                    let most = if self.setup.limits { 1 } else { 10 };
                    assert!(how.retries <= most, "{how:?}");
                    assert!(!how.starts_over || how.next == Operation::Create);
                }
                Some(other) => panic!("{other:?}"),
            }
            chunk = &chunk[progress.consumed..];
            if first_alone {
                return;
            }
        }
    }

    /// What may follow what, and why.
    fn check_step(&mut self, before: (Stands, Option<Operation>), op: Op) {
        use Stands::{Await, Closed, Connect, Read, Wait};
        let (after, next) = (self.stands, self.operation);
        let is_same = before == (after, next);
        match (before.0, after) {
            (Closed(_), _) => assert_eq!(before.0, after, "the end stays"),
            (Connect, Await) => {
                assert_eq!(op, Op::RequestStarted);
                if next == Some(Operation::Create) {
                    self.creates += 1;
                }
                if next == Some(Operation::Resume) {
                    self.resumed_after = self.session.answer().last_sequence_number();
                }
            }
            (Await, Read) => {
                assert!(matches!(op, Op::Response(_)));
                if self.status == 200 && next == Some(Operation::Create) {
                    self.has_begun = true;
                    self.resumed_after = None;
                }
            }
            // At once, since the caller wants it.
            (_, Connect) if next == Some(Operation::Cancel) && before.0 != Wait => {
                assert!(is_same || self.cancelling);
            }
            (Wait, Connect) if op == Op::Cancel => assert_eq!(next, Some(Operation::Cancel)),
            (Wait, Connect) => {
                assert_eq!(op, Op::Timeout);
                let (at, owed) = self.owed;
                assert!(self.told >= at + owed, "a request before its time");
            }
            (Connect | Await | Read, Wait) => self.check_wait(before, op),
            (_, Closed(reason)) => self.check_end(before.0, op, reason),
            _ => assert!(is_same, "{before:?} {op:?} {after:?}"),
        }
    }

    fn check_wait(&mut self, before: (Stands, Option<Operation>), op: Op) {
        let owed = match (before.0, op) {
            (Stands::Read, _) if self.status == 429 => 600,
            _ => LEAST_MS,
        };
        self.owed = (self.told, owed);
        let deadline = self.session.poll_timeout().expect("a wait has an end");
        assert!(
            deadline.reason == DeadlineReason::Total || deadline.at.as_millis() >= self.told + owed,
            "too early"
        );
        if self.operation != Some(Operation::Create) {
            let Setup { chat, background, resuming, .. } = self.setup;
            assert!(resuming || (background && !chat), "nothing else goes on");
            return;
        }
        assert_eq!(
            before.1,
            Some(Operation::Create),
            "an answer is never asked for in place of one"
        );
        assert!(!self.cancelling, "who cancels wants no other");
        self.may_create += 1;
        match before.0 {
            Stands::Connect => assert!(matches!(op, Op::NetworkError(_))),
            Stands::Await => {
                assert!(self.setup.sdk || op == Op::NetworkError(Sent::Nothing), "{op:?}");
            }
            _ => match self.status {
                200 => assert!(self.setup.restart || self.setup.retry_errors),
                500 => assert!(self.setup.sdk),
                status => assert!(matches!(status, 400 | 408 | 409 | 429 | 503), "{status}"),
            },
        }
    }

    fn check_end(&self, before: Stands, op: Op, reason: CloseReason) {
        match reason {
            CloseReason::Closed => assert!(op == Op::Close || self.cancelling),
            CloseReason::Timeout(_) => assert_eq!(op, Op::Timeout),
            CloseReason::NotRepeatable(_) => assert!(!self.setup.sdk),
            CloseReason::RetriesExhausted { .. } => {}
            CloseReason::UnexpectedStatus { status } => {
                assert!(before == Stands::Read && status == self.status && status != 200);
            }
            CloseReason::RedirectRefused(_) => {
                assert!(matches!(op, Op::Response(2 | 13)) && before == Stands::Await);
            }
            CloseReason::Finished | CloseReason::EndOfStream | CloseReason::NetworkError => {
                assert_eq!((before, self.status), (Stands::Read, 200));
            }
            other => panic!("{other:?}"),
        }
    }

    fn check_state(&mut self) {
        let session = &self.session;
        assert_eq!(session.action(), session.action());
        assert_eq!(session.poll_timeout(), session.poll_timeout());
        assert_eq!(session.outcome().is_some(), matches!(self.stands, Stands::Closed(_)));
        if let Some(outcome) = &self.outcome {
            assert_eq!(session.outcome(), Some(outcome), "the outcome stays");
        }
        if matches!(self.stands, Stands::Closed(_)) {
            assert_eq!((session.poll_timeout(), session.operation()), (None, None));
        }
        assert!(self.creates <= self.may_create, "{} answers asked for", self.creates);
        if self.has_begun && !self.setup.restart && !self.setup.retry_errors {
            let is_create = self.operation == Some(Operation::Create);
            assert!(!is_create || self.stands == Stands::Read, "an answer had begun");
        }
        let shown = format!("{session:?}{:?}{:?}", session.action(), session.outcome());
        assert!(!shown.contains("hidden"), "{shown}");
        if let Action::Connect(attempt) = session.action() {
            let Target::Own { origin, path_and_query } = attempt.target else { panic!("whose?") };
            assert_eq!(origin, "https://a.example");
            let path = match self.operation {
                Some(Operation::Create) if self.setup.chat => "/v1/chat/completions".to_owned(),
                Some(Operation::Create) => "/v1/responses".to_owned(),
                Some(Operation::Resume) => {
                    let after = session.answer().last_sequence_number().expect("a number");
                    format!("/v1/responses/r?stream=true&starting_after={after}")
                }
                Some(Operation::Retrieve) => "/v1/responses/r".to_owned(),
                _ => "/v1/responses/r/cancel".to_owned(),
            };
            assert_eq!(path_and_query, path);
            let is_get = attempt.method == Method::Get;
            let reads = matches!(self.operation, Some(Operation::Resume | Operation::Retrieve));
            assert_eq!(is_get, reads);
        }
        self.outcome = session.outcome().cloned();
    }
}

/// The `sequence_number` of an event of ours.
/// The number of an event; one that is no JSON has none.
fn number(data: &[u8]) -> Option<u64> {
    let text = core::str::from_utf8(data).ok()?;
    RawJson::parse(text).ok()?.get("sequence_number")?.as_u64()
}

fn head(which: usize) -> ResponseHead<'static> {
    let (status, headers, url) = HEADS[which];
    let head = ResponseHead::new(status).url(url);
    headers.iter().fold(head, |head, (name, value)| head.header(name, value.as_bytes()))
}

fn stands(session: &AnswerSession) -> Stands {
    match session.action() {
        Action::Connect(_) => Stands::Connect,
        Action::AwaitResponse => Stands::Await,
        Action::Read => Stands::Read,
        Action::Wait => Stands::Wait,
        Action::Closed(reason) => Stands::Closed(reason),
    }
}
