//! What comes out of an event stream.

use core::{fmt, str::Utf8Error};

use crate::text::{Lossy, utf8};

/// The type of an event whose block gave none (HTML standard 9.2.6).
pub(crate) const DEFAULT_EVENT_TYPE: &[u8] = b"message";

/// One event, lent: its parts lie in the caller's chunk where the event lies whole within it, and
/// in the decoder's storage where it does not.
///
/// It lives until the decoder is given more bytes. Keep one with `to_owned` (feature `alloc`).
/// Everything is bytes; the `_str` views validate, the `_lossy` views show U+FFFD for what is not
/// UTF-8, as the standard does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Event<'a> {
    pub(crate) event_type: &'a [u8],
    pub(crate) data: &'a [u8],
    pub(crate) last_event_id: &'a [u8],
}

impl<'a> Event<'a> {
    /// The event type: the value of the block's last `event` field, or `message` where there was
    /// none or an empty one.
    #[must_use]
    pub const fn event_type(&self) -> &'a [u8] {
        self.event_type
    }

    /// The data: the values of the block's `data` fields, joined by LF.
    #[must_use]
    pub const fn data(&self) -> &'a [u8] {
        self.data
    }

    /// The last event ID in force at this event; empty where none was set. It may have come with
    /// an earlier event.
    #[must_use]
    pub const fn last_event_id(&self) -> &'a [u8] {
        self.last_event_id
    }

    /// The event type as text.
    ///
    /// # Errors
    /// It is not UTF-8.
    pub fn event_type_str(&self) -> Result<&'a str, Utf8Error> {
        utf8(self.event_type)
    }

    /// The data as text. Costs one validation of the data for each call.
    ///
    /// # Errors
    /// It is not UTF-8.
    pub fn data_str(&self) -> Result<&'a str, Utf8Error> {
        utf8(self.data)
    }

    /// The last event ID as text.
    ///
    /// # Errors
    /// It is not UTF-8.
    pub fn last_event_id_str(&self) -> Result<&'a str, Utf8Error> {
        utf8(self.last_event_id)
    }

    /// The event type, with U+FFFD for what is not UTF-8.
    #[must_use]
    pub const fn event_type_lossy(&self) -> Lossy<'a> {
        Lossy(self.event_type)
    }

    /// The data, with U+FFFD for what is not UTF-8.
    #[must_use]
    pub const fn data_lossy(&self) -> Lossy<'a> {
        Lossy(self.data)
    }

    /// The last event ID, with U+FFFD for what is not UTF-8.
    #[must_use]
    pub const fn last_event_id_lossy(&self) -> Lossy<'a> {
        Lossy(self.last_event_id)
    }

    /// A copy that lives on: one allocation for all three parts.
    #[cfg(feature = "alloc")]
    #[must_use]
    pub fn to_owned(&self) -> OwnedEvent {
        OwnedEvent::new(*self)
    }
}

/// Shows the sizes of the parts, not their content: data is what a model said.
impl fmt::Debug for Event<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("event_type_len", &self.event_type.len())
            .field("data_len", &self.data.len())
            .field("last_event_id_len", &self.last_event_id.len())
            .finish()
    }
}

/// What a decoder hands out: an event, or one of the reports that were asked for.
#[non_exhaustive]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Item<'a> {
    /// An event, on its last byte.
    Event(Event<'a>),
    /// A comment, at its line's end: what stands after the colon, a leading space included
    /// ([`Config::report_comments`](crate::Config::report_comments)). Servers send them to keep a
    /// connection alive.
    Comment(&'a [u8]),
    /// A field that the standard does not know, at its line's end
    /// ([`Config::report_unknown_fields`](crate::Config::report_unknown_fields)).
    UnknownField {
        /// What stands before the first colon, or the whole line where it has none.
        name: &'a [u8],
        /// What stands after the colon, one leading space removed.
        value: &'a [u8],
    },
}

/// Shows sizes, not content.
impl fmt::Debug for Item<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event(event) => event.fmt(f),
            Self::Comment(text) => f.debug_struct("Comment").field("len", &text.len()).finish(),
            Self::UnknownField { name, value } => f
                .debug_struct("UnknownField")
                .field("name_len", &name.len())
                .field("value_len", &value.len())
                .finish(),
        }
    }
}

/// An event that owns its parts.
#[cfg(feature = "alloc")]
#[derive(Clone, PartialEq, Eq)]
pub struct OwnedEvent {
    /// Type, data and id, one after the other.
    bytes: alloc::boxed::Box<[u8]>,
    type_end: usize,
    data_end: usize,
}

#[cfg(feature = "alloc")]
impl OwnedEvent {
    fn new(event: Event<'_>) -> Self {
        let type_end = event.event_type.len();
        Self {
            bytes: [event.event_type, event.data, event.last_event_id].concat().into_boxed_slice(),
            type_end,
            data_end: type_end + event.data.len(),
        }
    }

    /// The event, lent.
    #[must_use]
    pub fn as_event(&self) -> Event<'_> {
        Event {
            event_type: self.bytes.get(..self.type_end).unwrap_or_default(),
            data: self.bytes.get(self.type_end..self.data_end).unwrap_or_default(),
            last_event_id: self.bytes.get(self.data_end..).unwrap_or_default(),
        }
    }

    /// See [`Event::event_type`].
    #[must_use]
    pub fn event_type(&self) -> &[u8] {
        self.as_event().event_type
    }

    /// See [`Event::data`].
    #[must_use]
    pub fn data(&self) -> &[u8] {
        self.as_event().data
    }

    /// See [`Event::last_event_id`].
    #[must_use]
    pub fn last_event_id(&self) -> &[u8] {
        self.as_event().last_event_id
    }

    /// See [`Event::event_type_str`].
    ///
    /// # Errors
    /// It is not UTF-8.
    pub fn event_type_str(&self) -> Result<&str, Utf8Error> {
        self.as_event().event_type_str()
    }

    /// See [`Event::data_str`].
    ///
    /// # Errors
    /// It is not UTF-8.
    pub fn data_str(&self) -> Result<&str, Utf8Error> {
        self.as_event().data_str()
    }

    /// See [`Event::last_event_id_str`].
    ///
    /// # Errors
    /// It is not UTF-8.
    pub fn last_event_id_str(&self) -> Result<&str, Utf8Error> {
        self.as_event().last_event_id_str()
    }

    /// See [`Event::event_type_lossy`].
    #[must_use]
    pub fn event_type_lossy(&self) -> Lossy<'_> {
        self.as_event().event_type_lossy()
    }

    /// See [`Event::data_lossy`].
    #[must_use]
    pub fn data_lossy(&self) -> Lossy<'_> {
        self.as_event().data_lossy()
    }

    /// See [`Event::last_event_id_lossy`].
    #[must_use]
    pub fn last_event_id_lossy(&self) -> Lossy<'_> {
        self.as_event().last_event_id_lossy()
    }
}

#[cfg(feature = "alloc")]
impl fmt::Debug for OwnedEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_event().fmt(f)
    }
}
