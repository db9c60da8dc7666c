//! How cost grows with the length of a line, in chunks of 64 bytes.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::cell::{Field, Outcome};
use crate::chunkings::{Chunking, Cut};
use crate::contenders::Contender;

/// The lengths of the line.
pub const LENGTHS: [usize; 3] = [64 << 10, 1 << 20, 16 << 20];

/// How the cost of a contender grows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Growth {
    /// Its name.
    pub contender: String,
    /// Nanoseconds a byte at each of [`LENGTHS`], round by round, or why there is no such figure.
    pub costs: Vec<Outcome>,
}

/// Measures each contender at each length. In every round the lengths come in turn, so that they
/// can be compared.
#[must_use]
pub fn growth(contenders: &[Contender], rounds: usize) -> Vec<Growth> {
    let cuts = LENGTHS.map(lines);
    let mut fields: Vec<Field<'_>> = Vec::new();
    for cut in &cuts {
        let failed = |at: usize| {
            let shorter = fields.iter().map(|field| &field.outcomes[at]);
            shorter.into_iter().any(|outcome| !matches!(outcome, Outcome::Timed(_)))
        };
        let field = Field::judged(cut, cut.len(), contenders, failed);
        fields.push(field);
    }
    for round in 0..rounds {
        fields.iter_mut().for_each(|field| field.run(round));
    }
    let growth = |(at, contender): (usize, &Contender)| Growth {
        contender: contender.name.to_owned(),
        costs: fields.iter().map(|field| field.outcomes[at].clone()).collect(),
    };
    contenders.iter().enumerate().map(growth).collect()
}

/// Short lines more often, so that every run takes some milliseconds; each to a new decoder, so
/// that each begins with nothing.
fn lines(len: usize) -> Cut {
    let mut line = b"data: ".to_vec();
    line.resize(len - 2, b'x');
    line.extend_from_slice(b"\n\n");
    let once = Chunking::Of(64).cut(Bytes::from(line));
    let times = (LENGTHS[1] / len).max(1);
    Cut { streams: once.streams.into_iter().cycle().take(times).collect() }
}

#[cfg(test)]
mod tests {
    use super::{Outcome, growth};
    use crate::contenders::ours;

    #[test]
    fn every_length_has_its_figure() {
        for growth in growth(&ours()[..1], 2) {
            assert_eq!(growth.costs.len(), 3);
            for cost in growth.costs {
                assert!(matches!(&cost, Outcome::Timed(times) if !times.is_empty()), "{cost:?}");
            }
        }
    }
}
