//! What watches a contender at work.

use core::cell::Cell;
use core::hint::black_box;
use core::ops::ControlFlow::{self, Continue};

/// An event as a contender handed it out.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'e> {
    /// Its type, `message` where the stream gave none.
    pub event_type: &'e [u8],
    /// Its data.
    pub data: &'e [u8],
    /// The last event ID, where the contender has it.
    pub id: Option<&'e [u8]>,
}

/// The type of an event: `message` where it gives none, or an empty one.
#[cfg(feature = "peers")]
pub(crate) fn event_type(given: Option<&str>) -> &[u8] {
    given.filter(|given| !given.is_empty()).unwrap_or("message").as_bytes()
}

/// Is told of every chunk and of every event; a `Break` asks the contender to stop.
pub trait Visit {
    /// A chunk is about to be given.
    fn chunk(&self) -> ControlFlow<()> {
        Continue(())
    }

    /// An event was handed out.
    fn event(&self, event: Seen<'_>) -> ControlFlow<()>;

    /// The contender gave an error.
    fn failed(&self, error: &dyn core::fmt::Debug) -> ControlFlow<()>;
}

/// How many events there were, and of what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Events handed out.
    pub events: u64,
    /// Bytes of data in them.
    pub bytes: u64,
}

/// Consumes every event's data at the least cost; this is what is timed.
#[derive(Debug, Default)]
pub(crate) struct Consume {
    events: Cell<u64>,
    bytes: Cell<u64>,
    last_bytes: Cell<u64>,
}

impl Consume {
    pub(crate) fn tally(&self) -> Tally {
        black_box(self.last_bytes.get());
        Tally { events: self.events.get(), bytes: self.bytes.get() }
    }
}

impl Visit for Consume {
    #[inline]
    fn event(&self, event: Seen<'_>) -> ControlFlow<()> {
        let last = event.data.last().copied().unwrap_or_default();
        self.events.set(self.events.get() + 1);
        self.bytes.set(self.bytes.get() + event.data.len() as u64);
        self.last_bytes.set(self.last_bytes.get().wrapping_add(u64::from(last)));
        Continue(())
    }

    fn failed(&self, _error: &dyn core::fmt::Debug) -> ControlFlow<()> {
        Continue(())
    }
}
