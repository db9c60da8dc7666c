//! Every face of the decoder, driven over a list of chunks and held against the reference.
//!
//! The drivers check on the way what holds for any input: not more is consumed than given; all of
//! it where more is asked for; there is progress; a question asked twice has one answer; an empty
//! chunk is nothing.

mod comparison;
mod drivers;
mod fragments;
#[cfg(feature = "bytes")]
mod shared_bytes;

use crate::support::reference::{Limits, Setup, What};
use headwater::DecodeError;

pub(crate) use comparison::{Record, check, check_all};
pub(crate) use drivers::{AdvanceItem, COUNT, all, roomy, roomy_ones};
pub(crate) use fragments::Assembly;

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
    pub(super) const fn shows(self, what: &What) -> bool {
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
