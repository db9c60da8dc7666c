//! Ours. `bytes` lends the data as bytes, `text` as validated text, `owned` hands out `Bytes` that
//! own it: slices of the chunk where an event lies whole in one.
//!
//! Two of them are driven by another call where no chunk is over 256 bytes, because the cheapest
//! one is another there, and a user who knows the chunks can choose it too: `text` by `decode` and
//! `data_str`, because hardly a chunk holds a whole event, whose text is then validated by itself;
//! `owned` by `decode_slice` over borrowed chunks, because a `Bytes` of a few bytes costs more than
//! copying them. Over larger chunks `owned` is given `Bytes` that share one memory, as a client has
//! them.

use core::{ops::ControlFlow, str::Utf8Error};

use headwater::{BytesDecoder, BytesEvent, Config, DecodeError, Decoder, Event, TextChunk};

use super::{Chunks, Contender, Drive, Shared, Slices};
use crate::visit::{Seen, Visit};

pub(super) const FACES: [Contender; 3] = [
    Contender::new::<BytesFace>("headwater bytes", VERSION, BYTES_FACE).ours().lends(),
    Contender::new::<TextFace>("headwater text", VERSION, TEXT_FACE).ours().lends(),
    Contender::new::<OwnedFace>("headwater owned", VERSION, OWNED_FACE).ours(),
];

const VERSION: &str = "here";
const BYTES_FACE: &str = "Decoder::decode, Event::data";
const TEXT_FACE: &str = "Decoder::decode_text; where no chunk is over 256 bytes, Decoder::decode \
     and Event::data_str";
const OWNED_FACE: &str = "BytesDecoder::decode; where no chunk is over 256 bytes, \
     BytesDecoder::decode_slice";

/// The peers' limits are out of the way too.
const CONFIG: Config = Config::new().max_event_bytes(64 << 20);

pub(super) struct BytesFace;

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

/// Small chunks as slices.
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
