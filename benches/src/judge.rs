//! Compares what a contender hands out with the reference decoder.

use core::cell::{Cell, RefCell};
use core::ops::ControlFlow::{self, Break, Continue};
use core::time::Duration;
use std::borrow::Cow;

use crate::chunkings::Cut;
use crate::clock::{Clock, wall_time};
use crate::contenders::Contender;
use crate::panics::caught;
use crate::reference::{self, Block, Limits, Setup, What};
use crate::visit::{Seen, Visit};

/// The events of a stream, as the reference decoder has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    blocks: Vec<Block>,
    /// After how many bytes each is known.
    known_at: Vec<usize>,
}

impl Expected {
    /// How many events.
    #[must_use]
    pub fn len(&self) -> usize {
        self.blocks.len()
    }

    /// Whether there is no event.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// After how many bytes of the stream the event of this number is known.
    #[must_use]
    pub fn known_at(&self, number: usize) -> Option<usize> {
        self.known_at.get(number).copied()
    }
}

/// What the reference decoder makes of a stream.
#[must_use]
pub fn expected(stream: &[u8]) -> Expected {
    let setup = Setup { max_event: usize::MAX, ..Setup::plain() };
    let outcome = reference::decode(stream, &setup, Limits::of(&setup));
    let event = |happening: reference::Happening| match happening.what {
        What::Event(block) => Some((block, happening.at)),
        _ => None,
    };
    let (blocks, known_at) = outcome.happenings.into_iter().filter_map(event).unzip();
    Expected { blocks, known_at }
}

/// What became of a contender over a cut.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Verdict {
    /// Every event is right. It took so long.
    Right(Duration),
    /// It took longer than it was given, and was stopped.
    Stopped(Duration),
    /// It panicked.
    Panicked,
    /// It differs from the reference; how.
    Wrong(String),
}

/// Lets the contender decode the cut, at most for so long. `expected` is of each stream.
#[must_use]
pub fn judge(
    contender: &Contender,
    cut: &Cut,
    expected: &[Expected],
    at_most: Option<Duration>,
) -> Verdict {
    judge_by(wall_time, contender, cut, expected, at_most)
}

/// The same, by this clock.
pub(crate) fn judge_by(
    clock: Clock,
    contender: &Contender,
    cut: &Cut,
    expected: &[Expected],
    at_most: Option<Duration>,
) -> Verdict {
    let start = clock();
    let took = || clock().saturating_sub(start);
    let deadline = at_most.map(|at_most| Deadline { clock, at: start + at_most });
    for (stream, expected) in cut.streams.iter().zip(expected) {
        let comparison = Comparison::new(expected, deadline);
        if caught(|| contender.visit(stream, &comparison)).is_none() {
            return Verdict::Panicked;
        }
        if comparison.late.get() {
            return Verdict::Stopped(took());
        }
        if let Some(difference) = comparison.difference() {
            return Verdict::Wrong(difference);
        }
        // One that gets much in few chunks and hands out few events was not looked at on the way.
        if deadline.is_some_and(Deadline::is_over) {
            return Verdict::Stopped(took());
        }
    }
    Verdict::Right(took())
}

/// When a contender is stopped, and by which clock.
#[derive(Clone, Copy)]
struct Deadline {
    clock: Clock,
    at: Duration,
}

impl Deadline {
    fn is_over(self) -> bool {
        (self.clock)() > self.at
    }
}

/// How often the clock is read: once for so many chunks or events.
const CHUNKS_A_LOOK: u32 = 64;

struct Comparison<'e> {
    expected: &'e Expected,
    next: Cell<usize>,
    difference: RefCell<Option<String>>,
    deadline: Option<Deadline>,
    unseen: Cell<u32>,
    late: Cell<bool>,
}

impl<'e> Comparison<'e> {
    fn new(expected: &'e Expected, deadline: Option<Deadline>) -> Self {
        Self {
            expected,
            next: Cell::new(0),
            difference: RefCell::new(None),
            deadline,
            unseen: Cell::new(0),
            late: Cell::new(false),
        }
    }

    fn look_at_the_clock(&self) -> ControlFlow<()> {
        self.unseen.set(self.unseen.get() + 1);
        if self.unseen.get() < CHUNKS_A_LOOK {
            return Continue(());
        }
        self.unseen.set(0);
        if self.deadline.is_some_and(Deadline::is_over) {
            self.late.set(true);
            return Break(());
        }
        Continue(())
    }

    fn differs(&self, how: String) -> ControlFlow<()> {
        self.difference.borrow_mut().get_or_insert(how);
        Break(())
    }

    fn difference(self) -> Option<String> {
        let (came, due) = (self.next.get(), self.expected.len());
        let missing = || (came < due).then(|| format!("{came} events instead of {due}"));
        self.difference.into_inner().or_else(missing)
    }
}

impl Visit for Comparison<'_> {
    fn chunk(&self) -> ControlFlow<()> {
        self.look_at_the_clock()
    }

    fn event(&self, event: Seen<'_>) -> ControlFlow<()> {
        let number = self.next.get();
        self.next.set(number + 1);
        let Some(block) = self.expected.blocks.get(number) else {
            return self.differs(format!("more than {} events", self.expected.len()));
        };
        let what = if !same_text(event.data, &block.data) {
            "data"
        } else if !same_text(event.event_type, &block.event_type) {
            "type"
        } else if event.id.is_some_and(|id| !same_text(id, &block.id)) {
            "id"
        } else {
            return self.look_at_the_clock();
        };
        self.differs(format!("the {what} of event {}", number + 1))
    }

    fn failed(&self, error: &dyn core::fmt::Debug) -> ControlFlow<()> {
        let error: String = format!("{error:?}").chars().take(60).collect();
        self.differs(format!("error: {error}"))
    }
}

/// Whether they are the same once what is no UTF-8 is replaced, as the standard has it.
fn same_text(one: &[u8], other: &[u8]) -> bool {
    let lossy = |bytes| -> Cow<'_, str> { String::from_utf8_lossy(bytes) };
    one == other || lossy(one) == lossy(other)
}

#[cfg(test)]
mod tests {
    use core::time::Duration;

    use bytes::Bytes;

    use super::{Comparison, Verdict, Visit as _, expected, judge_by};
    use crate::chunkings::Chunking;
    use crate::contenders::{Contender, fakes, ours};
    use crate::visit::Seen;

    fn verdict(
        contender: &Contender,
        stream: &str,
        chunking: Chunking,
        at_most: Option<Duration>,
    ) -> Verdict {
        let stream = Bytes::copy_from_slice(stream.as_bytes());
        let expected = [expected(&stream)];
        judge_by(fakes::moved_time, contender, &chunking.cut(stream), &expected, at_most)
    }

    #[test]
    fn every_byte_of_the_data_is_compared() {
        let stream = format!("data: short\n\ndata: {}\n\n", "x".repeat(300));
        for chunking in [Chunking::Whole, Chunking::Of(7)] {
            let of = |contender| verdict(contender, &stream, chunking, None);
            assert_eq!(of(&fakes::WRONG_AT_THE_END), Verdict::Wrong("the data of event 2".into()));
            assert!(matches!(of(&ours()[0]), Verdict::Right(_)));
        }
    }

    #[test]
    fn one_that_takes_too_long_is_stopped() {
        let stream = "data: x\n\n".repeat(100);
        let of = |chunking, at_most| verdict(&fakes::SLEEPS, &stream, chunking, at_most);
        // On the way, before it had all of the 900 chunks.
        let at_most = 40 * fakes::NAP;
        // That is 58 chunks and the six events in them: there the clock is looked at first.
        let stopped = Verdict::Stopped(58 * fakes::NAP);
        assert_eq!(of(Chunking::Of(1), Some(at_most)), stopped);
        assert!(matches!(of(Chunking::Whole, None), Verdict::Right(_)));
    }

    #[test]
    fn one_that_was_too_long_over_few_chunks_and_events_is_stopped_at_the_end() {
        let of = |at_most| verdict(&fakes::SLEEPS, "data: x\n\n", Chunking::Whole, Some(at_most));
        assert_eq!(of(fakes::NAP), Verdict::Right(fakes::NAP));
        assert_eq!(of(fakes::NAP / 2), Verdict::Stopped(fakes::NAP));
    }

    #[test]
    fn a_panic_is_a_verdict() {
        let of = verdict(&fakes::PANICS, "data: x\n\n", Chunking::Whole, None);
        assert_eq!(of, Verdict::Panicked);
    }

    fn difference(events: &[(&str, &str, Option<&str>)]) -> Option<String> {
        let expected = expected(b"data: a\n\nevent: x\nid: 1\ndata: b\xff\n\n");
        let comparison = Comparison::new(&expected, None);
        for (event_type, data, id) in events {
            let id = id.map(str::as_bytes);
            let (event_type, data) = (event_type.as_bytes(), data.as_bytes());
            let _ = comparison.event(Seen { event_type, data, id });
        }
        comparison.difference()
    }

    #[test]
    fn differences_are_found() {
        let right = [("message", "a", Some("")), ("x", "b\u{fffd}", Some("1"))];
        let is = |events: &[_]| difference(events).unwrap_or_default();
        assert_eq!(difference(&right), None);
        assert_eq!(difference(&[("message", "a", None), ("x", "b\u{fffd}", None)]), None);
        assert_eq!(is(&right[..1]), "1 events instead of 2");
        assert_eq!(is(&[right[0], right[1], right[1]]), "more than 2 events");
        assert_eq!(is(&[("", "a", None)]), "the type of event 1");
        assert_eq!(is(&[("message", "", None)]), "the data of event 1");
        assert_eq!(is(&[right[0], ("x", "b\u{fffd}", Some("2"))]), "the id of event 2");
    }
}
