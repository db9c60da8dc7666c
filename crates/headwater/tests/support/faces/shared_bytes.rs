//! The `Bytes` face.

use super::{Ended, Face, Seen, Shows, Witness, drivers::for_each_chunk};
use bytes::Bytes;
use headwater::{BytesDecoder, BytesEvent};

/// `BytesDecoder`: events that share the chunk's memory.
pub(super) struct SharedBytes(pub(super) BytesDecoder);

impl Face for SharedBytes {
    fn name(&self) -> &'static str {
        "bytes"
    }

    fn shows(&self) -> Shows {
        Shows::EventsAndErrors
    }

    fn run(&mut self, known_id: &[u8], chunks: &[&[u8]], witness: &mut dyn Witness) {
        let decoder = &mut self.0;
        decoder.reset();
        decoder.set_last_event_id(known_id).expect("a test's known ID is a valid one");
        for_each_chunk(chunks, |mut walk| {
            let mut input = Bytes::copy_from_slice(walk.chunk);
            loop {
                let before = input.len();
                let result = decoder.decode(&mut input);
                walk.taken = walk.chunk.len() - input.len();
                assert_eq!(input, walk.rest(), "moved past what was read");
                let retry = decoder.reconnection_time_ms();
                match &result {
                    Ok(None) => {
                        assert!(input.is_empty(), "not all of the chunk was read");
                        return;
                    }
                    Ok(Some(event)) => witness.saw(walk.at(), seen(event), retry),
                    Err(error) => witness.saw(walk.at(), Seen::Error(*error), retry),
                }
                assert!(input.len() < before, "no progress");
            }
        });
        decoder.end();
        let unfinished = decoder.unfinished();
        witness.ended(Ended {
            last_event_id: decoder.last_event_id(),
            retry: decoder.reconnection_time_ms(),
            unfinished: Some(unfinished.as_ref().map(seen)),
        });
    }
}

/// `BytesDecoder` given slices: events that own a copy.
pub(super) struct OwnedCopies(pub(super) BytesDecoder);

impl Face for OwnedCopies {
    fn name(&self) -> &'static str {
        "bytes, decode_slice"
    }

    fn shows(&self) -> Shows {
        Shows::EventsAndErrors
    }

    fn run(&mut self, known_id: &[u8], chunks: &[&[u8]], witness: &mut dyn Witness) {
        let decoder = &mut self.0;
        decoder.reset();
        decoder.set_last_event_id(known_id).expect("a test's known ID is a valid one");
        for_each_chunk(chunks, |mut walk| {
            loop {
                let mut input = walk.rest();
                let result = decoder.decode_slice(&mut input);
                let retry = decoder.reconnection_time_ms();
                assert!(
                    input.len() < walk.rest().len() || matches!(result, Ok(None)),
                    "no progress"
                );
                walk.taken = walk.chunk.len() - input.len();
                match &result {
                    Ok(None) => {
                        assert!(input.is_empty(), "not all of the chunk was read");
                        return;
                    }
                    Ok(Some(event)) => witness.saw(walk.at(), seen(event), retry),
                    Err(error) => witness.saw(walk.at(), Seen::Error(*error), retry),
                }
            }
        });
        decoder.end();
        let unfinished = decoder.unfinished();
        witness.ended(Ended {
            last_event_id: decoder.last_event_id(),
            retry: decoder.reconnection_time_ms(),
            unfinished: Some(unfinished.as_ref().map(seen)),
        });
    }
}

fn seen(event: &BytesEvent) -> Seen<'_> {
    Seen::Event { event_type: event.event_type(), data: event.data(), id: event.last_event_id() }
}
