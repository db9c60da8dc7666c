//! The `Bytes` face: owned events that share the chunk's memory (feature `bytes`).

use core::{fmt, str::Utf8Error};

use bytes::{Buf as _, Bytes};

use crate::{
    config::Config,
    decoder::Decoder,
    error::{DecodeError, InvalidLastEventId},
    event::{DEFAULT_EVENT_TYPE, Event},
    progress::Step,
    text::{Lossy, utf8},
};

/// Decodes chunks given as [`Bytes`] into events that own their parts.
///
/// The parts of an event that lie whole within a chunk are slices of it: no copy, no allocation.
/// An event that spans chunks costs one allocation and a copy.
///
/// A slice keeps its whole chunk alive. To keep an event for long, keep
/// [`compact`](BytesEvent::compact) of it.
///
/// ```
/// use bytes::Bytes;
///
/// let mut decoder = headwater::BytesDecoder::new();
/// let mut chunk = Bytes::from_static(b"data: one\n\ndata: two\n\n");
/// let first = decoder.decode(&mut chunk)?.expect("an event");
/// let second = decoder.decode(&mut chunk)?.expect("an event");
/// assert_eq!((&first.data[..], &second.data[..]), (&b"one"[..], &b"two"[..]));
/// # Ok::<(), headwater::DecodeError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct BytesDecoder {
    decoder: Decoder,
    /// The last event ID as it was last handed out, to be handed out again while it holds.
    last_event_id: Bytes,
}

impl BytesDecoder {
    /// A decoder with the default limits.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A decoder with other limits. Reports pass by in silence on this face.
    #[must_use]
    pub fn with_config(config: Config) -> Self {
        Self { decoder: Decoder::with_config(config), last_event_id: Bytes::new() }
    }

    /// Reads up to the next event; `Ok(None)` once `input` is used up. `input` is moved past what
    /// was read.
    ///
    /// # Errors
    /// The peer sent something over a limit. It was dropped; call again and decoding goes on.
    pub fn decode(&mut self, input: &mut Bytes) -> Result<Option<BytesEvent>, DecodeError> {
        loop {
            let progress = self.decoder.advance(input);
            if progress.step == Step::NeedData {
                input.clear();
                return Ok(None);
            }
            let event = self.decoder.engine.hands_out_event().then(|| self.own(input));
            input.advance(progress.consumed);
            if event.is_some() {
                return Ok(event);
            }
            if let Some(error) = self.decoder.engine.handed_error() {
                return Err(error);
            }
        }
    }

    fn own(&mut self, chunk: &Bytes) -> BytesEvent {
        let event = self.decoder.engine.lend_event(chunk);
        let slice_or_copy = |in_chunk: Option<(usize, usize)>, part: &[u8]| match in_chunk {
            Some((start, end)) => chunk.slice(start..end),
            None => Bytes::copy_from_slice(part),
        };
        if self.last_event_id != event.last_event_id {
            self.last_event_id = Bytes::copy_from_slice(event.last_event_id);
        }
        let event_type = match self.decoder.engine.event_type_in_chunk() {
            None if event.event_type == DEFAULT_EVENT_TYPE => {
                Bytes::from_static(DEFAULT_EVENT_TYPE)
            }
            in_chunk => slice_or_copy(in_chunk, event.event_type),
        };
        BytesEvent {
            event_type,
            data: slice_or_copy(self.decoder.engine.data_in_chunk(), event.data),
            last_event_id: self.last_event_id.clone(),
        }
    }

    /// See [`Decoder::end`].
    pub fn end(&mut self) {
        self.decoder.end();
    }

    /// See [`Decoder::unfinished`].
    #[must_use]
    pub fn unfinished(&self) -> Option<BytesEvent> {
        self.decoder.unfinished().map(|event| BytesEvent::copy(&event))
    }

    /// See [`Decoder::last_event_id`].
    #[must_use]
    pub fn last_event_id(&self) -> &[u8] {
        self.decoder.last_event_id()
    }

    /// See [`Decoder::reconnection_time_ms`].
    #[must_use]
    pub const fn reconnection_time_ms(&self) -> Option<u64> {
        self.decoder.reconnection_time_ms()
    }

    /// See [`Decoder::set_last_event_id`].
    ///
    /// # Errors
    /// No stream can have given this id, or it is over the limit.
    pub fn set_last_event_id(&mut self, id: &[u8]) -> Result<(), InvalidLastEventId> {
        self.decoder.set_last_event_id(id)
    }

    /// See [`Decoder::reconnect`].
    pub fn reconnect(&mut self) {
        self.decoder.reconnect();
    }

    /// See [`Decoder::reset`].
    pub fn reset(&mut self) {
        self.decoder.reset();
    }

    /// See [`Decoder::release_spare_capacity`].
    pub fn release_spare_capacity(&mut self) {
        self.decoder.release_spare_capacity();
    }
}

/// An event that owns its parts, which may be slices of the chunk that brought them.
#[derive(Clone, PartialEq, Eq)]
pub struct BytesEvent {
    /// See [`Event::event_type`].
    pub event_type: Bytes,
    /// See [`Event::data`].
    pub data: Bytes,
    /// See [`Event::last_event_id`].
    pub last_event_id: Bytes,
}

impl BytesEvent {
    fn copy(event: &Event<'_>) -> Self {
        let all = Bytes::from([event.event_type, event.data, event.last_event_id].concat());
        let type_end = event.event_type.len();
        let data_end = type_end + event.data.len();
        Self {
            event_type: all.slice(..type_end),
            data: all.slice(type_end..data_end),
            last_event_id: all.slice(data_end..),
        }
    }

    /// The event, lent.
    #[must_use]
    pub fn as_event(&self) -> Event<'_> {
        Event { event_type: &self.event_type, data: &self.data, last_event_id: &self.last_event_id }
    }

    /// A copy that keeps no chunk alive: one allocation of the event's own size.
    #[must_use]
    pub fn compact(&self) -> Self {
        Self::copy(&self.as_event())
    }

    /// See [`Event::data_str`].
    ///
    /// # Errors
    /// It is not UTF-8.
    pub fn data_str(&self) -> Result<&str, Utf8Error> {
        utf8(&self.data)
    }

    /// See [`Event::data_lossy`].
    #[must_use]
    pub fn data_lossy(&self) -> Lossy<'_> {
        Lossy(&self.data)
    }
}

/// Shows the sizes of the parts, not their content.
impl fmt::Debug for BytesEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_event().fmt(f)
    }
}
