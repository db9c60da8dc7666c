//! What an event source hands out.

use crate::{error::DecodeError, event::Event, session::Interruption};

/// What an event source hands out, in the order in which it happened.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventSourceItem<'a> {
    /// A connection stands, and its events follow: the event `open` of the standard.
    Open,
    /// An event, on its last byte.
    Event(Event<'a>),
    /// A comment or an unknown field, where the decoder's configuration asks for reports.
    Report(crate::event::Item<'a>),
    /// The server sent something over a limit. That alone was dropped.
    Dropped(DecodeError),
    /// A connection was lost, or was refused for now, and a request is sent again after a while: the
    /// event `error` of the standard, where the source is not closed.
    Reconnecting(Reconnecting),
}

/// How a connection was lost, and what is done about it.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reconnecting {
    /// How it was lost.
    pub why: Interruption,
    /// How long is waited before the request is sent again, in milliseconds.
    pub delay_ms: u32,
    /// How often it was tried without progress, this time counted in.
    pub retries: u32,
    /// Whether there is a last event ID that no HTTP header can carry, because it holds control
    /// characters: the request is sent without it, and events may come twice or be missed.
    pub id_withheld: bool,
}
