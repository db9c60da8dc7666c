//! The seam between machines and the adapters that drive them.
//!
//! One driver loop per adapter drives every machine: a plain [`Decoder`], and
//! whatever else implements [`Session`]. The driver owns the body, the buffer, the clock and the
//! sleep; the machine owns every decision.
//!
//! ```
//! # #[cfg(feature = "alloc")] {
//! use headwater::{Action, Instant, Session, Step};
//!
//! /// The whole of a driver, over anything that yields chunks.
//! fn drive<S: Session>(
//!     session: &mut S,
//!     mut chunks: impl Iterator<Item = Vec<u8>>,
//!     mut handle: impl FnMut(S::Item<'_>),
//! ) {
//!     let now = Instant::ORIGIN; // a real driver asks its clock each time
//!     let (mut chunk, mut read) = (Vec::new(), 0);
//!     loop {
//!         let rest = &chunk[read..];
//!         let progress = session.advance(rest, now);
//!         read += progress.consumed;
//!         if progress.step == Step::Item {
//!             if let Some(item) = session.item(rest) {
//!                 handle(item);
//!             }
//!             continue;
//!         }
//!         match session.action() {
//!             Action::Read => match chunks.next() {
//!                 Some(next) => (chunk, read) = (next, 0),
//!                 None => session.handle_end(now),
//!             },
//!             Action::Closed(_) => return,
//!         }
//!     }
//! }
//!
//! let mut decoder = headwater::Decoder::new();
//! let chunks = [b"data: he".to_vec(), b"llo\n\n".to_vec()];
//! let mut seen = Vec::new();
//! drive(&mut decoder, chunks.into_iter(), |item| {
//!     if let Ok(headwater::Item::Event(event)) = item {
//!         seen.push(event.data().to_vec());
//!     }
//! });
//! assert_eq!(seen, [b"hello"]);
//! # }
//! ```

use crate::{
    decoder::Decoder, error::DecodeError, event::Item, progress::Progress, storage::Storage,
    time::Instant,
};

/// What a session wants of its driver now.
///
/// Exhaustive on purpose: a driver has to handle every action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Bring bytes of the body, or say that it ended or broke.
    Read,
    /// Nothing any more: drop the body.
    Closed(CloseReason),
}

/// Why a session is closed.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseReason {
    /// The stream's own terminal marker came; what follows it does not matter.
    Finished,
    /// The body ended.
    EndOfStream,
    /// The transport broke.
    NetworkError,
    /// A deadline passed.
    Timeout,
    /// The caller closed it.
    Closed,
}

/// What a session has to know of a response before its body.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResponseHead<'a> {
    /// The status code, as in 200.
    pub status: u16,
    /// The value of `Content-Type`, where there is one.
    pub content_type: Option<&'a [u8]>,
}

impl<'a> ResponseHead<'a> {
    /// A response with this status and no content type.
    #[must_use]
    pub const fn new(status: u16) -> Self {
        Self { status, content_type: None }
    }

    /// With this content type.
    #[must_use]
    pub const fn content_type(mut self, value: Option<&'a [u8]>) -> Self {
        self.content_type = value;
        self
    }
}

/// A machine that reads a body: a plain decoder, an event source, a language model's answer.
///
/// Level-triggered: questions are `&self`, change nothing, and may be asked any number of times.
/// A driver first gives the rest of its chunk to [`advance`](Self::advance) until that answers
/// [`Step::NeedData`](crate::Step::NeedData), an item at a time; the rest may be empty, which is
/// nothing to the stream, but a session that has an item left hands it out then. After that it does
/// what [`action`](Self::action) says. The module's docs show the whole loop.
///
/// A deadline that has passed is told by [`handle_timeout`](Self::handle_timeout) at two moments:
/// while the driver waits for bytes, and after bytes were given, which may have moved it. Bytes that
/// are there already come first: nobody may have read for a while.
pub trait Session {
    /// What is handed out; it may borrow from the session and from the chunk.
    type Item<'a>
    where
        Self: 'a;

    /// What to do once `advance` has answered `NeedData`.
    fn action(&self) -> Action;

    /// When to call [`handle_timeout`](Self::handle_timeout), if nothing else happens before.
    fn poll_timeout(&self) -> Option<Instant>;

    /// The response has begun. Not called where the driver was given a bare body.
    fn handle_response(&mut self, head: ResponseHead<'_>, now: Instant);

    /// Reads the chunk up to the next item, or to its end.
    fn advance(&mut self, chunk: &[u8], now: Instant) -> Progress;

    /// Lends the item that the last `advance` came upon, with the chunk that it was given; `None`
    /// where it came upon none.
    fn item<'a>(&'a self, chunk: &'a [u8]) -> Option<Self::Item<'a>>;

    /// The body ended, as far as the transport can tell cleanly.
    fn handle_end(&mut self, now: Instant);

    /// The transport broke: nothing more will come of this body.
    fn handle_network_error(&mut self, now: Instant);

    /// The time is `now`: a deadline may have passed. Harmless when none has.
    fn handle_timeout(&mut self, now: Instant);

    /// The caller wants no more.
    fn close(&mut self);
}

/// A plain decoder as a session: it reads until the body ends, and has no deadlines and no opinion
/// of the response.
impl<S: Storage> Session for Decoder<S> {
    type Item<'a>
        = Result<Item<'a>, DecodeError>
    where
        Self: 'a;

    fn action(&self) -> Action {
        self.engine.closed().map_or(Action::Read, Action::Closed)
    }

    fn poll_timeout(&self) -> Option<Instant> {
        None
    }

    fn handle_response(&mut self, _: ResponseHead<'_>, _: Instant) {}

    #[inline]
    fn advance(&mut self, chunk: &[u8], _: Instant) -> Progress {
        Self::advance(self, chunk)
    }

    #[inline]
    fn item<'a>(&'a self, chunk: &'a [u8]) -> Option<Self::Item<'a>> {
        Self::item(self, chunk)
    }

    fn handle_end(&mut self, _: Instant) {
        self.engine.close(CloseReason::EndOfStream);
    }

    fn handle_network_error(&mut self, _: Instant) {
        self.engine.close(CloseReason::NetworkError);
    }

    fn handle_timeout(&mut self, _: Instant) {}

    fn close(&mut self) {
        self.engine.close(CloseReason::Closed);
    }
}
