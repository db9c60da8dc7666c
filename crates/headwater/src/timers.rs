//! How long what may take.

use crate::{
    backoff::{UNLIMITED, or_unlimited},
    session::{Deadline, DeadlineReason},
    time::Instant,
};

/// How long what may take, in whole milliseconds up to 49 days. Each is off (`None`) unless set.
///
/// ```
/// use headwater::Timers;
///
/// let timers = Timers::new().connect_ms(Some(10_000)).idle_ms(Some(60_000));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timers {
    connect: u32,
    first_byte: u32,
    idle: u32,
    content_idle: u32,
    total: u32,
}

impl Timers {
    /// All off.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            connect: UNLIMITED,
            first_byte: UNLIMITED,
            idle: UNLIMITED,
            content_idle: UNLIMITED,
            total: UNLIMITED,
        }
    }

    /// From the moment a request is handed over until its connection stands: where the transport
    /// cannot tell that, until the response begins.
    #[must_use]
    pub const fn connect_ms(mut self, ms: Option<u32>) -> Self {
        self.connect = or_unlimited(ms);
        self
    }

    /// From the moment a request is handed over until the first byte of the body.
    #[must_use]
    pub const fn first_byte_ms(mut self, ms: Option<u32>) -> Self {
        self.first_byte = or_unlimited(ms);
        self
    }

    /// Between two bytes of a body, and from the response to the first. Any byte counts, be it a
    /// comment's.
    #[must_use]
    pub const fn idle_ms(mut self, ms: Option<u32>) -> Self {
        self.idle = or_unlimited(ms);
        self
    }

    /// Between two events, and from the response to the first. Comments do not count: a gateway can
    /// keep a dead stream alive with them for ever. An event counts once it is whole.
    #[must_use]
    pub const fn content_idle_ms(mut self, ms: Option<u32>) -> Self {
        self.content_idle = or_unlimited(ms);
        self
    }

    /// From the first request on, over all connections. The session ends when it strikes.
    #[must_use]
    pub const fn total_ms(mut self, ms: Option<u32>) -> Self {
        self.total = or_unlimited(ms);
        self
    }
}

impl Default for Timers {
    fn default() -> Self {
        Self::new()
    }
}

/// What of a connection is awaited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Awaited {
    Nothing,
    Connection,
    Response,
    FirstByte,
    NextByte,
}

/// The timers of a session, running. For those who write one: each has one inside, and tells it what
/// it is told itself.
///
/// ```
/// use headwater::{Deadline, DeadlineReason, Instant, Stopwatch, Timers};
///
/// let at = Instant::from_millis;
/// let mut stopwatch = Stopwatch::new(Timers::new().first_byte_ms(Some(500)).idle_ms(Some(90)));
/// assert_eq!(stopwatch.deadline(), None);
/// stopwatch.request_started(at(10));
/// let first_byte = Deadline { at: at(510), reason: DeadlineReason::FirstByte };
/// assert_eq!(stopwatch.deadline(), Some(first_byte));
/// stopwatch.response_began(at(50));
/// stopwatch.bytes_came(at(60));
/// let idle = Deadline { at: at(150), reason: DeadlineReason::Idle };
/// assert_eq!(stopwatch.deadline(), Some(idle));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch {
    timers: Timers,
    awaited: Awaited,
    has_begun: bool,
    /// The first request.
    begun: Instant,
    /// The last one.
    requested: Instant,
    last_byte: Instant,
    last_content: Instant,
}

impl Stopwatch {
    /// With these timers, of which none runs before the first request.
    #[must_use]
    pub const fn new(timers: Timers) -> Self {
        Self {
            timers,
            awaited: Awaited::Nothing,
            has_begun: false,
            begun: Instant::ORIGIN,
            requested: Instant::ORIGIN,
            last_byte: Instant::ORIGIN,
            last_content: Instant::ORIGIN,
        }
    }

    /// A request was handed over.
    pub const fn request_started(&mut self, now: Instant) {
        if !self.has_begun {
            self.has_begun = true;
            self.begun = now;
        }
        self.requested = now;
        self.awaited = Awaited::Connection;
    }

    /// Its connection stands.
    pub fn connected(&mut self) {
        if self.awaited == Awaited::Connection {
            self.awaited = Awaited::Response;
        }
    }

    /// Its response began.
    pub const fn response_began(&mut self, now: Instant) {
        self.last_byte = now;
        self.last_content = now;
        self.awaited = Awaited::FirstByte;
    }

    /// Bytes of the body came, whatever they hold.
    #[inline]
    pub const fn bytes_came(&mut self, now: Instant) {
        self.last_byte = now;
        self.awaited = Awaited::NextByte;
    }

    /// What came holds an event.
    #[inline]
    pub const fn content_came(&mut self, now: Instant) {
        self.last_content = now;
    }

    /// The connection is over: of the timers the one for all of it goes on.
    pub const fn stop(&mut self) {
        self.awaited = Awaited::Nothing;
    }

    /// The next deadline of those that run; of several at one time the first of `Total`, `Connect`,
    /// `FirstByte`, `Idle`, `ContentIdle`.
    #[must_use]
    pub fn deadline(&self) -> Option<Deadline> {
        let Self { timers, awaited, requested, last_byte, last_content, .. } = *self;
        let is_body = matches!(awaited, Awaited::FirstByte | Awaited::NextByte);
        let before_body =
            matches!(awaited, Awaited::Connection | Awaited::Response | Awaited::FirstByte);
        [
            (self.has_begun, self.begun, timers.total, DeadlineReason::Total),
            (awaited == Awaited::Connection, requested, timers.connect, DeadlineReason::Connect),
            (before_body, requested, timers.first_byte, DeadlineReason::FirstByte),
            (is_body, last_byte, timers.idle, DeadlineReason::Idle),
            (is_body, last_content, timers.content_idle, DeadlineReason::ContentIdle),
        ]
        .into_iter()
        .filter(|&(runs, _, ms, _)| runs && ms != UNLIMITED)
        .map(|(_, from, ms, reason)| Deadline { at: from.saturating_add_millis(ms.into()), reason })
        .min_by_key(|deadline| deadline.at)
    }
}
