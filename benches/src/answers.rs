//! Answers: from the bytes of a stream to text deltas, and to the final object.

#[cfg(feature = "peers")]
mod streams;
#[cfg(feature = "peers")]
mod ways;

use serde::{Deserialize, Serialize};

use crate::cell::Row;

/// What ours is called where it is compared with the others.
pub const OURS: &str = "headwater";
/// The peer that ours is to be five times as fast as.
pub const PEER: &str = "async-openai 0.43.0 types, eventsource-stream 0.2.3";

/// What was measured over a set of streams.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Answers {
    /// Which API, and whose streams.
    pub set: String,
    /// What is made of the bytes.
    pub made: String,
    /// How many streams.
    pub streams: usize,
    /// How many others there are that some contender cannot read, or reads as something else.
    pub passed_over: usize,
    /// Events of all the streams.
    pub events: usize,
    /// Bytes of all the streams.
    pub bytes: usize,
    /// Each contender, in nanoseconds an event.
    pub rows: Vec<Row>,
}

/// Races the contenders over each set of streams. What they make of a stream is compared first: one
/// on which they differ is passed over.
///
/// # Errors
/// What came of a stream changed while it was timed.
#[cfg(feature = "peers")]
pub fn answers(rounds: usize) -> Result<Vec<Answers>, String> {
    let mut all = Vec::new();
    for set in streams::sets() {
        all.push(race(&set, "text deltas", &ways::DELTAS, rounds)?);
        all.push(race(&set, "deltas and final object", &ways::WHOLE, rounds)?);
    }
    Ok(all)
}

/// Without the peers there is nothing to race against.
///
/// # Errors
/// Never.
#[cfg(not(feature = "peers"))]
pub fn answers(_rounds: usize) -> Result<Vec<Answers>, String> {
    Ok(Vec::new())
}

#[cfg(feature = "peers")]
fn race(
    set: &streams::Set,
    made: &str,
    ways: &'static [ways::AnswerWay],
    rounds: usize,
) -> Result<Answers, String> {
    use crate::cell::Outcome;
    use crate::side_by_side::{Way, side_by_side};

    let (api, chunks) = (set.api, set.chunks());
    let chunks = &chunks;
    let run = |way: &'static ways::AnswerWay| {
        let read = move || {
            let texts =
                chunks.iter().map(|stream| (way.read)(api, stream).map_or(0, |text| text.len()));
            texts.sum::<usize>() as u64
        };
        Way::new(way.name, read)
    };
    let mut running: Vec<Way<'_>> = ways.iter().map(run).collect();
    let times = side_by_side(&mut running, rounds)?;
    let events = set.events();
    let row = |(way, times): (&ways::AnswerWay, Vec<f64>)| Row {
        contender: way.name.to_owned(),
        outcome: Outcome::Timed(times.iter().map(|time| time / events as f64).collect()),
    };
    Ok(Answers {
        set: set.name.clone(),
        made: made.to_owned(),
        streams: set.streams.len(),
        passed_over: set.passed_over,
        events,
        bytes: set.streams.iter().map(Vec::len).sum(),
        rows: ways.iter().zip(times).map(row).collect(),
    })
}

#[cfg(all(test, feature = "peers"))]
mod tests {
    use super::{OURS, PEER, answers};

    #[test]
    fn every_set_of_our_own_is_read_alike_by_all() {
        let all = answers(1).unwrap();
        for set in ["chat, generated", "responses, generated", "chat, own", "responses, own"] {
            let made: Vec<_> = all.iter().filter(|answers| answers.set == set).collect();
            assert_eq!(made.len(), 2, "{set}");
            for answers in made {
                assert!(answers.streams > 0, "{set}: all {} passed over", answers.passed_over);
                for name in [OURS, PEER] {
                    assert!(answers.rows.iter().any(|row| row.contender == name), "{set}: {name}");
                }
            }
        }
    }
}
