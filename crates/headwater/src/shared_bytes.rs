//! The `Bytes` face: owned events that share the chunk's memory (feature `bytes`).

use core::{fmt, ops::Range, str::Utf8Error};

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
/// assert_eq!((first.data(), second.data()), (&b"one"[..], &b"two"[..]));
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
    #[inline]
    pub fn decode(&mut self, input: &mut Bytes) -> Result<Option<BytesEvent>, DecodeError> {
        loop {
            let progress = self.decoder.engine.advance::<false>(input);
            if progress.step == Step::NeedData {
                input.advance(progress.consumed);
                return Ok(None);
            }
            if self.decoder.engine.hands_out_event() {
                let event = self.own(input);
                input.advance(progress.consumed);
                return Ok(Some(event));
            }
            input.advance(progress.consumed);
            if let Some(error) = self.decoder.engine.handed_error() {
                return Err(error);
            }
        }
    }

    /// The same for chunks that are no [`Bytes`]: the event is copied, and costs one allocation.
    ///
    /// # Errors
    /// The peer sent something over a limit. It was dropped; call again and decoding goes on.
    #[inline]
    pub fn decode_slice(&mut self, input: &mut &[u8]) -> Result<Option<BytesEvent>, DecodeError> {
        let Some(event) = self.decoder.decode(input)? else { return Ok(None) };
        let id = known_or_copied(&mut self.last_event_id, event.last_event_id);
        Ok(Some(BytesEvent::copy(&event, id)))
    }

    fn own(&mut self, chunk: &Bytes) -> BytesEvent {
        let engine = &self.decoder.engine;
        let id = known_or_copied(&mut self.last_event_id, engine.last_event_id());
        match (engine.event_type_in_chunk(), engine.data_in_chunk()) {
            (None, Some((start, end))) if !engine.has_event_type() => BytesEvent {
                bytes: chunk.slice(start..end),
                event_type: 0..0,
                data: 0..end - start,
                last_event_id: id,
            },
            (Some(event_type), Some(data)) => {
                let (start, end) = (event_type.0.min(data.0), event_type.1.max(data.1));
                BytesEvent {
                    bytes: chunk.slice(start..end),
                    event_type: event_type.0 - start..event_type.1 - start,
                    data: data.0 - start..data.1 - start,
                    last_event_id: id,
                }
            }
            _ => BytesEvent::copy(&engine.lend_event(chunk), id),
        }
    }

    /// See [`Decoder::end`].
    pub fn end(&mut self) {
        self.decoder.end();
    }

    /// See [`Decoder::unfinished`].
    #[must_use]
    pub fn unfinished(&self) -> Option<BytesEvent> {
        self.decoder.unfinished().map(|event| {
            let id = Bytes::copy_from_slice(event.last_event_id);
            BytesEvent::copy(&event, id)
        })
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

/// `known` again, where that is the `id`; else a copy of it, which is known from then on.
#[inline]
fn known_or_copied(known: &mut Bytes, id: &[u8]) -> Bytes {
    if id.is_empty() {
        return Bytes::new();
    }
    if known != id {
        *known = Bytes::copy_from_slice(id);
    }
    known.clone()
}

/// An event that owns its parts, which may be a slice of the chunk that brought them.
#[derive(Clone)]
pub struct BytesEvent {
    /// Type and data, and what stands between them.
    bytes: Bytes,
    event_type: Range<usize>,
    data: Range<usize>,
    last_event_id: Bytes,
}

impl BytesEvent {
    fn copy(event: &Event<'_>, last_event_id: Bytes) -> Self {
        let (type_len, bytes) = match event.event_type {
            DEFAULT_EVENT_TYPE => (0, Bytes::copy_from_slice(event.data)),
            event_type => (event_type.len(), Bytes::from([event_type, event.data].concat())),
        };
        Self { event_type: 0..type_len, data: type_len..bytes.len(), bytes, last_event_id }
    }

    /// See [`Event::event_type`].
    #[inline]
    #[must_use]
    pub fn event_type(&self) -> &[u8] {
        match self.bytes.get(self.event_type.clone()).unwrap_or_default() {
            [] => DEFAULT_EVENT_TYPE,
            event_type => event_type,
        }
    }

    /// See [`Event::data`].
    #[inline]
    #[must_use]
    pub fn data(&self) -> &[u8] {
        self.bytes.get(self.data.clone()).unwrap_or_default()
    }

    /// The data as [`Bytes`] of their own, without a copy.
    #[must_use]
    pub fn data_bytes(&self) -> Bytes {
        self.bytes.slice(self.data.clone())
    }

    /// See [`Event::last_event_id`].
    #[inline]
    #[must_use]
    pub fn last_event_id(&self) -> &[u8] {
        &self.last_event_id
    }

    /// The event, lent.
    #[must_use]
    pub fn as_event(&self) -> Event<'_> {
        Event {
            event_type: self.event_type(),
            data: self.data(),
            last_event_id: &self.last_event_id,
        }
    }

    /// A copy that keeps no chunk alive: an allocation of the event's own size, and one of its id's.
    #[must_use]
    pub fn compact(&self) -> Self {
        Self::copy(&self.as_event(), Bytes::copy_from_slice(&self.last_event_id))
    }

    /// See [`Event::data_str`].
    ///
    /// # Errors
    /// It is not UTF-8.
    pub fn data_str(&self) -> Result<&str, Utf8Error> {
        utf8(self.data())
    }

    /// See [`Event::data_lossy`].
    #[must_use]
    pub fn data_lossy(&self) -> Lossy<'_> {
        Lossy(self.data())
    }
}

/// Equal parts, wherever they lie.
impl PartialEq for BytesEvent {
    fn eq(&self, other: &Self) -> bool {
        self.as_event() == other.as_event()
    }
}

impl Eq for BytesEvent {}

/// Shows the sizes of the parts, not their content.
impl fmt::Debug for BytesEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_event().fmt(f)
    }
}
