//! The writes that a delivery makes of a stream.

use core::time::Duration;

use bytes::Bytes;

use crate::delivery::{Chunks, Pace};
use crate::framing::event_end;
use crate::random::Random;
use crate::{Delivery, End};

/// How far a cut may move to find an awkward place, in bytes.
const REACH: usize = 32;

/// One write, and the pause before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) bytes: Bytes,
    pub(crate) pause: Duration,
}

/// The pieces of a stream in order, made as they are asked for: a recording of 10 MB in single
/// bytes needs no list of 10 million pieces.
#[derive(Debug)]
pub(crate) struct Plan {
    bytes: Bytes,
    end: End,
    chunks: Chunks,
    pace: Pace,
    cuts: Random,
    pauses: Random,
    position: usize,
    /// Where the event around `position` ends; the whole stream counts as one when it does not
    /// matter where events end.
    event_end: usize,
    pieces_of_event: usize,
    had_token: bool,
}

impl Plan {
    pub(crate) fn new(bytes: &Bytes, end: End, delivery: &Delivery) -> Self {
        let (length, end) = match delivery.truncation {
            Some((length, end)) if length < bytes.len() => (length, end),
            _ => (bytes.len(), end),
        };
        let seed = |seed| Random::new(seed);
        Self {
            bytes: bytes.slice(..length),
            end,
            chunks: delivery.chunks,
            pace: delivery.pace,
            cuts: seed(if let Chunks::Awkward(seed) = delivery.chunks { seed } else { 0 }),
            pauses: seed(if let Pace::Natural(seed) = delivery.pace { seed } else { 0 }),
            position: 0,
            event_end: 0,
            pieces_of_event: 0,
            had_token: false,
        }
    }

    /// How the body stops behind the last piece.
    pub(crate) const fn end(&self) -> End {
        self.end
    }

    /// Enters the next event, and says how long to wait for it.
    fn enter_event(&mut self) -> Duration {
        self.pieces_of_event = 0;
        self.event_end = match (self.chunks, self.pace) {
            (Chunks::Size(_) | Chunks::Awkward(_), Pace::None) => self.bytes.len(),
            _ => event_end(&self.bytes, self.position),
        };
        match self.pace {
            Pace::None => Duration::ZERO,
            Pace::Every(pause) | Pace::Drip(pause) => pause,
            Pace::Natural(_) => {
                let event = self.bytes.get(self.position..self.event_end).unwrap_or_default();
                if !carries_token(event) {
                    return Duration::ZERO;
                }
                let range = if self.had_token { 20..=45 } else { 250..=290 };
                self.had_token = true;
                Duration::from_millis(self.pauses.within(range))
            }
        }
    }

    /// The pause between two pieces of one event.
    fn pause_inside(&mut self) -> Duration {
        match self.pace {
            Pace::Natural(_) => Duration::from_millis(self.pauses.within(1..=3)),
            Pace::Drip(pause) => pause,
            Pace::None | Pace::Every(_) => Duration::ZERO,
        }
    }

    /// How many bytes the next piece has, of the `left` ones of this event (at least one).
    fn length(&mut self, left: usize) -> usize {
        let length = match (self.chunks, self.pace) {
            (Chunks::Events, _) => left,
            (Chunks::Size(size), _) => size.get(),
            (Chunks::Awkward(_), Pace::Natural(_)) => {
                if self.pieces_of_event >= 2 {
                    return left;
                }
                let drawn = self.cuts.within(1..=left as u64) as usize;
                self.to_awkward_place(drawn)
            }
            (Chunks::Awkward(_), _) => {
                let drawn = self.cuts.within(1..=16) as usize;
                // Every other cut stays where it was drawn: some bug may be at a place that nobody
                // thought awkward.
                if self.cuts.within(0..=1) == 0 { drawn } else { self.to_awkward_place(drawn) }
            }
        };
        length.clamp(1, left)
    }

    /// Moves a cut on to the next awkward place, if one is near.
    fn to_awkward_place(&self, drawn: usize) -> usize {
        (drawn..drawn + REACH)
            .find(|&length| is_awkward(&self.bytes, self.position + length))
            .unwrap_or(drawn)
    }
}

impl Iterator for Plan {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        if self.position >= self.bytes.len() {
            return None;
        }
        let pause =
            if self.position >= self.event_end { self.enter_event() } else { self.pause_inside() };
        let length = self.length(self.event_end - self.position);
        self.pieces_of_event += 1;
        let start = self.position;
        self.position += length;
        Some(Piece { bytes: self.bytes.slice(start..self.position), pause })
    }
}

/// Whether a cut in front of `bytes[at]` is inside a character or a CRLF, or at the edge of a line
/// or of a field's colon.
fn is_awkward(bytes: &[u8], at: usize) -> bool {
    let (Some(before), Some(behind)) =
        (at.checked_sub(1).and_then(|at| bytes.get(at)), bytes.get(at))
    else {
        return false;
    };
    let inside_character = behind & 0b1100_0000 == 0b1000_0000;
    inside_character || matches!((before, behind), (b'\r' | b'\n', _) | (_, b'\r' | b'\n'))
}

/// Whether an event carries a piece of the answer. A guess by substring is enough: it only decides
/// about pauses.
fn carries_token(event: &[u8]) -> bool {
    let contains = |needle: &[u8]| event.windows(needle.len()).any(|window| window == needle);
    contains(b".delta\"") || (contains(b"\"delta\":{") && !contains(b"\"delta\":{}"))
}

#[cfg(test)]
mod tests;
