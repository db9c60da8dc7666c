//! Ours. `bytes` lends the data as bytes, `text` as validated text, `owned` hands out slices of
//! the chunk that own their part of it. `owned` is given `Bytes` that share one memory, as a client
//! has them: dropping each costs it some nanoseconds, which only shows in chunks of a few bytes.

use core::{ops::ControlFlow, str::Utf8Error};

use headwater::{BytesDecoder, BytesEvent, Config, DecodeError, Decoder, Event, TextChunk};

use super::{Chunks, Contender, Drive, Shared, Slices};
use crate::visit::{Seen, Visit};

pub(super) const FACES: [Contender; 3] = [
    Contender::new::<BytesFace>("headwater bytes", VERSION, "Decoder, Event::data").ours().lends(),
    Contender::new::<TextFace>("headwater text", VERSION, "Decoder::decode_text").ours().lends(),
    Contender::new::<OwnedFace>("headwater owned", VERSION, "BytesDecoder").ours(),
];

const VERSION: &str = "here";

/// The peers' limits are out of the way too.
const CONFIG: Config = Config::new().max_event_bytes(64 << 20);

struct BytesFace;

impl Drive for BytesFace {
    type Input<'a> = Slices<'a>;

    #[inline]
    fn drive<V: Visit + ?Sized>(input: Slices<'_>, visit: &V) -> ControlFlow<()> {
        let mut decoder = Decoder::with_config(CONFIG);
        for mut chunk in input.0 {
            visit.chunk()?;
            loop {
                match decoder.decode(&mut chunk) {
                    Ok(Some(event)) => visit.event(Seen {
                        event_type: event.event_type(),
                        data: event.data(),
                        id: Some(event.last_event_id()),
                    })?,
                    Ok(None) => break,
                    Err(error) => visit.failed(&error)?,
                }
            }
        }
        ControlFlow::Continue(())
    }
}

/// Small chunks hold no whole event, so an event's text is validated by itself there.
struct TextFace;

impl Drive for TextFace {
    type Input<'a> = Slices<'a>;

    #[inline]
    fn drive<V: Visit + ?Sized>(input: Slices<'_>, visit: &V) -> ControlFlow<()> {
        let mut decoder = Decoder::with_config(CONFIG);
        if input.0.iter().all(|chunk| chunk.len() <= SMALL) {
            for mut chunk in input.0 {
                visit.chunk()?;
                loop {
                    match decoder.decode(&mut chunk) {
                        Ok(Some(event)) => visit_text(event, event.data_str(), visit)?,
                        Ok(None) => break,
                        Err(error) => visit.failed(&error)?,
                    }
                }
            }
            return ControlFlow::Continue(());
        }
        for chunk in input.0 {
            visit.chunk()?;
            let mut chunk = TextChunk::new(chunk);
            loop {
                match decoder.decode_text(&mut chunk) {
                    Ok(Some(text)) => visit_text(text.event(), text.data_str(), visit)?,
                    Ok(None) => break,
                    Err(error) => visit.failed(&error)?,
                }
            }
        }
        ControlFlow::Continue(())
    }
}

/// What is no UTF-8 is replaced, as the standard has it.
#[inline]
fn visit_text<V: Visit + ?Sized>(
    event: Event<'_>,
    text: Result<&str, Utf8Error>,
    visit: &V,
) -> ControlFlow<()> {
    let lossy;
    let data = match text {
        Ok(text) => text,
        Err(_) => {
            lossy = event.data_lossy().to_string();
            &lossy
        }
    };
    visit.event(Seen {
        event_type: event.event_type(),
        data: data.as_bytes(),
        id: Some(event.last_event_id()),
    })
}

/// Up to this size a chunk counts as small.
const SMALL: usize = 256;

/// Small chunks are given as slices, which is the cheaper face there: an event is copied anyway
/// where it spans chunks, and a `Bytes` of a few bytes costs more than they do.
enum SharedOrSlices<'a> {
    Shared(Shared),
    Slices(Slices<'a>),
}

impl<'a> From<Chunks<'a>> for SharedOrSlices<'a> {
    fn from(chunks: Chunks<'a>) -> Self {
        if chunks.0.chunks().all(|chunk| chunk.len() <= SMALL) {
            Self::Slices(chunks.into())
        } else {
            Self::Shared(chunks.into())
        }
    }
}

struct OwnedFace;

impl Drive for OwnedFace {
    type Input<'a> = SharedOrSlices<'a>;

    #[inline]
    fn drive<V: Visit + ?Sized>(input: SharedOrSlices<'_>, visit: &V) -> ControlFlow<()> {
        let mut decoder = BytesDecoder::with_config(CONFIG);
        match input {
            SharedOrSlices::Shared(shared) => {
                for mut chunk in shared.0 {
                    visit.chunk()?;
                    while visit_owned(decoder.decode(&mut chunk), visit)? {}
                }
            }
            SharedOrSlices::Slices(slices) => {
                for mut chunk in slices.0 {
                    visit.chunk()?;
                    while visit_owned(decoder.decode_slice(&mut chunk), visit)? {}
                }
            }
        }
        ControlFlow::Continue(())
    }
}

/// False: the chunk is used up.
#[inline]
fn visit_owned<V: Visit + ?Sized>(
    decoded: Result<Option<BytesEvent>, DecodeError>,
    visit: &V,
) -> ControlFlow<(), bool> {
    match decoded {
        Ok(Some(event)) => visit.event(Seen {
            event_type: event.event_type(),
            data: event.data(),
            id: Some(event.last_event_id()),
        })?,
        Ok(None) => return ControlFlow::Continue(false),
        Err(error) => visit.failed(&error)?,
    }
    ControlFlow::Continue(true)
}

/// How many bytes the decoder looked at beyond those it was given.
#[cfg(feature = "count")]
pub(crate) fn bytes_scanned_twice(cut: &crate::chunkings::Cut) -> u64 {
    let twice = |stream: &crate::chunkings::Chunked| {
        let mut decoder = Decoder::with_config(CONFIG);
        let mut given = 0;
        for mut chunk in stream.chunks() {
            given += chunk.len() as u64;
            while !chunk.is_empty() {
                let consumed = decoder.advance(chunk).consumed;
                chunk = &chunk[consumed..];
            }
        }
        decoder.bytes_scanned().saturating_sub(given)
    };
    cut.streams.iter().map(twice).sum()
}
