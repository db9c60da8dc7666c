//! An event source under any inputs in any order, held against the laws, which a second, simpler
//! account of it knows: how it stands, which id is in force, what is owed before the next request.

use headwater::{
    Action, Attempt, CloseReason, Config, DeadlineReason, EventSource, EventSourceConfig,
    EventSourceItem, Fixed, Instant, ReadyState, RequestBody, ResponseHead, Sent, Session, Step,
    Target, Timers,
};

/// An input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    RequestStarted,
    Connected,
    /// One of [`HEADS`].
    Response(usize),
    /// One of [`CHUNKS`], to its end.
    Bytes(usize),
    /// One of them, to the first thing that comes of it; the rest is lost, as a driver must not do.
    FirstOfBytes(usize),
    End,
    NetworkError(Sent),
    Timeout,
    Restart,
    Close,
    /// So many milliseconds pass.
    Pass(u64),
    /// The clock goes back.
    Back(u64),
}

type Header = (&'static str, &'static str);

/// Responses: their status, their headers, and the URL that the transport tells.
const HEADS: [(u16, &[Header], Option<&str>); 13] = [
    (200, &[("content-type", "text/event-stream")], None),
    (200, &[("content-type", "text/html")], None),
    (204, &[], None),
    (503, &[], None),
    (429, &[("retry-after", "1")], None),
    (500, &[], None),
    (404, &[], None),
    (302, &[("location", "/b")], None),
    (307, &[("location", "https://b.example/")], None),
    (307, &[("location", "https://a.example/events")], None),
    (301, &[("location", "http://a.example/")], None),
    (302, &[], None),
    (200, &[("content-type", "text/event-stream")], Some("https://c.example/")),
];

/// Bytes of a body.
const CHUNKS: [&[u8]; 9] = [
    b"data: x\n\n",
    b"id: 1\n\n",
    b"id: 2\n",
    b"\n",
    b":\n",
    b"retry: 5\n",
    b"id: a\x01\n\n",
    b"data: y",
    b"",
];

/// Every input there is, but for the amounts of time.
pub(crate) fn all_ops() -> Vec<Op> {
    use Op::*;
    let mut ops = vec![RequestStarted, Connected, End, Timeout, Restart, Close];
    ops.extend([NetworkError(Sent::Nothing), NetworkError(Sent::Perhaps)]);
    ops.extend([Pass(3), Pass(25), Pass(100), Back(30)]);
    ops.extend((0..HEADS.len()).map(Response));
    ops.extend((0..CHUNKS.len()).map(Bytes));
    ops.push(FirstOfBytes(0));
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
    strict: bool,
    post: bool,
    resend: bool,
    timers: bool,
    limits: bool,
    follow: bool,
}

impl Setup {
    /// Eight bits, of which the upper two say nothing.
    pub(crate) const fn of(bits: u8) -> Self {
        Self {
            strict: bits & 1 != 0,
            post: bits & 2 != 0,
            resend: bits & 4 != 0,
            timers: bits & 8 != 0,
            limits: bits & 16 != 0,
            follow: bits & 32 != 0,
        }
    }
}

const LEAST_MS: u32 = 10;
const MOST_MS: u32 = 40;
const DEFAULT_MS: u32 = 20;

/// Room for whatever a row of 150 inputs can put into one event.
type Source = EventSource<Fixed<[u8; 1280], [u8; 4], [u8; 24], [u8; 0]>>;

/// How it stands, without what the answer borrows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stands {
    Connect,
    Await,
    Read,
    Wait,
    Closed(CloseReason),
}

/// An event source and the account of it.
#[derive(Clone)]
pub(crate) struct Checked {
    source: Source,
    setup: Setup,
    /// What the clock says; it may go back.
    clock: u64,
    /// The latest that the source was told.
    told: u64,
    stands: Stands,
    /// `Open` was handed out, and no reconnection since.
    announced: bool,
    /// A redirect said that the POST was acted on, and made a GET of it.
    became_get: bool,
    /// When the last connection was lost, and what is owed since.
    lost: (u64, u32),
    /// What was not yet ended of a line, the id of the block, the id in force.
    line: Vec<u8>,
    pending_id: Option<Vec<u8>>,
    id: Vec<u8>,
    reconnection_time_ms: u32,
    /// Requests, and what allowed them.
    requests: u64,
    restarts: u64,
    redirects: u64,
    losses: u64,
}

impl Checked {
    pub(crate) fn new(setup: Setup, seed: u64) -> Self {
        let mut config = EventSourceConfig::new()
            .decoder(Config::new())
            .seed(seed)
            .strict(setup.strict)
            .resend(setup.resend)
            .reconnection_time_ms(DEFAULT_MS)
            .reconnection_time_bounds_ms(LEAST_MS, MOST_MS)
            .max_backoff_ms(100)
            .healthy_after_ms(50);
        if setup.post {
            config = config.method("POST");
        }
        if setup.timers {
            let timers = Timers::new().connect_ms(Some(20)).first_byte_ms(Some(30));
            let timers = timers.idle_ms(Some(40)).content_idle_ms(Some(60)).total_ms(Some(500));
            config = config.timers(timers);
        }
        if setup.limits {
            config = config.max_retries(Some(2)).max_elapsed_ms(Some(150));
        }
        let source = Source::with_storage(config, Fixed::new([0; 1280], [0; 4], [0; 24], []));
        #[cfg(feature = "redirects")]
        let source = if setup.follow {
            source.with_url("https://a.example/events").expect("a URL")
        } else {
            source
        };
        Self {
            source,
            setup,
            clock: 0,
            told: 0,
            stands: Stands::Connect,
            announced: false,
            became_get: false,
            lost: (0, 0),
            line: Vec::new(),
            pending_id: None,
            id: Vec::new(),
            reconnection_time_ms: DEFAULT_MS,
            requests: 0,
            restarts: 0,
            redirects: 0,
            losses: 0,
        }
    }

    /// Gives the input and holds what comes of it against the laws.
    pub(crate) fn apply(&mut self, op: Op) {
        let before = self.stands;
        let now = Instant::from_millis(self.clock);
        match op {
            Op::Pass(ms) => self.clock += ms,
            Op::Back(ms) => self.clock = self.clock.saturating_sub(ms),
            Op::RequestStarted => self.source.handle_request_started(now),
            Op::Connected => self.source.handle_connected(now),
            Op::Response(which) => self.source.handle_response(head(which), now),
            Op::Bytes(which) => self.bytes(CHUNKS[which], false),
            Op::FirstOfBytes(which) => self.bytes(CHUNKS[which], true),
            Op::End => self.source.handle_end(now),
            Op::NetworkError(sent) => self.source.handle_network_error(sent, now),
            Op::Timeout => self.timeout(now),
            Op::Restart => self.source.restart(now),
            Op::Close => self.source.close(),
        }
        // Closing is the one input that has no time.
        if !matches!(op, Op::Pass(_) | Op::Back(_) | Op::Close) {
            self.told = self.told.max(self.clock);
        }
        self.stands = stands(&self.source);
        self.check_step(before, op);
        self.check_state();
    }

    fn timeout(&mut self, now: Instant) {
        let due = self.source.poll_timeout();
        let (before, after) = (format!("{:?}", self.source), self.told.max(self.clock));
        self.source.handle_timeout(now);
        if due.is_none_or(|due| due.at.as_millis() > after) {
            assert_eq!(before, format!("{:?}", self.source), "no deadline, no change");
        }
    }

    fn bytes(&mut self, mut chunk: &[u8], first_alone: bool) {
        let now = Instant::from_millis(self.clock);
        loop {
            let progress = self.source.advance(chunk, now);
            let (taken, rest) = chunk.split_at(progress.consumed);
            if self.stands == Stands::Read {
                self.account(taken);
            }
            let item = self.source.item(chunk);
            assert_eq!(item.is_some(), progress.step == Step::Item);
            assert_eq!(item, self.source.item(chunk), "a question changes nothing");
            match item {
                None => {
                    assert!(rest.is_empty(), "all of it is taken");
                    return;
                }
                Some(EventSourceItem::Open) => {
                    assert!(!self.announced, "each connection is announced once");
                    self.announced = true;
                }
                Some(EventSourceItem::Event(event)) => {
                    assert!(self.announced && self.stands == Stands::Read);
                    assert_eq!(event.last_event_id(), self.id);
                }
                Some(EventSourceItem::Reconnecting(how)) => {
                    self.announced = false;
                    assert!(how.retries > 0 && how.delay_ms >= LEAST_MS);
                }
                Some(_) => assert!(self.announced && self.stands == Stands::Read),
            }
            assert!(!matches!(self.stands, Stands::Closed(_)), "nothing comes after the end");
            chunk = rest;
            if first_alone {
                return;
            }
        }
    }

    /// A parser for the chunks above alone.
    fn account(&mut self, taken: &[u8]) {
        for &byte in taken {
            if byte != b'\n' {
                self.line.push(byte);
                continue;
            }
            let line = std::mem::take(&mut self.line);
            if line.is_empty() {
                if let Some(id) = self.pending_id.take() {
                    self.id = id;
                }
            } else if let Some(id) = line.strip_prefix(b"id: ") {
                self.pending_id = Some(id.to_vec());
            } else if line == b"retry: 5" {
                self.reconnection_time_ms = LEAST_MS;
            }
        }
    }

    /// What may follow what, and why.
    fn check_step(&mut self, before: Stands, op: Op) {
        use Stands::{Await, Closed, Connect, Read, Wait};
        let after = self.stands;
        let is_time = matches!(op, Op::Timeout);
        match (before, after) {
            (Closed(_), _) => assert_eq!(before, after, "the end stays"),
            (Connect, Await) => {
                assert_eq!(op, Op::RequestStarted);
                self.requests += 1;
            }
            (Await, Read) => assert!(matches!(op, Op::Response(0 | 12))),
            (Await, Connect) if op != Op::Restart => {
                assert!(matches!(op, Op::Response(7..=9)) && self.setup.follow);
                self.redirects += 1;
                self.became_get |= op == Op::Response(7);
            }
            (Wait, Connect) if op != Op::Restart => {
                assert!(is_time);
                let (at, owed) = self.lost;
                assert!(self.told >= at + u64::from(owed), "a request before its time");
            }
            (Connect | Await | Read, Wait) => self.check_loss(before, op),
            (_, Closed(reason)) => self.check_end(before, op, reason),
            _ => assert!(before == after || (op == Op::Restart && after == Connect)),
        }
        if op == Op::Restart && !matches!(before, Closed(_)) {
            assert_eq!(after, Connect);
            self.restarts += 1;
            self.announced = false;
        }
        if after != before && after != Read {
            // What the connection left unfinished is forgotten.
            self.line.clear();
            self.pending_id = None;
        }
        if after == Wait || op == Op::Restart {
            self.became_get = false;
        }
        if op == Op::Restart {
            self.line.clear();
            self.pending_id = None;
        }
    }

    fn check_loss(&mut self, before: Stands, op: Op) {
        self.losses += 1;
        assert!(before != Stands::Connect || op != Op::End, "there is no body to end");
        let was_acted_on = match op {
            Op::NetworkError(Sent::Nothing) => before == Stands::Read,
            Op::Response(which) => matches!(HEADS[which].0, 500),
            _ => before != Stands::Connect,
        } || self.became_get;
        let is_repeatable = !self.setup.post || self.setup.resend;
        assert!(is_repeatable || !was_acted_on, "sent again by {op:?}");
        assert!(!self.setup.strict || !matches!(op, Op::Response(3..=6)));
        let mut owed = self.reconnection_time_ms;
        if op == Op::Response(4) {
            owed = MOST_MS;
        }
        self.lost = (self.told, owed);
        let deadline = self.source.poll_timeout().expect("a wait has an end");
        if deadline.reason == DeadlineReason::Reconnect {
            assert!(deadline.at.as_millis() >= self.told + u64::from(owed), "too early");
            let most = u64::from(100.max(owed + owed / 8));
            assert!(deadline.at.as_millis() <= self.told + most, "too late");
        }
    }

    fn check_end(&self, before: Stands, op: Op, reason: CloseReason) {
        match reason {
            CloseReason::Closed => assert_eq!(op, Op::Close),
            CloseReason::Timeout(DeadlineReason::Total) => {
                assert!(self.setup.timers && op == Op::Timeout);
            }
            CloseReason::NotRepeatable(_) => assert!(self.setup.post && !self.setup.resend),
            CloseReason::RetriesExhausted { .. } => assert!(self.setup.limits),
            CloseReason::NoContent => assert_eq!((before, op), (Stands::Await, Op::Response(2))),
            CloseReason::UnexpectedContentType => assert_eq!(op, Op::Response(1)),
            CloseReason::UnexpectedStatus { status } => {
                assert!(matches!(op, Op::Response(which) if HEADS[which].0 == status));
                assert!(self.setup.strict || status == 404);
            }
            CloseReason::RedirectRefused(_) => assert!(matches!(op, Op::Response(7..=11))),
            other => panic!("{other:?}"),
        }
    }

    fn check_state(&self) {
        assert_eq!(self.source.action(), self.source.action());
        assert_eq!(self.source.poll_timeout(), self.source.poll_timeout());
        assert_eq!(self.source.last_event_id(), self.id);
        assert_eq!(self.source.reconnection_time_ms(), self.reconnection_time_ms);
        let expected = match self.stands {
            Stands::Read => ReadyState::Open,
            Stands::Closed(_) => ReadyState::Closed,
            _ => ReadyState::Connecting,
        };
        assert_eq!(self.source.ready_state(), expected);
        if matches!(self.stands, Stands::Closed(_)) {
            assert_eq!(self.source.poll_timeout(), None);
        }
        // Each request has something that allowed it, and each loss was waited for.
        assert!(self.requests <= 1 + self.restarts + self.redirects + self.losses);
        let waited = self.losses.saturating_sub(self.restarts + 1) * u64::from(LEAST_MS);
        assert!(self.told >= waited, "{} losses in {} ms", self.losses, self.told);
        if let Action::Connect(attempt) = self.source.action() {
            self.check_attempt(&attempt);
        }
    }

    fn check_attempt(&self, attempt: &Attempt<'_>) {
        let can_be_sent = !self.id.is_empty() && !self.id.contains(&1);
        assert_eq!(attempt.last_event_id, can_be_sent.then_some(self.id.as_slice()));
        if let Target::Redirected(url) = attempt.target {
            assert!(self.setup.follow && url.starts_with("https://"), "{url}");
            assert!(!attempt.secrets || url.starts_with("https://a.example/"), "{url}");
        } else {
            assert!(attempt.secrets && attempt.body == RequestBody::Original);
        }
        assert!(!attempt.keeps_header("authorization", false) || attempt.secrets);
    }
}

fn head(which: usize) -> ResponseHead<'static> {
    let (status, headers, url) = HEADS[which];
    let head = ResponseHead::new(status).url(url);
    headers.iter().fold(head, |head, (name, value)| head.header(name, value.as_bytes()))
}

fn stands(source: &Source) -> Stands {
    match source.action() {
        Action::Connect(_) => Stands::Connect,
        Action::AwaitResponse => Stands::Await,
        Action::Read => Stands::Read,
        Action::Wait => Stands::Wait,
        Action::Closed(reason) => Stands::Closed(reason),
    }
}
