//! How cost grows with the length of a line, in chunks of 64 bytes.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::cell::{Field, Outcome, Rules};
use crate::chunkings::{Chunking, Cut};
use crate::contenders::Contender;

/// The lengths of the line, in the race.
pub const LENGTHS: [usize; 3] = [64 << 10, 1 << 20, 16 << 20];

/// How the cost of a contender grows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Growth {
    /// Its name.
    pub contender: String,
    /// Nanoseconds a byte at each length, round by round, or why there is no such figure.
    pub costs: Vec<Outcome>,
}

/// Measures each contender at each of these lengths, which rise. In every round the lengths come in
/// turn, so that they can be compared. One that failed at a length is skipped at the longer ones.
#[must_use]
pub fn growth(contenders: &[Contender], lengths: &[usize], rules: Rules) -> Vec<Growth> {
    let least = lengths.get(1).copied().unwrap_or_default();
    let cuts: Vec<Cut> = lengths.iter().map(|len| lines(*len, least)).collect();
    let mut fields: Vec<Field<'_>> = Vec::new();
    for cut in &cuts {
        let failed = |at: usize| {
            let shorter = fields.iter().map(|field| &field.outcomes[at]);
            shorter.into_iter().any(|outcome| !matches!(outcome, Outcome::Timed(_)))
        };
        let field = Field::judged(cut, cut.len(), rules, contenders, failed);
        fields.push(field);
    }
    for round in 0..rules.rounds {
        fields.iter_mut().for_each(|field| field.run(round));
    }
    let growth = |(at, contender): (usize, &Contender)| Growth {
        contender: contender.name.to_owned(),
        costs: fields.iter().map(|field| field.outcomes[at].clone()).collect(),
    };
    contenders.iter().enumerate().map(growth).collect()
}

/// Short lines more often, so that there are at least so many bytes and every run takes some
/// milliseconds; each to a new decoder, so that each begins with nothing.
fn lines(len: usize, least: usize) -> Cut {
    let mut line = b"data: ".to_vec();
    line.resize(len - 2, b'x');
    line.extend_from_slice(b"\n\n");
    let once = Chunking::Of(64).cut(Bytes::from(line));
    let times = (least / len).max(1);
    Cut { streams: once.streams.into_iter().cycle().take(times).collect() }
}

#[cfg(test)]
mod tests {
    use super::{LENGTHS, Outcome, growth};
    use crate::cell::Rules;
    use crate::contenders::{fakes, ours};

    #[test]
    fn every_length_has_its_figure() {
        let rules = Rules { clock: fakes::moved_time, ..Rules::of_rounds(2) };
        for growth in growth(&ours()[..1], &LENGTHS[..2], rules) {
            assert_eq!(growth.costs.len(), 2);
            for cost in growth.costs {
                assert!(matches!(&cost, Outcome::Timed(times) if !times.is_empty()), "{cost:?}");
            }
        }
    }

    #[test]
    fn one_that_failed_is_skipped_at_longer_lines() {
        // In 64, 128 and 256 chunks.
        let lengths = [4 << 10, 8 << 10, 16 << 10];
        let field = [fakes::SLEEPS_IN_LONG_STREAMS, fakes::PANICS_WHEN_TIMED, ours()[0]];
        let rules = Rules { rounds: 1, at_most: 40 * fakes::NAP, clock: fakes::moved_time };
        let growth = growth(&field, &lengths, rules);
        let [sleeper, panicking, ours] = &*growth else { panic!("{growth:?}") };
        let [Outcome::Timed(_), Outcome::Stopped(_), Outcome::Skipped] = &*sleeper.costs else {
            panic!("{sleeper:?}")
        };
        assert_eq!(panicking.costs, [Outcome::Panicked, Outcome::Panicked, Outcome::Panicked]);
        assert!(ours.costs.iter().all(|cost| matches!(cost, Outcome::Timed(_))), "{ours:?}");
    }
}
