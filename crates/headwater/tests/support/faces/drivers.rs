//! The faces, each driven over a list of chunks.

use headwater::{
    Action, CloseReason, Decoder, Fixed, FragmentDecoder, Instant, Progress, ResponseHead, Session,
    Step, Storage, TextChunk,
};

#[cfg(feature = "bytes")]
use super::shared_bytes::{OwnedCopies, SharedBytes};
use super::{Ended, Face, Seen, Shows, Witness, fragments::Fragments};
use crate::support::reference::{Limits, Setup};

/// Storage with room for whatever these tests hold at a time: what grows, or without `alloc` what
/// is large enough.
#[cfg(feature = "alloc")]
pub(super) type Roomy = headwater::Growing;
#[cfg(not(feature = "alloc"))]
pub(super) type Roomy = Fixed<[u8; 4096], [u8; 4096], [u8; 3 * 4096], [u8; 4096]>;

pub(crate) fn roomy() -> Roomy {
    #[cfg(feature = "alloc")]
    return headwater::Growing::new();
    #[cfg(not(feature = "alloc"))]
    Fixed::new([0; 4096], [0; 4096], [0; 3 * 4096], [0; 4096])
}

/// All of them, set up alike. They can be run any number of times.
pub(crate) fn all(setup: &Setup) -> Vec<Box<dyn Face>> {
    let mut faces = roomy_ones(setup);
    faces.push(Box::new(FixedArrays::new(setup)));
    faces.push(Box::new(FixedSlices(setup.clone())));
    faces
}

/// Those over [`Roomy`] storage.
pub(crate) fn roomy_ones(setup: &Setup) -> Vec<Box<dyn Face>> {
    let config = setup.config();
    vec![
        Box::new(Lending(Decoder::with_storage(config, roomy()))),
        Box::new(Text(Decoder::with_storage(config, roomy()))),
        Box::new(AdvanceEvent(Decoder::with_storage(config, roomy()))),
        Box::new(AdvanceItem::new(setup)),
        Box::new(Fragments(FragmentDecoder::with_storage(config, roomy()))),
        Box::new(ThroughSession(Decoder::with_storage(config, roomy()))),
        #[cfg(feature = "bytes")]
        Box::new(SharedBytes(headwater::BytesDecoder::with_config(config))),
        #[cfg(feature = "bytes")]
        Box::new(OwnedCopies(headwater::BytesDecoder::with_config(config))),
    ]
}

/// How many [`all`] are.
pub(crate) const COUNT: usize = if cfg!(feature = "bytes") { 10 } else { 8 };

/// The two-phase drivers' place in the stream.
pub(super) struct Walk<'i> {
    /// Bytes of the chunks before this one.
    pub(super) before: usize,
    pub(super) chunk: &'i [u8],
    pub(super) taken: usize,
    pub(super) idle_steps: u8,
}

impl<'i> Walk<'i> {
    pub(super) const fn new(before: usize, chunk: &'i [u8]) -> Self {
        Self { before, chunk, taken: 0, idle_steps: 0 }
    }

    pub(super) fn rest(&self) -> &'i [u8] {
        &self.chunk[self.taken..]
    }

    /// Takes in one step. True: there is something to ask for.
    pub(super) fn step(&mut self, progress: &Progress) -> bool {
        let left = self.chunk.len() - self.taken;
        assert!(progress.consumed <= left, "{} of {left} consumed", progress.consumed);
        self.taken += progress.consumed;
        match progress.step {
            Step::Item => {
                assert!(!self.chunk.is_empty(), "an empty chunk brought something");
                self.idle_steps = if progress.consumed == 0 { self.idle_steps + 1 } else { 0 };
                assert!(self.idle_steps < 4, "no progress");
                true
            }
            Step::NeedData => {
                assert_eq!(progress.consumed, left, "more asked for before all was consumed");
                false
            }
        }
    }

    pub(super) fn at(&self) -> usize {
        self.before + settled(self.chunk, self.taken)
    }
}

/// Where a CR ended the line, the LF after it may be consumed with it or later. It is not counted
/// if it was there to be consumed with it; if it came in a later chunk, waiting for it shows.
fn settled(chunk: &[u8], taken: usize) -> usize {
    if chunk[..taken].ends_with(b"\r\n") { taken - 1 } else { taken }
}

/// Gives each chunk to `step` with the number of bytes before it.
pub(super) fn for_each_chunk(chunks: &[&[u8]], mut step: impl FnMut(Walk<'_>)) {
    let mut before = 0;
    for chunk in chunks {
        step(Walk::new(before, chunk));
        before += chunk.len();
    }
}

fn begin<S: Storage>(decoder: &mut Decoder<S>, known_id: &[u8]) {
    decoder.reset();
    decoder.set_last_event_id(known_id).expect("a test's known ID is a valid one");
}

fn finish<S: Storage>(decoder: &mut Decoder<S>, witness: &mut dyn Witness) {
    decoder.end();
    let unfinished = decoder.unfinished().map(Seen::of_event);
    assert_eq!(unfinished, decoder.unfinished().map(Seen::of_event), "asked twice");
    witness.ended(Ended {
        last_event_id: decoder.last_event_id(),
        retry: decoder.reconnection_time_ms(),
        unfinished: Some(unfinished),
    });
}

/// `decode`: events and errors, lent.
struct Lending(Decoder<Roomy>);

impl Face for Lending {
    fn name(&self) -> &'static str {
        "decode"
    }

    fn shows(&self) -> Shows {
        Shows::EventsAndErrors
    }

    fn run(&mut self, known_id: &[u8], chunks: &[&[u8]], witness: &mut dyn Witness) {
        let decoder = &mut self.0;
        begin(decoder, known_id);
        for_each_chunk(chunks, |mut walk| {
            loop {
                let mut input = walk.rest();
                let seen = match decoder.decode(&mut input) {
                    Ok(None) => {
                        assert!(input.is_empty(), "not all of the chunk was read");
                        return;
                    }
                    Ok(Some(event)) => Seen::of_event(event),
                    Err(error) => Seen::Error(error),
                };
                assert!(input.len() < walk.rest().len(), "no progress");
                walk.taken = walk.chunk.len() - input.len();
                // The event borrows the decoder, so the reconnection time cannot be asked for
                // while it is held.
                let what = seen.to_what();
                let retry = decoder.reconnection_time_ms();
                witness.saw(walk.at(), Seen::of(&what), retry);
            }
        });
        finish(decoder, witness);
    }
}

/// `decode_text`: events whose data is text, if it is.
struct Text(Decoder<Roomy>);

impl Face for Text {
    fn name(&self) -> &'static str {
        "decode_text"
    }

    fn shows(&self) -> Shows {
        Shows::EventsAndErrors
    }

    fn run(&mut self, known_id: &[u8], chunks: &[&[u8]], witness: &mut dyn Witness) {
        let decoder = &mut self.0;
        begin(decoder, known_id);
        for_each_chunk(chunks, |mut walk| {
            let mut input = TextChunk::new(walk.chunk);
            loop {
                let seen = match decoder.decode_text(&mut input) {
                    Ok(None) => {
                        assert!(input.rest().is_empty(), "not all of the chunk was read");
                        return;
                    }
                    Ok(Some(event)) => {
                        let data = event.event().data();
                        assert_eq!(event.data_str(), core::str::from_utf8(data));
                        Seen::of_event(event.event())
                    }
                    Err(error) => Seen::Error(error),
                };
                assert!(input.rest().len() < walk.rest().len(), "no progress");
                walk.taken = walk.chunk.len() - input.rest().len();
                let what = seen.to_what();
                let retry = decoder.reconnection_time_ms();
                witness.saw(walk.at(), Seen::of(&what), retry);
            }
        });
        finish(decoder, witness);
    }
}

/// `advance` and `event`: what is no event passes by.
struct AdvanceEvent(Decoder<Roomy>);

impl Face for AdvanceEvent {
    fn name(&self) -> &'static str {
        "advance + event"
    }

    fn shows(&self) -> Shows {
        Shows::Events
    }

    fn run(&mut self, known_id: &[u8], chunks: &[&[u8]], witness: &mut dyn Witness) {
        let decoder = &mut self.0;
        begin(decoder, known_id);
        for_each_chunk(chunks, |mut walk| {
            loop {
                let rest = walk.rest();
                let more = walk.step(&decoder.advance(rest));
                let seen = decoder.event(rest).map(Seen::of_event);
                assert_eq!(seen, decoder.event(rest).map(Seen::of_event), "asked twice");
                if !more {
                    assert_eq!(seen, None, "an event where more data was asked for");
                    return;
                }
                if let Some(event) = seen {
                    witness.saw(walk.at(), event, decoder.reconnection_time_ms());
                }
            }
        });
        finish(decoder, witness);
    }
}

/// `advance` and `item`, for any storage.
fn run_items<S: Storage>(
    decoder: &mut Decoder<S>,
    known_id: &[u8],
    chunks: &[&[u8]],
    witness: &mut dyn Witness,
) {
    begin(decoder, known_id);
    for_each_chunk(chunks, |mut walk| {
        loop {
            let rest = walk.rest();
            let more = walk.step(&decoder.advance(rest));
            let seen = decoder.item(rest).map(Seen::of_item);
            assert_eq!(seen, decoder.item(rest).map(Seen::of_item), "asked twice");
            if !more {
                assert_eq!(seen, None, "an item where more data was asked for");
                return;
            }
            let seen = seen.expect("an item was announced");
            let event = decoder.event(rest).map(Seen::of_event);
            assert_eq!(event, Some(seen).filter(|seen| matches!(seen, Seen::Event { .. })));
            witness.saw(walk.at(), seen, decoder.reconnection_time_ms());
        }
    });
    finish(decoder, witness);
}

/// `advance` and `item`, storage growing.
pub(crate) struct AdvanceItem(Decoder<Roomy>);

impl AdvanceItem {
    pub(crate) fn new(setup: &Setup) -> Self {
        Self(Decoder::with_storage(setup.config(), roomy()))
    }
}

impl Face for AdvanceItem {
    fn name(&self) -> &'static str {
        "advance + item"
    }

    fn run(&mut self, known_id: &[u8], chunks: &[&[u8]], witness: &mut dyn Witness) {
        run_items(&mut self.0, known_id, chunks, witness);
    }
}

/// Regions of these sizes hold every ordinary test input.
const REGION: usize = 1024;

type Region = [u8; REGION];

/// Storage in arrays.
struct FixedArrays(Decoder<Fixed<Region, Region, [u8; 3 * REGION], Region>>);

impl FixedArrays {
    fn new(setup: &Setup) -> Self {
        let storage = Fixed::new([0; REGION], [0; REGION], [0; 3 * REGION], [0; REGION]);
        Self(Decoder::with_storage(setup.config(), storage))
    }
}

impl Face for FixedArrays {
    fn name(&self) -> &'static str {
        "fixed arrays"
    }

    fn limits(&self, setup: &Setup) -> Limits {
        fixed_limits(setup, REGION)
    }

    fn run(&mut self, known_id: &[u8], chunks: &[&[u8]], witness: &mut dyn Witness) {
        run_items(&mut self.0, known_id, chunks, witness);
    }
}

/// A region bounds what is put into it.
fn fixed_limits(setup: &Setup, region: usize) -> Limits {
    Limits {
        data: setup.max_event.min(region),
        event_type: setup.max_event.min(region),
        id: setup.max_id.min(region),
        report: setup.max_comment.min(region),
    }
}

/// Storage in slices that are just as long as the limits ask for.
struct FixedSlices(Setup);

impl Face for FixedSlices {
    fn name(&self) -> &'static str {
        "fixed slices"
    }

    fn limits(&self, setup: &Setup) -> Limits {
        fixed_limits(setup, REGION)
    }

    fn run(&mut self, known_id: &[u8], chunks: &[&[u8]], witness: &mut dyn Witness) {
        let limits = fixed_limits(&self.0, REGION);
        let mut data = vec![0; limits.data];
        let mut event_type = vec![0; limits.event_type];
        let mut ids = vec![0; 3 * limits.id];
        let mut report = vec![0; limits.report];
        let storage = Fixed::new(&mut *data, &mut *event_type, &mut *ids, &mut *report);
        let mut decoder = Decoder::with_storage(self.0.config(), storage);
        run_items(&mut decoder, known_id, chunks, witness);
    }
}

/// The decoder as a [`Session`], driven by the driver's rule.
struct ThroughSession(Decoder<Roomy>);

impl Face for ThroughSession {
    fn name(&self) -> &'static str {
        "session"
    }

    fn run(&mut self, known_id: &[u8], chunks: &[&[u8]], witness: &mut dyn Witness) {
        begin(&mut self.0, known_id);
        let now = Instant::from_millis(7);
        let head = ResponseHead::new(200).content_type(Some(b"text/event-stream"));
        Session::handle_response(&mut self.0, head, now);
        for_each_chunk(chunks, |mut walk| {
            assert!(matches!(Session::action(&self.0), Action::Read));
            assert!(Session::poll_timeout(&self.0).is_none());
            loop {
                let rest = walk.rest();
                if !walk.step(&Session::advance(&mut self.0, rest, now)) {
                    assert!(Session::item(&self.0, rest).is_none());
                    return;
                }
                let item = Session::item(&self.0, rest).expect("an item was announced");
                witness.saw(walk.at(), Seen::of_item(item), self.0.reconnection_time_ms());
            }
        });
        Session::handle_end(&mut self.0, now);
        assert!(matches!(Session::action(&self.0), Action::Closed(CloseReason::EndOfStream)));
        finish(&mut self.0, witness);
    }
}
