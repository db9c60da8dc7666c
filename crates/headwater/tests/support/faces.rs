//! Every face of the decoder, driven over a list of chunks and held against the reference.
//!
//! The drivers check on the way what holds for any input: not more is consumed than given; all of
//! it where more is asked for; there is progress; a question asked twice has one answer; an empty
//! chunk is nothing.

use crate::support::reference::{self, Block, Happening, Limits, Outcome, Setup, What};
use core::fmt;
use headwater::{
    Action, CloseReason, DecodeError, Decoder, Event, Fixed, Fragment, FragmentDecoder, Instant,
    Item, Progress, ResponseHead, Session, Step, Storage,
};

/// What a face hands out, still borrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seen<'a> {
    Event { event_type: &'a [u8], data: &'a [u8], id: &'a [u8] },
    Comment(&'a [u8]),
    UnknownField { name: &'a [u8], value: &'a [u8] },
    Error(DecodeError),
}

/// What can be asked after the end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ended<'a> {
    pub(crate) last_event_id: &'a [u8],
    pub(crate) retry: Option<u64>,
    /// The outer `None`: this face does not tell.
    pub(crate) unfinished: Option<Option<Seen<'a>>>,
}

/// Who is told what a face hands out, and after how many bytes.
pub(crate) trait Witness {
    fn saw(&mut self, at: usize, seen: Seen<'_>, retry: Option<u64>);
    fn ended(&mut self, ended: Ended<'_>);
}

/// Which happenings a face can show at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shows {
    Everything,
    EventsAndErrors,
    Events,
}

impl Shows {
    const fn shows(self, what: &What) -> bool {
        match self {
            Self::Everything => true,
            Self::EventsAndErrors => matches!(what, What::Event(_) | What::Error(_)),
            Self::Events => matches!(what, What::Event(_)),
        }
    }
}

pub(crate) trait Face {
    fn name(&self) -> &'static str;
    fn shows(&self) -> Shows {
        Shows::Everything
    }
    /// The limits that come out of the setup for this face.
    fn limits(&self, setup: &Setup) -> Limits {
        Limits::of(setup)
    }
    /// Decodes one stream from its beginning to its end.
    fn run(&mut self, known_id: &[u8], chunks: &[&[u8]], witness: &mut dyn Witness);
}

/// Storage with room for whatever these tests hold at a time: what grows, or without `alloc` what
/// is large enough.
#[cfg(feature = "alloc")]
pub(crate) type Roomy = headwater::Growing;
#[cfg(not(feature = "alloc"))]
pub(crate) type Roomy = Fixed<[u8; 4096], [u8; 4096], [u8; 3 * 4096], [u8; 4096]>;

pub(crate) fn roomy() -> Roomy {
    #[cfg(feature = "alloc")]
    return headwater::Growing::new();
    #[cfg(not(feature = "alloc"))]
    Fixed::new([0; 4096], [0; 4096], [0; 3 * 4096], [0; 4096])
}

/// All of them, set up alike. They can be run any number of times.
pub(crate) fn all(setup: &Setup) -> Vec<Box<dyn Face>> {
    let config = setup.config();
    vec![
        Box::new(Lending(Decoder::with_storage(config, roomy()))),
        Box::new(AdvanceEvent(Decoder::with_storage(config, roomy()))),
        Box::new(AdvanceItem::new(setup)),
        Box::new(FixedArrays::new(setup)),
        Box::new(FixedSlices(setup.clone())),
        Box::new(Fragments(FragmentDecoder::with_storage(config, roomy()))),
        Box::new(ThroughSession(Decoder::with_storage(config, roomy()))),
        #[cfg(feature = "bytes")]
        Box::new(shared_bytes::SharedBytes(headwater::BytesDecoder::with_config(config))),
    ]
}

/// How many [`all`] are.
pub(crate) const COUNT: usize = if cfg!(feature = "bytes") { 8 } else { 7 };

// ---------------------------------------------------------------------------------------------
// Holding a face against the reference.

/// Runs every face over the same chunks. All must agree with the reference.
pub(crate) fn check_all(
    setup: &Setup,
    faces: &mut [Box<dyn Face>],
    input: &[u8],
    chunks: &[&[u8]],
) {
    for face in faces {
        let expected = reference::decode(input, setup, face.limits(setup));
        check(&mut **face, setup, input, chunks, &expected);
    }
}

/// Runs one face over the chunks and compares as it goes, without building anything.
pub(crate) fn check(
    face: &mut dyn Face,
    setup: &Setup,
    input: &[u8],
    chunks: &[&[u8]],
    expected: &Outcome,
) {
    let (name, shows) = (face.name(), face.shows());
    let _scene = Scene { name, setup, input, chunks, expected };
    let mut comparison = Comparison { expected: &expected.happenings, outcome: expected, shows };
    face.run(&setup.known_id, chunks, &mut comparison);
}

struct Comparison<'e> {
    /// What is still to come.
    expected: &'e [Happening],
    outcome: &'e Outcome,
    shows: Shows,
}

impl<'e> Comparison<'e> {
    fn next(&mut self) -> Option<&'e Happening> {
        while let Some((first, rest)) = self.expected.split_first() {
            self.expected = rest;
            if self.shows.shows(&first.what) {
                return Some(first);
            }
        }
        None
    }
}

impl Witness for Comparison<'_> {
    fn saw(&mut self, at: usize, seen: Seen<'_>, retry: Option<u64>) {
        let Some(expected) = self.next() else { panic!("not expected: at {at}: {seen:?}") };
        assert_eq!((at, seen), (expected.at, Seen::of(&expected.what)));
        assert_eq!(retry, expected.retry, "reconnection time at {at}");
    }

    fn ended(&mut self, ended: Ended<'_>) {
        let missing = self.next();
        assert!(missing.is_none(), "did not come: {missing:?}");
        assert_eq!(ended.last_event_id, self.outcome.last_event_id, "last event ID at the end");
        assert_eq!(ended.retry, self.outcome.retry, "reconnection time at the end");
        if let Some(unfinished) = ended.unfinished {
            let expected = self.outcome.unfinished.as_ref().map(Seen::of_block);
            assert_eq!(unfinished, expected, "unfinished block");
        }
    }
}

impl<'a> Seen<'a> {
    pub(crate) fn of(what: &'a What) -> Self {
        match what {
            What::Event(block) => Self::of_block(block),
            What::Comment(text) => Self::Comment(text),
            What::UnknownField { name, value } => Self::UnknownField { name, value },
            What::Error(error) => Self::Error(*error),
        }
    }

    fn of_block(block: &'a Block) -> Self {
        Self::Event { event_type: &block.event_type, data: &block.data, id: &block.id }
    }

    fn of_event(event: Event<'a>) -> Self {
        Self::Event {
            event_type: event.event_type(),
            data: event.data(),
            id: event.last_event_id(),
        }
    }

    fn of_item(item: Result<Item<'a>, DecodeError>) -> Self {
        match item {
            Ok(Item::Event(event)) => Self::of_event(event),
            Ok(Item::Comment(text)) => Self::Comment(text),
            Ok(Item::UnknownField { name, value }) => Self::UnknownField { name, value },
            Ok(other) => panic!("an unknown item: {other:?}"),
            Err(error) => Self::Error(error),
        }
    }

    pub(crate) fn to_what(self) -> What {
        match self {
            Self::Event { event_type, data, id } => What::Event(Block {
                event_type: event_type.to_vec(),
                data: data.to_vec(),
                id: id.to_vec(),
            }),
            Self::Comment(text) => What::Comment(text.to_vec()),
            Self::UnknownField { name, value } => {
                What::UnknownField { name: name.to_vec(), value: value.to_vec() }
            }
            Self::Error(error) => What::Error(error),
        }
    }
}

/// Says what was being done when an assertion failed.
struct Scene<'a> {
    name: &'static str,
    setup: &'a Setup,
    input: &'a [u8],
    chunks: &'a [&'a [u8]],
    expected: &'a Outcome,
}

impl Drop for Scene<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{self}");
        }
    }
}

impl fmt::Display for Scene<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let chunks: Vec<_> = self.chunks.iter().map(|c| c.escape_ascii().to_string()).collect();
        writeln!(f, "  face: {}", self.name)?;
        writeln!(f, "  setup: {:?}", self.setup)?;
        writeln!(f, "  input: {}", self.input.escape_ascii())?;
        writeln!(f, "  chunks: {chunks:?}")?;
        write!(f, "  expected: {:?}", self.expected)
    }
}

/// Keeps what it is told.
#[derive(Debug, Default)]
pub(crate) struct Record {
    pub(crate) happenings: Vec<(usize, What)>,
}

impl Witness for Record {
    fn saw(&mut self, at: usize, seen: Seen<'_>, _: Option<u64>) {
        self.happenings.push((at, seen.to_what()));
    }

    fn ended(&mut self, _: Ended<'_>) {}
}

// ---------------------------------------------------------------------------------------------
// The faces.

/// The two-phase drivers' place in the stream.
struct Walk<'i> {
    /// Bytes of the chunks before this one.
    before: usize,
    chunk: &'i [u8],
    taken: usize,
    idle_steps: u8,
}

impl<'i> Walk<'i> {
    const fn new(before: usize, chunk: &'i [u8]) -> Self {
        Self { before, chunk, taken: 0, idle_steps: 0 }
    }

    fn rest(&self) -> &'i [u8] {
        &self.chunk[self.taken..]
    }

    /// Takes in one step. True: there is something to ask for.
    fn step(&mut self, progress: &Progress) -> bool {
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

    fn at(&self) -> usize {
        self.before + settled(self.chunk, self.taken)
    }
}

/// Where a CR ended the line, the LF after it may be consumed with it or later. It is not counted
/// if it was there to be consumed with it; if it came in a later chunk, waiting for it shows.
fn settled(chunk: &[u8], taken: usize) -> usize {
    if chunk[..taken].ends_with(b"\r\n") { taken - 1 } else { taken }
}

/// Gives each chunk to `step` with the number of bytes before it.
fn for_each_chunk(chunks: &[&[u8]], mut step: impl FnMut(Walk<'_>)) {
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

/// `FragmentDecoder`: the pieces are put together here. Data has no limit in this face.
struct Fragments(FragmentDecoder<Roomy>);

impl Face for Fragments {
    fn name(&self) -> &'static str {
        "fragments"
    }

    fn limits(&self, setup: &Setup) -> Limits {
        Limits { data: usize::MAX, ..Limits::of(setup) }
    }

    fn run(&mut self, known_id: &[u8], chunks: &[&[u8]], witness: &mut dyn Witness) {
        let decoder = &mut self.0;
        decoder.reset();
        decoder.set_last_event_id(known_id).expect("a test's known ID is a valid one");
        let mut assembly = Assembly::default();
        for_each_chunk(chunks, |mut walk| {
            loop {
                let rest = walk.rest();
                let more = walk.step(&decoder.advance(rest));
                let fragment = decoder.fragment(rest);
                assert_eq!(gist(&fragment), gist(&decoder.fragment(rest)), "asked twice");
                if !more {
                    assert!(fragment.is_none(), "a fragment where more data was asked for");
                    return;
                }
                let fragment = fragment.expect("a fragment was announced");
                if let Some(seen) = assembly.take(fragment) {
                    witness.saw(walk.at(), seen, decoder.reconnection_time_ms());
                }
            }
        });
        decoder.end();
        witness.ended(Ended {
            last_event_id: decoder.last_event_id(),
            retry: decoder.reconnection_time_ms(),
            unfinished: None,
        });
    }
}

/// Enough of a fragment to compare it.
fn gist<'a>(fragment: &Option<Result<Fragment<'a>, DecodeError>>) -> (u8, &'a [u8], &'a [u8]) {
    match fragment {
        None => (0, b"", b""),
        Some(Ok(Fragment::Start)) => (1, b"", b""),
        Some(Ok(Fragment::Piece(piece))) => (2, piece, b""),
        Some(Ok(Fragment::End(end))) => (3, end.event_type(), end.last_event_id()),
        Some(Ok(Fragment::Comment(text))) => (4, text, b""),
        Some(Ok(Fragment::UnknownField { name, value })) => (5, name, value),
        Some(Ok(_)) => (6, b"", b""),
        Some(Err(_)) => (7, b"", b""),
    }
}

/// Puts fragments together, and minds their order.
#[derive(Debug, Default)]
pub(crate) struct Assembly {
    pub(crate) begun: bool,
    pub(crate) data: Vec<u8>,
}

impl Assembly {
    pub(crate) fn take<'s, 'a: 's>(
        &'s mut self,
        fragment: Result<Fragment<'a>, DecodeError>,
    ) -> Option<Seen<'s>> {
        match fragment {
            Ok(Fragment::Start) => {
                assert!(!self.begun, "started twice");
                self.begun = true;
                self.data.clear();
                None
            }
            Ok(Fragment::Piece(piece)) => {
                assert!(self.begun, "a piece before the start");
                assert!(!piece.is_empty(), "an empty piece");
                self.data.extend_from_slice(piece);
                None
            }
            Ok(Fragment::End(end)) => {
                assert!(core::mem::take(&mut self.begun), "an end without a start");
                let (event_type, id) = (end.event_type(), end.last_event_id());
                Some(Seen::Event { event_type, data: &self.data, id })
            }
            Ok(Fragment::Comment(text)) => Some(Seen::Comment(text)),
            Ok(Fragment::UnknownField { name, value }) => Some(Seen::UnknownField { name, value }),
            Ok(other) => panic!("an unknown fragment: {other:?}"),
            Err(error) => {
                if matches!(error, DecodeError::EventTooLarge { .. }) {
                    self.begun = false;
                }
                Some(Seen::Error(error))
            }
        }
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

#[cfg(feature = "bytes")]
mod shared_bytes {
    use super::{Ended, Face, Seen, Shows, Witness, for_each_chunk};
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

    fn seen(event: &BytesEvent) -> Seen<'_> {
        Seen::Event { event_type: &event.event_type, data: &event.data, id: &event.last_event_id }
    }
}
