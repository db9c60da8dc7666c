//! The event source of the HTML standard (9.2.2 to 9.2.7), without I/O.
//!
//! ```text
//!                 handle_request_started            200, text/event-stream
//!      Connect ----------------------> AwaitResponse ------------> Open --.
//!       ^   ^                           |   |     |                |  ^   | bytes
//!       |   '---- a redirect -----------'   |     |                |  '---'
//!       |                                   |     |                |
//!       |            not now, error,        |     | never          | end, error,
//!       |            deadline               |     v                | deadline
//!       '-- Wait <--------------------------'   Closed             |
//!   deadline  ^                                                    |
//!             '----------------------------------------------------'
//! ```
//!
//! *Not now* is a status that is tried again, *never* one that is not, or another content type.
//! [`EventSource::restart`] leads from everywhere but `Closed` to `Connect`. To `Closed` lead, from
//! everywhere, [`Session::close`] and the deadline for all of it; and, in place of `Wait`, the limit on
//! retries, and a request that must not be sent again. A redirect that is refused is *never*. The
//! table is the function `next` in `event_source/transition.rs`.
//!
//! What is decided where the standard leaves a choice, and what checks it: [the table of
//! behaviour](crate::event_source_behaviour).

mod config;
mod effects;
mod inputs;
mod item;
mod route;
mod transition;
mod verdict;

use core::fmt;

#[cfg(feature = "redirects")]
pub use route::InvalidUrl;

pub use self::{
    config::EventSourceConfig,
    item::{EventSourceItem, Reconnecting},
};
use self::{
    config::Policy,
    route::Route,
    transition::{Input, Phase},
};
#[cfg(doc)]
use crate::session::Session;
use crate::{
    backoff::Backoff, decoder::Decoder, error::InvalidLastEventId, session::Interruption,
    storage::Storage, time::Instant, timers::Stopwatch,
};

/// The struct, whose storage is `Growing` by default where there is `alloc`.
macro_rules! declare {
    ($(#[$docs:meta])* $name:ident $fields:tt) => {
        #[cfg(feature = "alloc")]
        declare!(@with $(#[$docs])* $name (S = crate::storage::Growing) $fields);
        #[cfg(not(feature = "alloc"))]
        declare!(@with $(#[$docs])* $name (S) $fields);
    };
    (@with $(#[$docs:meta])* $name:ident ($($parameter:tt)*) $fields:tt) => {
        $(#[$docs])*
        #[derive(Clone)]
        pub struct $name<$($parameter)*> $fields
    };
}

declare! {
    /// Follows an event source over as many connections as it takes: a [`Session`] whose items are
    /// the events, and notices of what happens to the connection.
    ///
    /// It says when to connect and with what, judges the response, carries the last event ID over,
    /// waits as the server asks and longer where nothing works, and closes where the standard says
    /// so. The caller owns the URL, the headers and the body of the request.
    ///
    /// ```
    /// # #[cfg(feature = "alloc")] {
    /// use headwater::{Action, EventSource, EventSourceItem, Instant, ResponseHead, Session};
    ///
    /// let now = Instant::ORIGIN;
    /// let mut source = EventSource::new();
    /// assert!(matches!(source.action(), Action::Connect(_)));
    /// // The driver sends the request, and then
    /// source.handle_request_started(now);
    /// assert_eq!(source.action(), Action::AwaitResponse);
    /// source.handle_response(ResponseHead::new(200).header("content-type", b"text/event-stream"), now);
    /// // There is something to hand out before any byte: the connection stands.
    /// let _ = source.advance(b"", now);
    /// assert_eq!(source.item(b""), Some(EventSourceItem::Open));
    ///
    /// let chunk = b"id: 7\ndata: hello\n\n";
    /// let _ = source.advance(chunk, now);
    /// let Some(EventSourceItem::Event(event)) = source.item(chunk) else { panic!() };
    /// assert_eq!(event.data(), b"hello");
    ///
    /// // The body ends: about three seconds later the source wants to connect again.
    /// source.handle_end(now);
    /// assert_eq!(source.action(), Action::Wait);
    /// let deadline = source.poll_timeout().expect("it waits");
    /// source.handle_timeout(deadline.at);
    /// let Action::Connect(attempt) = source.action() else { panic!() };
    /// assert_eq!(attempt.last_event_id, Some(&b"7"[..]));
    /// # }
    /// ```
    EventSource {
        decoder: Decoder<S>,
        policy: Policy,
        phase: Phase,
        /// The latest time that was told.
        now: Instant,
        /// When the connection that stands was announced.
        opened: Instant,
        stopwatch: Stopwatch,
        backoff: Backoff,
        route: Route,
        open_waits: bool,
        reconnecting_waits: bool,
        /// What was last said of a reconnection.
        reconnecting: Reconnecting,
        lent: Lent,
    }
}

/// What `item` hands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lent {
    Nothing,
    Open,
    Reconnecting,
    /// What the decoder came upon.
    Decoded,
}

/// The state of an event source as the standard has it, `readyState`.
///
/// Exhaustive on purpose: the standard has no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadyState {
    /// There is no connection, and there will be one.
    Connecting,
    /// A connection stands.
    Open,
    /// There is no connection, and there will be none.
    Closed,
}

#[cfg(feature = "alloc")]
impl EventSource {
    /// An event source with the default configuration.
    #[must_use]
    pub fn new() -> Self {
        Self::with_config(EventSourceConfig::new())
    }

    /// An event source with this configuration.
    #[must_use]
    pub fn with_config(config: EventSourceConfig) -> Self {
        Self::with_storage(config, crate::storage::Growing::new())
    }
}

#[cfg(feature = "alloc")]
impl Default for EventSource {
    fn default() -> Self {
        Self::new()
    }
}

impl<S: Storage> EventSource<S> {
    /// An event source that keeps what outlives its chunk in `storage`. Needs no allocator.
    #[must_use]
    pub fn with_storage(config: EventSourceConfig, storage: S) -> Self {
        Self {
            decoder: Decoder::with_storage(config.decoder, storage),
            policy: config.policy,
            phase: Phase::Connect,
            now: Instant::ORIGIN,
            opened: Instant::ORIGIN,
            stopwatch: Stopwatch::new(config.timers),
            backoff: config.backoff,
            route: Route::new(),
            open_waits: false,
            reconnecting_waits: false,
            reconnecting: Reconnecting {
                why: Interruption::EndOfStream,
                delay_ms: 0,
                retries: 0,
                id_withheld: false,
            },
            lent: Lent::Nothing,
        }
    }

    /// Tells the source the URL of the caller's request, so that it can follow redirects; without it,
    /// the first one closes it. Call it before the first request. A fragment is of no account.
    ///
    /// # Errors
    /// It is no URL, is neither `http` nor `https`, or holds a user name or a password.
    #[cfg(feature = "redirects")]
    pub fn with_url(mut self, url: &str) -> Result<Self, InvalidUrl> {
        self.route = Route::to(url)?;
        Ok(self)
    }

    /// The URL of the request under way, or of the connection that stands, after all redirects;
    /// `None` where the source was not told its URL.
    #[cfg(feature = "redirects")]
    #[must_use]
    pub fn current_url(&self) -> Option<&str> {
        self.route.url()
    }

    /// The origin of [`current_url`](Self::current_url), as in `https://example.com`: the `origin` of
    /// the events in the standard.
    #[cfg(feature = "redirects")]
    pub fn origin(&self) -> Option<impl fmt::Display + '_> {
        self.route.origin()
    }

    /// Sets the last event ID, as known from an earlier program. Call it before the first request.
    ///
    /// # Errors
    /// No stream can have given this id, or it is over the limit. Nothing is changed then.
    pub fn set_last_event_id(&mut self, id: &[u8]) -> Result<(), InvalidLastEventId> {
        self.decoder.set_last_event_id(id)
    }

    /// The last event ID, committed by the last blank line of whichever connection; empty where there
    /// is none.
    #[must_use]
    pub fn last_event_id(&self) -> &[u8] {
        self.decoder.last_event_id()
    }

    /// The reconnection time, in milliseconds, within the bounds of the configuration.
    #[must_use]
    pub fn reconnection_time_ms(&self) -> u32 {
        let set = self.decoder.reconnection_time_ms();
        self.policy.bounded(set.unwrap_or_else(|| self.policy.reconnection_time_ms.into()))
    }

    /// Where it stands.
    #[must_use]
    pub const fn ready_state(&self) -> ReadyState {
        match self.phase {
            Phase::Connect | Phase::AwaitResponse | Phase::Wait { .. } => ReadyState::Connecting,
            Phase::Open => ReadyState::Open,
            Phase::Closed(_) => ReadyState::Closed,
        }
    }

    /// Drops the connection and asks for another at once, whatever is going on; a source that is
    /// closed stays so. What was not read of the body is not read.
    pub fn restart(&mut self, now: Instant) {
        self.told(now);
        self.forget_notices();
        self.go(Input::Restart, None);
    }

    /// Gives back all memory that holds nothing now.
    pub fn release_spare_capacity(&mut self) {
        self.decoder.release_spare_capacity();
    }
}

/// Shows no payload, and no URL.
impl<S: Storage> fmt::Debug for EventSource<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventSource")
            .field("phase", &self.phase)
            .field("decoder", &self.decoder)
            .field("retries", &self.backoff.retries())
            .finish_non_exhaustive()
    }
}
