//! Decoders over storage whose regions are small, and small in different ways.

use headwater::{Config, DecodeError, Decoder, Fixed, FragmentDecoder, Item};

use crate::support::{
    faces::{Assembly, Ended, Face, Seen, Witness},
    reference::{Limits, Setup},
};

/// How many bytes each region has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Regions {
    pub(crate) data: u8,
    pub(crate) event_type: u8,
    pub(crate) ids: u8,
    pub(crate) report: u8,
}

type Storage<'m> = Fixed<&'m mut [u8], &'m mut [u8], &'m mut [u8], &'m mut [u8]>;
type Memory = [[u8; 255]; 4];

const UNUSED: Memory = [[0; 255]; 4];

impl Regions {
    fn storage<'m>(&self, memory: &'m mut Memory) -> Storage<'m> {
        let [data, event_type, ids, report] = memory;
        Fixed::new(
            &mut data[..self.data.into()],
            &mut event_type[..self.event_type.into()],
            &mut ids[..self.ids.into()],
            &mut report[..self.report.into()],
        )
    }

    fn limits(&self, setup: &Setup) -> Limits {
        Limits {
            data: setup.max_event.min(self.data.into()),
            event_type: setup.max_event.min(self.event_type.into()),
            // Three of them share the region.
            id: setup.max_id.min(usize::from(self.ids / 3)),
            report: setup.max_comment.min(self.report.into()),
        }
    }
}

/// `Decoder`, by `advance` and `item`.
pub(crate) struct SmallDecoder {
    config: Config,
    regions: Regions,
}

impl SmallDecoder {
    pub(crate) const fn new(setup: &Setup, regions: Regions) -> Self {
        Self { config: setup.config(), regions }
    }
}

impl Face for SmallDecoder {
    fn name(&self) -> &'static str {
        "small storage"
    }

    fn limits(&self, setup: &Setup) -> Limits {
        self.regions.limits(setup)
    }

    fn run(&mut self, known_id: &[u8], chunks: &[&[u8]], witness: &mut dyn Witness) {
        let mut memory = UNUSED;
        let storage = self.regions.storage(&mut memory);
        let mut decoder = Decoder::with_storage(self.config, storage);
        decoder.set_last_event_id(known_id).expect("it is within the limit");
        let mut place = Place::default();
        for chunk in chunks {
            place.enter(chunk);
            loop {
                let rest = place.rest();
                place.advance(decoder.advance(rest).consumed);
                let Some(item) = decoder.item(rest) else { break };
                witness.saw(place.at(), seen(item), decoder.reconnection_time_ms());
            }
            assert!(place.rest().is_empty(), "not all of the chunk was read");
        }
        decoder.end();
        witness.ended(Ended {
            last_event_id: decoder.last_event_id(),
            retry: decoder.reconnection_time_ms(),
            unfinished: Some(decoder.unfinished().map(|event| seen(Ok(Item::Event(event))))),
        });
    }
}

fn seen(item: Result<Item<'_>, DecodeError>) -> Seen<'_> {
    match item {
        Ok(Item::Event(event)) => Seen::Event {
            event_type: event.event_type(),
            data: event.data(),
            id: event.last_event_id(),
        },
        Ok(Item::Comment(text)) => Seen::Comment(text),
        Ok(Item::UnknownField { name, value }) => Seen::UnknownField { name, value },
        Ok(other) => panic!("an unknown item: {other:?}"),
        Err(error) => Seen::Error(error),
    }
}

/// `FragmentDecoder`, which needs no memory for data.
pub(crate) struct SmallFragments {
    config: Config,
    regions: Regions,
}

impl SmallFragments {
    pub(crate) const fn new(setup: &Setup, regions: Regions) -> Self {
        Self { config: setup.config(), regions: Regions { data: 0, ..regions } }
    }
}

impl Face for SmallFragments {
    fn name(&self) -> &'static str {
        "fragments over small storage"
    }

    fn limits(&self, setup: &Setup) -> Limits {
        Limits { data: usize::MAX, ..self.regions.limits(setup) }
    }

    fn run(&mut self, known_id: &[u8], chunks: &[&[u8]], witness: &mut dyn Witness) {
        let mut memory = UNUSED;
        let storage = self.regions.storage(&mut memory);
        let mut decoder = FragmentDecoder::with_storage(self.config, storage);
        decoder.set_last_event_id(known_id).expect("it is within the limit");
        let mut assembly = Assembly::default();
        let mut place = Place::default();
        for chunk in chunks {
            place.enter(chunk);
            loop {
                let rest = place.rest();
                place.advance(decoder.advance(rest).consumed);
                let Some(fragment) = decoder.fragment(rest) else { break };
                if let Some(seen) = assembly.take(fragment) {
                    witness.saw(place.at(), seen, decoder.reconnection_time_ms());
                }
            }
            assert!(place.rest().is_empty(), "not all of the chunk was read");
        }
        decoder.end();
        witness.ended(Ended {
            last_event_id: decoder.last_event_id(),
            retry: decoder.reconnection_time_ms(),
            unfinished: None,
        });
    }
}

/// Where in the stream a decoder stands.
#[derive(Default)]
struct Place<'i> {
    before: usize,
    chunk: &'i [u8],
    taken: usize,
}

impl<'i> Place<'i> {
    fn enter(&mut self, chunk: &'i [u8]) {
        *self = Self { before: self.before + self.chunk.len(), chunk, taken: 0 };
    }

    fn rest(&self) -> &'i [u8] {
        &self.chunk[self.taken..]
    }

    const fn advance(&mut self, consumed: usize) {
        self.taken += consumed;
    }

    /// An LF that was consumed with the CR before it does not count: the CR ended the line.
    fn at(&self) -> usize {
        let crlf = self.chunk[..self.taken].ends_with(b"\r\n");
        self.before + self.taken - usize::from(crlf)
    }
}
