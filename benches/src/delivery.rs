//! How many bytes have to come after an event until it is handed out.

use core::cell::Cell;
use core::ops::ControlFlow::{self, Break, Continue};

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::chunkings::Chunking;
use crate::contenders::Contender;
use crate::judge::expected;
use crate::panics::caught;
use crate::visit::{Seen, Visit};

/// The ends of an event that are tried: the end of its last line and the blank line.
pub const ENDINGS: [(&str, &str); 3] =
    [("LF LF", "\n\n"), ("CRLF CRLF", "\r\n\r\n"), ("CR CR", "\r\r")];

/// How late a contender is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Delivery {
    /// Its name.
    pub contender: String,
    /// Bytes after the one on which the event is known, for each of [`ENDINGS`]; `None` where the
    /// event comes only with the end of the stream, or never.
    pub late_by: Vec<Option<usize>>,
}

/// Feeds one byte at a time.
#[must_use]
pub fn delivery(contender: &Contender) -> Delivery {
    let late_by = ENDINGS.iter().map(|(_, end)| late_by(contender, end)).collect();
    Delivery { contender: contender.name.to_owned(), late_by }
}

fn late_by(contender: &Contender, end: &str) -> Option<usize> {
    let stream = Bytes::from(format!("data: one{end}data: two{end}data: three{end}"));
    let known_at = expected(&stream).known_at(0)?;
    // What the end of the stream brings out does not count: a live stream does not end.
    let all = stream.len();
    let cut = Chunking::Of(1).cut(stream);
    let arrival = Arrival::default();
    let _stopped = caught(|| contender.visit(&cut.streams[0], &arrival))?;
    let at = arrival.at.get().filter(|at| *at < all)?;
    Some(at.saturating_sub(known_at))
}

#[derive(Default)]
struct Arrival {
    fed: Cell<usize>,
    at: Cell<Option<usize>>,
}

impl Visit for Arrival {
    fn chunk(&self) -> ControlFlow<()> {
        self.fed.set(self.fed.get() + 1);
        Continue(())
    }

    fn event(&self, _event: Seen<'_>) -> ControlFlow<()> {
        self.at.set(Some(self.fed.get()));
        Break(())
    }

    fn failed(&self, _error: &dyn core::fmt::Debug) -> ControlFlow<()> {
        Continue(())
    }
}

#[cfg(test)]
mod tests {
    use super::delivery;
    use crate::contenders::ours;

    #[test]
    fn ours_hand_out_on_the_last_byte() {
        for face in ours() {
            assert_eq!(delivery(&face).late_by, [Some(0); 3], "{}", face.name);
        }
    }

    #[cfg(feature = "peers")]
    #[test]
    fn one_that_waits_is_seen_to_wait() {
        let waiting = |name| {
            let all = crate::contenders::all();
            delivery(all.iter().find(|peer| peer.name == name).unwrap()).late_by
        };
        assert_eq!(waiting("sse-frame"), [Some(0), Some(1), None]);
    }
}
