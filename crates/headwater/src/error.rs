//! What a peer can do wrong, and what a caller can.

use core::fmt;

/// The peer sent something over a limit. Nothing else is an error in an event stream: every other
/// sequence of bytes has a meaning.
///
/// Decoding goes on after each of these; nothing has to be done.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// An event's data or type went over
    /// [`Config::max_event_bytes`](crate::Config::max_event_bytes), or over the storage. The event
    /// is dropped, its id with it; its reconnection time counts. Decoding goes on after the next
    /// blank line.
    EventTooLarge {
        /// The limit, in bytes.
        limit: usize,
    },
    /// An id went over [`Config::max_id_bytes`](crate::Config::max_id_bytes), or over the storage.
    /// That field alone is dropped; the event comes with the id that was in force before.
    IdTooLong {
        /// The limit, in bytes.
        limit: usize,
    },
    /// A comment to be reported went over
    /// [`Config::max_comment_bytes`](crate::Config::max_comment_bytes), or over the storage. It
    /// alone is dropped.
    CommentTooLong {
        /// The limit, in bytes.
        limit: usize,
    },
    /// An unknown field to be reported went over
    /// [`Config::max_comment_bytes`](crate::Config::max_comment_bytes), or over the storage, its
    /// name and value together. It alone is dropped.
    UnknownFieldTooLong {
        /// The limit, in bytes.
        limit: usize,
    },
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, limit, remedy) = match self {
            Self::EventTooLarge { limit } => {
                ("an event", limit, "it was dropped; raise max_event_bytes to receive it")
            }
            Self::IdTooLong { limit } => {
                ("an id", limit, "the field was ignored; raise max_id_bytes to receive it")
            }
            Self::CommentTooLong { limit } => {
                ("a comment", limit, "it was dropped; raise max_comment_bytes to receive it")
            }
            Self::UnknownFieldTooLong { limit } => {
                ("an unknown field", limit, "it was dropped; raise max_comment_bytes to receive it")
            }
        };
        write!(f, "{what} is over the limit of {limit} bytes: {remedy}")
    }
}

impl core::error::Error for DecodeError {}

/// A last event ID that no event stream can have given, or that is over the limit.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidLastEventId {
    /// It holds a NUL, a CR or an LF.
    Byte {
        /// Where, in bytes from its beginning.
        at: usize,
    },
    /// It is longer than [`Config::max_id_bytes`](crate::Config::max_id_bytes) or the storage
    /// allows.
    TooLong {
        /// The limit, in bytes.
        limit: usize,
    },
}

impl fmt::Display for InvalidLastEventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Byte { at } => write!(
                f,
                "a last event ID cannot hold NUL, CR or LF (byte {at}): give the id as it was received"
            ),
            Self::TooLong { limit } => {
                write!(
                    f,
                    "the last event ID is over the limit of {limit} bytes: raise max_id_bytes"
                )
            }
        }
    }
}

impl core::error::Error for InvalidLastEventId {}

/// A value went over its limit; which one, its owner knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooLong;
