//! What a session wants of its driver.

use super::{attempt::Attempt, close_reason::CloseReason};
use crate::time::Instant;

/// What a session wants of its driver now.
///
/// A body, or a request under way, is wanted only while the action is [`Read`](Self::Read) or
/// [`AwaitResponse`](Self::AwaitResponse): on any other the driver drops it, and with it the
/// connection.
///
/// Exhaustive on purpose: a driver has to handle every action.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action<'a> {
    /// Send the request that this attempt says, and call
    /// [`handle_request_started`](super::Session::handle_request_started) as you hand it to the
    /// transport: until then the action stays, from then on it is another. A driver that is dropped
    /// and polled again can therefore not send a request twice.
    Connect(Attempt<'a>),
    /// Bring the head of the response, or say that the transport broke.
    AwaitResponse,
    /// Bring bytes of the body, or say that it ended or broke.
    Read,
    /// Do nothing until the deadline.
    Wait,
    /// Nothing any more.
    Closed(CloseReason),
}

/// When [`handle_timeout`](super::Session::handle_timeout) is to be called, if nothing else happens
/// before, and what for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Deadline {
    /// A point in time, never a delay.
    pub at: Instant,
    /// What strikes then.
    pub reason: DeadlineReason,
}

/// What a deadline is for.
#[non_exhaustive]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DeadlineReason {
    /// The time to wait before the next request is over: nothing went wrong.
    Reconnect,
    /// No connection was made in time.
    Connect,
    /// No byte of the body came in time.
    FirstByte,
    /// No byte came for too long.
    Idle,
    /// Bytes came, but no event for too long: a gateway may keep a dead stream alive with comments.
    ContentIdle,
    /// Everything came but the end of the stream, and that not within its time of grace: nothing went
    /// wrong.
    Grace,
    /// All of it took too long.
    Total,
}

/// Whether anything of a request can have reached the server when the transport broke.
///
/// Exhaustive on purpose: there is no third answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sent {
    /// The transport proves that the server has seen nothing of it: the name was not found, the
    /// connection or TLS failed, HTTP/2 said REFUSED_STREAM or gave a lower last stream in GOAWAY.
    Nothing,
    /// The server may have seen it, and may have acted on it. Also where it is not known.
    Perhaps,
}
