//! The seam between machines and the adapters that drive them.
//!
//! One driver loop per adapter drives every machine: a plain [`Decoder`], and
//! whatever else implements [`Session`]. The driver owns the connection, the buffer, the clock and
//! the sleep; the machine owns every decision: when to connect, with which request, what to make of
//! the response, when to give up.
//!
//! ```
//! # #[cfg(feature = "alloc")] {
//! use headwater::{Action, Attempt, Instant, ResponseHead, Sent, Session, Step};
//!
//! /// What a driver needs of its transport and its clock.
//! trait Transport {
//!     /// Sends the request that the attempt says.
//!     fn send(&mut self, attempt: Attempt<'_>);
//!     /// The status of the response; a real one has headers too.
//!     fn response(&mut self) -> Option<u16>;
//!     fn chunk(&mut self) -> Option<Vec<u8>>;
//!     fn now(&self) -> Instant;
//!     fn sleep_until(&mut self, at: Option<Instant>);
//! }
//!
//! /// The whole of a driver. One that can wait for two things at once waits for the deadline beside
//! /// the response and the bytes too.
//! fn drive<S: Session>(
//!     session: &mut S,
//!     transport: &mut impl Transport,
//!     mut handle: impl FnMut(S::Item<'_>),
//! ) {
//!     let (mut chunk, mut read) = (Vec::new(), 0);
//!     loop {
//!         let rest = &chunk[read..];
//!         let progress = session.advance(rest, transport.now());
//!         read += progress.consumed;
//!         if progress.step == Step::Item {
//!             if let Some(item) = session.item(rest) {
//!                 handle(item);
//!             }
//!             continue;
//!         }
//!         let now = transport.now();
//!         match session.action() {
//!             Action::Connect(attempt) => {
//!                 transport.send(attempt);
//!                 session.handle_request_started(now);
//!             }
//!             Action::AwaitResponse => match transport.response() {
//!                 Some(status) => session.handle_response(ResponseHead::new(status), now),
//!                 None => session.handle_network_error(Sent::Perhaps, now),
//!             },
//!             Action::Read => match transport.chunk() {
//!                 Some(next) => (chunk, read) = (next, 0),
//!                 None => session.handle_end(now),
//!             },
//!             Action::Wait => {
//!                 transport.sleep_until(session.poll_timeout().map(|deadline| deadline.at));
//!                 session.handle_timeout(transport.now());
//!             }
//!             Action::Closed(_) => return,
//!         }
//!     }
//! }
//!
//! # struct Chunks(std::vec::IntoIter<Vec<u8>>);
//! # impl Transport for Chunks {
//! #     fn send(&mut self, _: Attempt<'_>) {}
//! #     fn response(&mut self) -> Option<u16> { Some(200) }
//! #     fn chunk(&mut self) -> Option<Vec<u8>> { self.0.next() }
//! #     fn now(&self) -> Instant { Instant::ORIGIN }
//! #     fn sleep_until(&mut self, _: Option<Instant>) {}
//! # }
//! # let mut transport = Chunks(vec![b"data: he".to_vec(), b"llo\n\n".to_vec()].into_iter());
//! let mut decoder = headwater::Decoder::new();
//! let mut seen = Vec::new();
//! drive(&mut decoder, &mut transport, |item| {
//!     if let Ok(headwater::Item::Event(event)) = item {
//!         seen.push(event.data().to_vec());
//!     }
//! });
//! assert_eq!(seen, [b"hello"]);
//! # }
//! ```

mod action;
mod attempt;
mod close_reason;
mod head;

pub use self::{
    action::{Action, Deadline, DeadlineReason, Sent},
    attempt::{Attempt, Method, OwnRequest, RequestBody, RequestHeader, Target},
    close_reason::{CloseReason, Interruption, RedirectRefusal, RetryLimit},
    head::ResponseHead,
};

pub(crate) use self::close_reason::Ended;
use crate::{
    decoder::Decoder, error::DecodeError, event::Item, progress::Progress, storage::Storage,
    time::Instant,
};

/// A machine that reads a body: a plain decoder, an event source, a language model's answer.
///
/// Level-triggered: questions are `&self`, change nothing, and may be asked any number of times.
/// A driver first gives the rest of its chunk to [`advance`](Self::advance) until that answers
/// [`Step::NeedData`](crate::Step::NeedData), an item at a time; the rest may be empty, which is
/// nothing to the stream, but a session that has an item left hands it out then. After that it does
/// what [`action`](Self::action) says. The module's docs show the whole loop.
///
/// A deadline that has passed is told by [`handle_timeout`](Self::handle_timeout) at two moments:
/// while the driver waits, whatever for, and after bytes were given, which may have moved it. Bytes
/// that are there already come first: nobody may have read for a while.
///
/// An input that has no meaning in the state in which it comes is ignored: a response to a request
/// that was given up, bytes of a body that is not wanted any more. A time before the latest that was
/// told counts as the latest.
pub trait Session {
    /// What is handed out; it may borrow from the session and from the chunk.
    type Item<'a>
    where
        Self: 'a;

    /// What to do once `advance` has answered `NeedData`.
    fn action(&self) -> Action<'_>;

    /// When to call [`handle_timeout`](Self::handle_timeout), if nothing else happens before, and
    /// what for.
    fn poll_timeout(&self) -> Option<Deadline>;

    /// The request that [`Action::Connect`] asked for is in the transport's hands. Where it could not
    /// be given to it at all, call [`handle_network_error`](Self::handle_network_error) alone.
    fn handle_request_started(&mut self, now: Instant);

    /// The connection for the request stands. Not every transport can tell; then it is not called,
    /// and the time to connect lasts until the response.
    fn handle_connected(&mut self, now: Instant) {
        let _ = now;
    }

    /// The response has begun. Not called where the driver was given a bare body.
    fn handle_response(&mut self, head: ResponseHead<'_>, now: Instant);

    /// Reads the chunk up to the next item, or to its end.
    fn advance(&mut self, chunk: &[u8], now: Instant) -> Progress;

    /// Lends the item that the last `advance` came upon, with the chunk that it was given; `None`
    /// where it came upon none.
    fn item<'a>(&'a self, chunk: &'a [u8]) -> Option<Self::Item<'a>>;

    /// The body ended, as far as the transport can tell cleanly.
    fn handle_end(&mut self, now: Instant);

    /// The transport broke: nothing more will come of this request or its body. `sent` says what is
    /// known of the request; once there is a response it does not matter.
    fn handle_network_error(&mut self, sent: Sent, now: Instant);

    /// The time is `now`: a deadline may have passed. Harmless when none has.
    fn handle_timeout(&mut self, now: Instant);

    /// The caller wants no more.
    fn close(&mut self);
}

/// A plain decoder as a session: it is for one body, reads until that ends, and has no deadlines and
/// no opinion of the response.
impl<S: Storage> Session for Decoder<S> {
    type Item<'a>
        = Result<Item<'a>, DecodeError>
    where
        Self: 'a;

    fn action(&self) -> Action<'_> {
        self.engine.closed().map_or(Action::Read, |ended| Action::Closed(ended.into()))
    }

    fn poll_timeout(&self) -> Option<Deadline> {
        None
    }

    fn handle_request_started(&mut self, _: Instant) {}

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
        self.engine.close(Ended::EndOfStream);
    }

    fn handle_network_error(&mut self, _: Sent, _: Instant) {
        self.engine.close(Ended::NetworkError);
    }

    fn handle_timeout(&mut self, _: Instant) {}

    fn close(&mut self) {
        self.engine.close(Ended::Closed);
    }
}
