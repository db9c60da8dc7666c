//! Events into bytes, for servers, relays and test tools.
//!
//! No value can end a block early or bring in a field: what the format cannot hold is refused where
//! the value is made ([`EventType::new`], [`EventId::new`]), and line ends in data begin another
//! data line. What is encoded decodes to the same event, for any chunking, once its line ends are
//! LF.
//!
//! ```
//! # #[cfg(feature = "alloc")] {
//! use headwater::{EventId, EventType, Outgoing};
//!
//! let event = Outgoing::new("first\nsecond")
//!     .event_type(EventType::new("note")?)
//!     .id(EventId::new("7")?);
//! let mut bytes = Vec::new();
//! event.encode_into(&mut bytes);
//! assert_eq!(bytes, b"event: note\nid: 7\ndata: first\ndata: second\n\n");
//! # }
//! # Ok::<(), headwater::InvalidField>(())
//! ```

#[cfg(feature = "alloc")]
use alloc::vec::Vec;
use core::fmt;

use crate::search::{CR, LF, line_end};

const LINE_END: &[u8] = b"\n";

/// A value that a field of an event stream cannot hold.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidField {
    /// A CR or an LF, which would end the line.
    LineEnd {
        /// Where, in bytes from the value's beginning.
        at: usize,
    },
    /// A NUL, for which every client would ignore the id.
    Nul {
        /// Where, in bytes from the value's beginning.
        at: usize,
    },
}

impl fmt::Display for InvalidField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LineEnd { at } => write!(
                f,
                "a line end at byte {at}: an event type or id is one line; remove it, or put the text into the data"
            ),
            Self::Nul { at } => write!(f, "a NUL at byte {at}: no id can hold one; remove it"),
        }
    }
}

impl core::error::Error for InvalidField {}

/// A slice was too small for what was to be encoded; nothing useful was written to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BufferTooSmall {
    /// How many bytes it takes.
    pub needed: usize,
}

impl fmt::Display for BufferTooSmall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the buffer is too small: {} bytes are needed", self.needed)
    }
}

impl core::error::Error for BufferTooSmall {}

/// An event type that a stream can hold: no CR, no LF.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct EventType<'a>(&'a [u8]);

impl<'a> EventType<'a> {
    /// Checks the value. An empty one means the default, `message`.
    ///
    /// # Errors
    /// It holds a CR or an LF.
    pub fn new(value: &'a (impl AsRef<[u8]> + ?Sized)) -> Result<Self, InvalidField> {
        match line_end(value.as_ref()) {
            Some(at) => Err(InvalidField::LineEnd { at }),
            None => Ok(Self(value.as_ref())),
        }
    }
}

/// An id that a stream can hold: no CR, no LF, no NUL.
///
/// A decoder with default limits ignores one of more than 4 KiB.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct EventId<'a>(&'a [u8]);

impl<'a> EventId<'a> {
    /// Checks the value. An empty one resets the client's last event ID.
    ///
    /// # Errors
    /// It holds a CR, an LF or a NUL.
    pub fn new(value: &'a (impl AsRef<[u8]> + ?Sized)) -> Result<Self, InvalidField> {
        let bytes = value.as_ref();
        match bytes.iter().position(|byte| matches!(byte, 0 | &CR | &LF)) {
            Some(at) if bytes.get(at) == Some(&0) => Err(InvalidField::Nul { at }),
            Some(at) => Err(InvalidField::LineEnd { at }),
            None => Ok(Self(bytes)),
        }
    }
}

/// What can be done with anything that has `pieces`.
macro_rules! encoding_methods {
    () => {
        /// How many bytes it has, encoded. Costs one pass over its text.
        #[must_use]
        pub fn encoded_len(&self) -> usize {
            self.pieces().total_len()
        }

        /// Appends it, encoded.
        #[cfg(feature = "alloc")]
        pub fn encode_into(&self, buffer: &mut Vec<u8>) {
            self.pieces().block.append_to(buffer);
        }

        /// Writes it, encoded, to the beginning of `buffer` and gives its length.
        ///
        /// # Errors
        /// `buffer` is too small; it holds nothing useful then.
        pub fn encode_to_slice(&self, buffer: &mut [u8]) -> Result<usize, BufferTooSmall> {
            self.pieces().write_to(buffer)
        }
    };
}

/// The decimal digits of a `u64`, without an allocation.
#[derive(Clone, Copy)]
struct Decimal {
    // The number stands in digits[start..], 0 <= start <= 20
    digits: [u8; 20],
    start: usize,
}

impl Decimal {
    fn new(mut number: u64) -> Self {
        let mut decimal = Self { digits: [b'0'; 20], start: 20 };
        for place in decimal.digits.iter_mut().rev() {
            // At most 9: the cast loses nothing.
            *place = b'0' + (number % 10) as u8;
            number /= 10;
            decimal.start -= 1;
            if number == 0 {
                break;
            }
        }
        decimal
    }

    fn bytes(&self) -> &[u8] {
        self.digits.get(self.start..).unwrap_or_default()
    }
}

/// An event to be sent.
#[derive(Clone, Copy)]
pub struct Outgoing<'a> {
    data: &'a [u8],
    event_type: &'a [u8],
    id: Option<&'a [u8]>,
    reconnection_time: Option<Decimal>,
}

impl<'a> Outgoing<'a> {
    /// An event with this data, which may hold anything: each CR, LF or CRLF in it begins another
    /// line, and the client joins the lines with LF.
    #[must_use]
    pub fn new(data: &'a (impl AsRef<[u8]> + ?Sized)) -> Self {
        Self { data: data.as_ref(), event_type: &[], id: None, reconnection_time: None }
    }

    /// With this event type.
    #[must_use]
    pub const fn event_type(mut self, event_type: EventType<'a>) -> Self {
        self.event_type = event_type.0;
        self
    }

    /// With this id. Without one the client's last event ID stays as it is.
    #[must_use]
    pub const fn id(mut self, id: EventId<'a>) -> Self {
        self.id = Some(id.0);
        self
    }

    /// With this reconnection time, in milliseconds.
    #[must_use]
    pub fn reconnection_time_ms(mut self, milliseconds: u64) -> Self {
        self.reconnection_time = Some(Decimal::new(milliseconds));
        self
    }

    /// The encoded event as pieces, without an allocation: for writers that take slices.
    #[must_use]
    pub fn pieces(&self) -> Pieces<'_> {
        let mut fields = [None; 3];
        let given = [
            (b"event: ".as_slice(), (!self.event_type.is_empty()).then_some(self.event_type)),
            (b"id: ", self.id),
            (b"retry: ", self.reconnection_time.as_ref().map(Decimal::bytes)),
        ];
        for (field, (name, value)) in fields.iter_mut().zip(given) {
            *field = value.map(|value| (name, value));
        }
        let block = Block { fields, lines: Lines::new(b"data: ", self.data), end: b"\n" };
        Pieces { block, pending: [&[]; 2] }
    }

    encoding_methods!();
}

/// Shows the size, not the content.
impl fmt::Debug for EventType<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventType").field("len", &self.0.len()).finish()
    }
}

/// Shows the size, not the content.
impl fmt::Debug for EventId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventId").field("len", &self.0.len()).finish()
    }
}

/// Shows the size, not the content.
impl fmt::Debug for Comment<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Comment").field("len", &self.text.len()).finish()
    }
}

/// Shows the size of what is left, not the content.
impl fmt::Debug for Pieces<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pieces").field("len", &self.clone().total_len()).finish()
    }
}

/// Shows the sizes of the parts, not their content.
impl fmt::Debug for Outgoing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outgoing")
            .field("event_type_len", &self.event_type.len())
            .field("data_len", &self.data.len())
            .field("id_len", &self.id.map(<[u8]>::len))
            .finish_non_exhaustive()
    }
}

/// A comment to be sent: clients ignore it, and proxies see that the connection is alive.
///
/// It is whole lines, and no blank line is written after them: it can stand between the events, or
/// within one.
///
/// ```
/// # #[cfg(feature = "alloc")] {
/// let mut bytes = Vec::new();
/// headwater::Comment::new(" keep-alive").encode_into(&mut bytes);
/// assert_eq!(bytes, b": keep-alive\n");
/// # }
/// ```
#[derive(Clone, Copy)]
pub struct Comment<'a> {
    text: &'a [u8],
}

impl<'a> Comment<'a> {
    /// A comment with this text right after the colon. Each CR, LF or CRLF in it begins another
    /// comment line.
    #[must_use]
    pub fn new(text: &'a (impl AsRef<[u8]> + ?Sized)) -> Self {
        Self { text: text.as_ref() }
    }

    /// The encoded comment as pieces, without an allocation.
    #[must_use]
    pub const fn pieces(&self) -> Pieces<'_> {
        let block = Block { fields: [None; 3], lines: Lines::new(b":", self.text), end: b"" };
        Pieces { block, pending: [&[]; 2] }
    }

    encoding_methods!();
}

/// The lines of a text that may hold any line ends; at least one, which may be empty.
#[derive(Clone, Copy)]
struct Lines<'a> {
    prefix: &'static [u8],
    rest: Option<&'a [u8]>,
}

impl<'a> Lines<'a> {
    const fn new(prefix: &'static [u8], text: &'a [u8]) -> Self {
        Self { prefix, rest: Some(text) }
    }

    fn next(&mut self) -> Option<&'a [u8]> {
        let rest = self.rest.take()?;
        let Some(at) = line_end(rest) else { return Some(rest) };
        let crlf = rest.get(at..at + 2) == Some(b"\r\n");
        self.rest = rest.get(at + 1 + usize::from(crlf)..);
        rest.get(..at)
    }
}

/// The lines of an event or a comment that are still to be written.
#[derive(Clone)]
struct Block<'a> {
    fields: [Option<(&'static [u8], &'a [u8])>; 3],
    lines: Lines<'a>,
    /// What stands after the last line, until it was given.
    end: &'static [u8],
}

impl<'a> Block<'a> {
    /// The name of the next line with what separates it from the value, and the value.
    #[inline(always)]
    fn next_line(&mut self) -> Option<(&'static [u8], &'a [u8])> {
        let field = self.fields.iter_mut().find_map(Option::take);
        field.or_else(|| self.lines.next().map(|line| (self.lines.prefix, line)))
    }

    #[cfg(feature = "alloc")]
    fn append_to(mut self, buffer: &mut Vec<u8>) {
        while let Some((name, value)) = self.next_line() {
            buffer.reserve(name.len() + value.len() + LINE_END.len() + self.end.len());
            for piece in [name, value, LINE_END] {
                buffer.extend_from_slice(piece);
            }
        }
        buffer.extend_from_slice(self.end);
    }
}

/// The pieces of an encoded event or comment, in order. Together they are what `encode_into`
/// appends; none of them is copied.
#[derive(Clone)]
pub struct Pieces<'a> {
    block: Block<'a>,
    /// The value of the line whose name was given, and its line end.
    pending: [&'a [u8]; 2],
}

impl Pieces<'_> {
    fn total_len(self) -> usize {
        self.map(<[u8]>::len).fold(0, usize::saturating_add)
    }

    fn write_to(self, buffer: &mut [u8]) -> Result<usize, BufferTooSmall> {
        let mut len = 0;
        for piece in self.clone() {
            match buffer.get_mut(len..).and_then(|free| free.get_mut(..piece.len())) {
                Some(place) => place.copy_from_slice(piece),
                None => return Err(BufferTooSmall { needed: self.total_len() }),
            }
            len += piece.len();
        }
        Ok(len)
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        for piece in &mut self.pending {
            if !piece.is_empty() {
                return Some(core::mem::take(piece));
            }
        }
        if let Some((name, value)) = self.block.next_line() {
            self.pending = [value, LINE_END];
            return Some(name);
        }
        let end = core::mem::take(&mut self.block.end);
        (!end.is_empty()).then_some(end)
    }
}

impl core::iter::FusedIterator for Pieces<'_> {}
