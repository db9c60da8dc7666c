//! Contenders that misbehave, for the tests of the race's own rules. Each is ours, spoilt.

use core::any::type_name;
use core::cell::Cell;
use core::ops::ControlFlow;
use core::time::Duration;

use super::headwater::BytesFace;
use super::{Contender, Drive, Slices};
use crate::visit::{Seen, Visit};

thread_local! {
    static TIME: Cell<Duration> = const { Cell::new(Duration::ZERO) };
}

/// A clock that the fakes alone move, each by its sleeping: no test waits, and none depends on how
/// fast a machine is.
pub(crate) fn moved_time() -> Duration {
    TIME.get()
}

/// What a fake sleeps at a chunk.
pub(crate) const NAP: Duration = Duration::from_millis(5);

/// Right, but sleeps at every chunk.
pub(crate) const SLEEPS: Contender = Contender::new::<Sleeps<0>>("sleeps", "", "");

/// Right, but sleeps at every chunk after 64 of them.
pub(crate) const SLEEPS_IN_LONG_STREAMS: Contender =
    Contender::new::<Sleeps<64>>("sleeps in long streams", "", "");

/// Panics at once.
pub(crate) const PANICS: Contender = Contender::new::<Panics>("panics", "", "");

/// Panics where nobody compares what it hands out.
pub(crate) const PANICS_WHEN_TIMED: Contender =
    Contender::new::<PanicsWhenTimed>("panics when timed", "", "");

/// Errs in the last byte of data of 280 bytes or more.
pub(crate) const WRONG_AT_THE_END: Contender =
    Contender::new::<WrongAtTheEnd>("wrong at the end", "", "");

struct Sleeps<const AFTER: usize>;

impl<const AFTER: usize> Drive for Sleeps<AFTER> {
    type Input<'a> = Slices<'a>;

    fn drive<V: Visit + ?Sized>(input: Slices<'_>, visit: &V) -> ControlFlow<()> {
        struct Sleepy<'v, V: ?Sized>(&'v V, Cell<usize>);
        impl<V: Visit + ?Sized> Visit for Sleepy<'_, V> {
            fn chunk(&self) -> ControlFlow<()> {
                match self.1.get().checked_sub(1) {
                    Some(before) => self.1.set(before),
                    None => TIME.set(TIME.get() + NAP),
                }
                self.0.chunk()
            }
            fn event(&self, event: Seen<'_>) -> ControlFlow<()> {
                self.0.event(event)
            }
            fn failed(&self, error: &dyn core::fmt::Debug) -> ControlFlow<()> {
                self.0.failed(error)
            }
        }
        BytesFace::drive(input, &Sleepy(visit, Cell::new(AFTER)))
    }
}

struct Panics;

impl Drive for Panics {
    type Input<'a> = Slices<'a>;

    fn drive<V: Visit + ?Sized>(_input: Slices<'_>, _visit: &V) -> ControlFlow<()> {
        panic!("as it is meant to")
    }
}

struct PanicsWhenTimed;

impl Drive for PanicsWhenTimed {
    type Input<'a> = Slices<'a>;

    fn drive<V: Visit + ?Sized>(input: Slices<'_>, visit: &V) -> ControlFlow<()> {
        assert!(!type_name::<V>().ends_with("Consume"), "as it is meant to");
        BytesFace::drive(input, visit)
    }
}

struct WrongAtTheEnd;

impl Drive for WrongAtTheEnd {
    type Input<'a> = Slices<'a>;

    fn drive<V: Visit + ?Sized>(input: Slices<'_>, visit: &V) -> ControlFlow<()> {
        struct Spoiling<'v, V: ?Sized>(&'v V);
        impl<V: Visit + ?Sized> Visit for Spoiling<'_, V> {
            fn chunk(&self) -> ControlFlow<()> {
                self.0.chunk()
            }
            fn event(&self, event: Seen<'_>) -> ControlFlow<()> {
                let mut data = event.data.to_vec();
                if let (true, Some(last)) = (data.len() >= 280, data.last_mut()) {
                    *last = b'?';
                }
                self.0.event(Seen { data: &data, ..event })
            }
            fn failed(&self, error: &dyn core::fmt::Debug) -> ControlFlow<()> {
                self.0.failed(error)
            }
        }
        BytesFace::drive(input, &Spoiling(visit))
    }
}
