//! How the bytes of a stream leave: in which pieces, after which pauses, and how it ends.

use core::num::NonZeroUsize;
use core::time::Duration;

/// How a stream's bytes leave the server: in which writes, after which pauses, and where they stop.
///
/// The default sends one event a write, without pauses, to the end: what a well-behaved server
/// does, only faster. Every write is an HTTP chunk of its own and is handed to the operating
/// system before the next one is made, with `TCP_NODELAY` set.
///
/// Whatever looks random is drawn from a seed, so that the same delivery cuts the same bytes at the
/// same places each time.
///
/// ```
/// use headwater_replay::{Delivery, End};
///
/// let worst = Delivery::new().awkward_chunks(7).truncate_after(1000, End::Cut);
/// # let _ = worst;
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    pub(crate) chunks: Chunks,
    pub(crate) pace: Pace,
    pub(crate) truncation: Option<(usize, End)>,
    pub(crate) gzip: bool,
}

/// Where the bytes are cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Chunks {
    #[default]
    Events,
    Size(NonZeroUsize),
    Awkward(u64),
}

/// When an event leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Pace {
    #[default]
    None,
    Every(Duration),
    /// Before each write.
    Drip(Duration),
    Natural(u64),
}

/// How the body of an answer stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum End {
    /// As HTTP wants it: with the terminating chunk. The connection stays open for the next
    /// request.
    #[default]
    Clean,
    /// The connection is closed without the terminating chunk, as when a proxy gives up. All bytes
    /// sent before arrive.
    Cut,
    /// The connection is reset (TCP `RST`), as when a server crashes. On some platforms, though
    /// not on Linux, the client loses bytes it has received and not yet read.
    Reset,
    /// Nothing more is sent and the connection stays open, until the client or the server leaves.
    Stall,
    /// The body never ends: a comment comes, each time after so long, as from a gateway that keeps a
    /// dead stream alive.
    KeepAlive(Duration),
    /// The body never ends: comments come as fast as the client takes them.
    Flood,
    /// The body never ends: a line comes without its end, as fast as the client takes it.
    EndlessLine,
}

impl Default for Delivery {
    fn default() -> Self {
        Self::new()
    }
}

impl Delivery {
    /// One event a write, without pauses, to the end.
    #[must_use]
    pub const fn new() -> Self {
        Self { chunks: Chunks::Events, pace: Pace::None, truncation: None, gzip: false }
    }

    /// Every write carries `bytes` bytes (0 counts as 1), wherever that cuts; the last one what is
    /// left. With a pace, writes also end where an event ends, so that no event's last byte waits
    /// for the next event.
    #[must_use]
    pub fn chunk_size(mut self, bytes: usize) -> Self {
        self.chunks = Chunks::Size(NonZeroUsize::new(bytes).unwrap_or(NonZeroUsize::MIN));
        self
    }

    /// Cuts where decoders go wrong: inside field names, UTF-8 characters, CRLF pairs, and between
    /// the two line ends that close an event; in pieces of 1 to 48 bytes. With a pace, writes also
    /// end where an event ends; with the natural pace an event leaves in at most three pieces, so
    /// that the cuts do not slow the stream down.
    #[must_use]
    pub fn awkward_chunks(mut self, seed: u64) -> Self {
        self.chunks = Chunks::Awkward(seed);
        self
    }

    /// Pauses before each event (comments between blank lines count as events).
    ///
    /// The runtime's timer has a resolution of a millisecond; shorter pauses become one.
    #[must_use]
    pub fn pace(mut self, pause: Duration) -> Self {
        self.pace = if pause.is_zero() { Pace::None } else { Pace::Every(pause) };
        self
    }

    /// Every write carries `bytes` bytes (0 counts as 1), each after a pause: a connection over which
    /// next to nothing comes. Writes also end where an event ends.
    #[must_use]
    pub fn drip(self, bytes: usize, pause: Duration) -> Self {
        Self { pace: Pace::Drip(pause), ..self.chunk_size(bytes) }
    }

    /// The pace of a language model: 250 to 290 ms before the first token, then 20 to 45 ms before
    /// each further one, and 1 to 3 ms between the pieces of one event. Events that carry no token
    /// follow at once.
    #[must_use]
    pub fn natural_pace(mut self, seed: u64) -> Self {
        self.pace = Pace::Natural(seed);
        self
    }

    /// The body stops after `bytes` bytes, in the way of `end`. A stream that is shorter is sent
    /// whole and ends in its own way.
    #[must_use]
    pub fn truncate_after(mut self, bytes: usize, end: End) -> Self {
        self.truncation = Some((bytes, end));
        self
    }

    /// The body is compressed with gzip, whether or not the client takes that. Each write can be
    /// decompressed when it has come. Sizes are of what is compressed.
    #[must_use]
    pub fn gzip(mut self) -> Self {
        self.gzip = true;
        self
    }
}
