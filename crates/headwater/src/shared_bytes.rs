//! The `Bytes` face: owned events that share the chunk's memory (feature `bytes`).

use core::{fmt, str::Utf8Error};

use bytes::{Buf as _, Bytes};

use crate::{
    config::Config,
    decoder::Decoder,
    engine::short_ways::BLANK_AFTER_LINE,
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
    last_event_id: Option<Bytes>,
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
        Self { decoder: Decoder::with_config(config), last_event_id: None }
    }

    /// Reads up to the next event; `Ok(None)` once `input` is used up. `input` is moved past what
    /// was read.
    ///
    /// # Errors
    /// The peer sent something over a limit. It was dropped; call again and decoding goes on.
    #[inline]
    pub fn decode(&mut self, input: &mut Bytes) -> Result<Option<BytesEvent>, DecodeError> {
        loop {
            let engine = &mut self.decoder.engine;
            let progress = match engine.whole_event_or(input) {
                Ok((start, end)) => {
                    let id = known_or_copied(&mut self.last_event_id, engine.last_event_id());
                    let event = BytesEvent::slice(input, start, 0, (start, end), id);
                    input.advance(end + BLANK_AFTER_LINE.len());
                    return Ok(Some(event));
                }
                Err(progress) => progress,
            };
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
    // Always: most calls with small chunks come to nothing, and that is told in a few instructions.
    #[inline(always)]
    pub fn decode_slice(&mut self, input: &mut &[u8]) -> Result<Option<BytesEvent>, DecodeError> {
        match self.decoder.decode(input) {
            Ok(None) => Ok(None),
            Ok(Some(event)) => Ok(Some(BytesEvent::copy(&event, &mut self.last_event_id))),
            Err(error) => Err(error),
        }
    }

    fn own(&mut self, chunk: &Bytes) -> BytesEvent {
        let engine = &self.decoder.engine;
        let (start, type_len, data) = match (engine.event_type_in_chunk(), engine.data_in_chunk()) {
            (None, Some(data)) if !engine.has_event_type() => (data.0, 0, data),
            (Some((start, end)), Some(data)) if end <= data.0 => (start, end - start, data),
            _ => return BytesEvent::copy(&engine.lend_event(chunk), &mut self.last_event_id),
        };
        let last_event_id = known_or_copied(&mut self.last_event_id, engine.last_event_id());
        BytesEvent::slice(chunk, start, type_len, data, last_event_id)
    }

    /// See [`Decoder::end`].
    pub fn end(&mut self) {
        self.decoder.end();
    }

    /// See [`Decoder::unfinished`].
    #[must_use]
    pub fn unfinished(&self) -> Option<BytesEvent> {
        self.decoder.unfinished().map(|event| BytesEvent::copy(&event, &mut None))
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
fn known_or_copied(known: &mut Option<Bytes>, id: &[u8]) -> Option<Bytes> {
    if id.is_empty() {
        return None;
    }
    if known.as_deref() != Some(id) {
        *known = Some(Bytes::copy_from_slice(id));
    }
    known.clone()
}

/// An event that owns its parts, which may be a slice of the chunk that brought them.
#[derive(Clone)]
pub struct BytesEvent {
    /// The type, perhaps something between, and the data up to the end.
    bytes: Bytes,
    type_len: usize,
    data_start: usize,
    last_event_id: Option<Bytes>,
}

impl BytesEvent {
    /// Of the chunk's bytes from `start` on: the type, and the data, which ends them.
    #[inline(always)]
    fn slice(
        chunk: &Bytes,
        start: usize,
        type_len: usize,
        data: (usize, usize),
        last_event_id: Option<Bytes>,
    ) -> Self {
        let bytes = chunk.slice(start..data.1);
        Self { bytes, type_len, data_start: data.0 - start, last_event_id }
    }

    /// A copy of the event; its id is shared with `known`, where it is that.
    #[inline(never)]
    fn copy(event: &Event<'_>, known: &mut Option<Bytes>) -> Self {
        let last_event_id = known_or_copied(known, event.last_event_id);
        let (type_len, bytes) = match event.event_type {
            DEFAULT_EVENT_TYPE => (0, Bytes::copy_from_slice(event.data)),
            event_type => (event_type.len(), Bytes::from([event_type, event.data].concat())),
        };
        Self { bytes, type_len, data_start: type_len, last_event_id }
    }

    /// See [`Event::event_type`].
    #[inline]
    #[must_use]
    pub fn event_type(&self) -> &[u8] {
        match self.bytes.get(..self.type_len).unwrap_or_default() {
            [] => DEFAULT_EVENT_TYPE,
            event_type => event_type,
        }
    }

    /// See [`Event::data`].
    #[inline]
    #[must_use]
    pub fn data(&self) -> &[u8] {
        self.bytes.get(self.data_start..).unwrap_or_default()
    }

    /// The data as [`Bytes`] of their own, without a copy.
    #[must_use]
    pub fn data_bytes(&self) -> Bytes {
        self.bytes.slice(self.data_start..)
    }

    /// See [`Event::last_event_id`].
    #[inline]
    #[must_use]
    pub fn last_event_id(&self) -> &[u8] {
        self.last_event_id.as_deref().unwrap_or_default()
    }

    /// The event, lent.
    #[must_use]
    pub fn as_event(&self) -> Event<'_> {
        Event {
            event_type: self.event_type(),
            data: self.data(),
            last_event_id: self.last_event_id(),
        }
    }

    /// A copy that keeps no chunk alive: an allocation of the event's own size, and one of its id's.
    #[must_use]
    pub fn compact(&self) -> Self {
        Self::copy(&self.as_event(), &mut None)
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
