//! Holding a face against the reference, as it goes, without building anything.

use core::fmt;

use headwater::{DecodeError, Event, Item};

use super::{Ended, Face, Seen, Shows, Witness};
use crate::support::reference::{self, Block, Happening, Outcome, Setup, What};

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

    pub(super) fn of_event(event: Event<'a>) -> Self {
        Self::Event {
            event_type: event.event_type(),
            data: event.data(),
            id: event.last_event_id(),
        }
    }

    pub(super) fn of_item(item: Result<Item<'a>, DecodeError>) -> Self {
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
