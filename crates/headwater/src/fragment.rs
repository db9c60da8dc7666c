//! Events in pieces, for those whose events are larger than their memory.

use core::fmt;

use crate::{
    config::Config,
    engine::{Engine, Handed},
    error::DecodeError,
    event::Item,
    face::{declare_face, stream_methods},
    progress::Progress,
    session::Ended,
    storage::Storage,
};

/// A part of an event, in the order of the stream: one `Start`, any number of `Piece`s, one `End`.
///
/// Where the stream ends, or [`DecodeError::EventTooLarge`] comes (the event *type* went over its
/// limit), no `End` follows: what was begun is void.
#[non_exhaustive]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Fragment<'a> {
    /// The first data field of a block begins.
    Start,
    /// More of the data; never empty. The LF that joins two data lines is a piece of its own.
    /// Where pieces are cut depends on the chunks; what they add up to does not.
    Piece(&'a [u8]),
    /// The event is whole.
    End(FragmentEnd<'a>),
    /// See [`Item::Comment`](crate::Item::Comment).
    Comment(&'a [u8]),
    /// See [`Item::UnknownField`](crate::Item::UnknownField).
    UnknownField {
        /// What stands before the first colon, or the whole line where it has none.
        name: &'a [u8],
        /// What stands after the colon, one leading space removed.
        value: &'a [u8],
    },
}

/// Shows sizes, not content.
impl fmt::Debug for Fragment<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Start => f.write_str("Start"),
            Self::Piece(piece) => f.debug_struct("Piece").field("len", &piece.len()).finish(),
            Self::End(end) => end.fmt(f),
            Self::Comment(text) => Item::Comment(text).fmt(f),
            Self::UnknownField { name, value } => Item::UnknownField { name, value }.fmt(f),
        }
    }
}

/// What is known of an event at its end: its type may stand after its data.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct FragmentEnd<'a> {
    event_type: &'a [u8],
    last_event_id: &'a [u8],
}

impl<'a> FragmentEnd<'a> {
    /// See [`Event::event_type`](crate::Event::event_type).
    #[must_use]
    pub const fn event_type(&self) -> &'a [u8] {
        self.event_type
    }

    /// See [`Event::last_event_id`](crate::Event::last_event_id).
    #[must_use]
    pub const fn last_event_id(&self) -> &'a [u8] {
        self.last_event_id
    }
}

/// Shows sizes, not content.
impl fmt::Debug for FragmentEnd<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("End")
            .field("event_type_len", &self.event_type.len())
            .field("last_event_id_len", &self.last_event_id.len())
            .finish()
    }
}

declare_face! {
    /// Decodes an event stream and hands out the data of its events in pieces as they arrive:
    /// none of it is buffered, and no limit holds for it. Types, ids and reports are bounded
    /// as in [`Decoder`](crate::Decoder), whose engine this is.
    ///
    /// ```
    /// # #[cfg(feature = "alloc")] {
    /// use headwater::{Fragment, FragmentDecoder, Step};
    ///
    /// let mut decoder = FragmentDecoder::new();
    /// let mut text = Vec::new();
    /// for mut chunk in [b"data: he".as_slice(), b"llo\n\n"] {
    ///     loop {
    ///         let progress = decoder.advance(chunk);
    ///         if progress.step == Step::NeedData {
    ///             break;
    ///         }
    ///         match decoder.fragment(chunk) {
    ///             Some(Ok(Fragment::Piece(piece))) => text.extend_from_slice(piece),
    ///             Some(Ok(Fragment::End(end))) => assert_eq!(end.event_type(), b"message"),
    ///             _ => {}
    ///         }
    ///         chunk = &chunk[progress.consumed..];
    ///     }
    /// }
    /// assert_eq!(text, b"hello");
    /// # }
    /// ```
    FragmentDecoder
}

impl<S: Storage> FragmentDecoder<S> {
    /// A decoder over this storage, whose data region stays empty and may be `[]`. Needs no
    /// allocator.
    #[must_use]
    pub fn with_storage(config: Config, storage: S) -> Self {
        Self { engine: Engine::new(config, storage) }
    }

    /// Reads `chunk` up to the next fragment, or to its end; see
    /// [`Decoder::advance`](crate::Decoder::advance). An item may come without a byte consumed.
    #[inline]
    pub fn advance(&mut self, chunk: &[u8]) -> Progress {
        self.engine.advance::<true>(chunk)
    }

    /// Lends the fragment that the last [`advance`](Self::advance) came upon, with the chunk that
    /// was given to it; `None` where it came upon none.
    #[inline]
    #[must_use]
    pub fn fragment<'a>(&'a self, chunk: &'a [u8]) -> Option<Result<Fragment<'a>, DecodeError>> {
        Some(Ok(match self.engine.handed() {
            Handed::Start => Fragment::Start,
            Handed::Piece => Fragment::Piece(self.engine.lend_event(chunk).data()),
            Handed::Joiner => Fragment::Piece(b"\n"),
            Handed::End => Fragment::End(FragmentEnd {
                event_type: self.engine.event_type(chunk),
                last_event_id: self.engine.last_event_id(),
            }),
            Handed::Comment => Fragment::Comment(self.engine.report_value()),
            Handed::UnknownField => Fragment::UnknownField {
                name: self.engine.report_name(),
                value: self.engine.report_value(),
            },
            _ => return self.engine.handed_error().map(Err),
        }))
    }

    /// The stream ended; see [`Decoder::end`](crate::Decoder::end).
    pub fn end(&mut self) {
        self.engine.close(Ended::EndOfStream);
    }

    stream_methods!();
}
