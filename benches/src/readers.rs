//! Readers of JSON, side by side, over small events and large ones.

mod on_demand;
mod payloads;
mod structs;
mod trees;

use serde::{Deserialize, Serialize};

use crate::cell::{Outcome, Row};
use crate::side_by_side::{Way, side_by_side};
use payloads::Payload;

/// What is in a payload, and which values are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asks {
    /// A text delta: its number and text.
    Delta,
    /// A chat chunk: its time and text.
    Chunk,
    /// A `response.completed`: its texts and images.
    Completed,
}

/// The readers over one payload.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Readings {
    /// What it is.
    pub payload: String,
    /// Its length.
    pub bytes: usize,
    /// Each reader, in nanoseconds a payload; ours is the first.
    pub rows: Vec<Row>,
}

/// A way to read what a payload holds; `None` where it cannot.
type Read = fn(Asks, &[u8]) -> Option<u64>;

/// Ours first: what the others are compared with.
const READERS: [(&str, Read); 7] = [
    ("headwater-json `Reader`", on_demand::read),
    ("headwater-openai, typed", on_demand::typed),
    ("serde_json, borrowed struct", structs::serde_json),
    ("serde_json `Value`", trees::serde_json),
    ("headwater-json `Document` (simd-json), copy included", trees::document),
    ("sonic-rs, borrowed struct", structs::sonic),
    ("jiter `JsonValue`, borrowed", trees::jiter),
];

/// Races the readers over each payload.
///
/// # Errors
/// One reads something else than the first.
pub fn readers(rounds: usize) -> Result<Vec<Readings>, String> {
    payloads::all().iter().map(|payload| race(payload, rounds)).collect()
}

fn race(payload: &Payload, rounds: usize) -> Result<Readings, String> {
    let way = |(name, read): &(&'static str, Read)| {
        let read = *read;
        Way::new(name, move || {
            let text = core::hint::black_box(&*payload.text);
            read(payload.asks, text).map_or(0, |read| read + 1)
        })
    };
    let mut ways: Vec<Way<'_>> = READERS.iter().map(way).collect();
    let times = side_by_side(&mut ways, rounds)?;
    let rows = READERS.iter().zip(times);
    let rows = rows.map(|((name, _), times)| Row {
        contender: (*name).to_owned(),
        outcome: Outcome::Timed(times),
    });
    Ok(Readings {
        payload: payload.name.to_owned(),
        bytes: payload.text.len(),
        rows: rows.collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::{READERS, payloads, readers};

    #[test]
    fn every_reader_finds_what_is_asked_for() {
        for payload in payloads::all() {
            for (name, read) in READERS {
                assert!(read(payload.asks, &payload.text).is_some(), "{name}: {}", payload.name);
                assert_eq!(read(payload.asks, b"{"), None, "{name}");
            }
        }
        assert_eq!(readers(1).map(|all| all.len()), Ok(4));
    }

    #[test]
    fn payloads_are_of_the_stated_size() {
        let sizes: Vec<usize> = payloads::all().iter().map(|payload| payload.text.len()).collect();
        let [delta, chunk, completed, image] = *sizes else { panic!("{sizes:?}") };
        assert_eq!((delta, chunk), (219, 289));
        assert!(
            completed.abs_diff(50_000) < 1_000 && image.abs_diff(2_000_000) < 20_000,
            "{sizes:?}"
        );
    }
}
