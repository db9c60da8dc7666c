//! Why a target of speed is missed: what it asks for, beside what cannot be done without.

use core::fmt::Write as _;

use headwater_benches::cell::Cell;
use headwater_benches::statistics::median;

use super::runs::Runs;
use super::standing::{Standing, timed};
use super::targets::{BYTES, FACES, speed_target};

const WHY: &str = "\
Of each missed target of speed: what it asks for, in nanoseconds an event, which is the time of the
fastest peer divided by the target, beside what takes time that no decoder here can do without.

* *memchr2 for each line* finds the ends of the lines and does nothing else. Where the target asks
  for less than that, or for little more, it is out of reach: a decoder has to look at each byte.
  Ours is near it, or under it, where chunks are large. The targets are multiples of what the fastest
  peers took when they were set, and those have become faster since: by sse-stream 0.3 most of all.
* *ours, bytes* is what our cheapest face takes in the same cell: `text` validates beyond that,
  `owned` counts references or copies. In CJK text the target asks for less than finding and lending
  the events takes, without any validation. It was set against a peer that validated by the byte;
  now the fastest validates with `simdutf8`, as ours does.
* A line of 256 KiB has to be looked at and, cut into chunks, copied, by ours as by the peers: that
  is most of it, and goes at the speed of the caches.
* At 1,400 bytes one event in five spans two chunks. It is copied in two pieces, then validated by
  itself, or copied once more to be owned; where it ends cannot be foretold, and the processor guesses
  wrong there. What it costs beyond the same events at 16 KiB is, of our bytes, that alone.
* At 64 bytes an event comes in four or five calls: each has to tell where the stream stands, to look
  at 64 bytes and to copy them. The peers do the same work; what they do beyond it, an allocation and
  a copy an event, weighs less the more calls there are.
* At 7 bytes a call is nearly all there is, and of comments half of the calls end a line somewhere:
  a wrong guess each. The peers' calls are as short.
* In `chunk_splits` five events have a decoder of their own: making and dropping it, and its first
  allocations, are a good part of it.
* Which cells are missed by a little depends on the processor.
";

/// The section of the page; nothing where no such target is missed.
pub(super) fn section(runs: &Runs) -> Option<String> {
    let mut rows = String::new();
    for (workload, chunking) in runs.asked().cells() {
        let chunking = chunking.to_string();
        let cell = runs.medians.cell(workload.name, &chunking);
        for face in FACES {
            let target = speed_target(workload.name, face, &chunking);
            let row = cell.and_then(|cell| {
                match Standing::in_runs(runs, workload.name, &chunking, face) {
                    Standing::Against { peer, ratio } if ratio.median < target => {
                        row(cell, face, &peer, target)
                    }
                    _ => None,
                }
            });
            if let Some(row) = row {
                let _ = writeln!(rows, "| {} {chunking}, {face} | {row} |", workload.name);
            }
        }
    }
    (!rows.is_empty()).then(|| {
        format!(
            "## What is missed, and why\n\n{WHY}\n\
             | what | target | it asks for | memchr2 for each line | ours, bytes | ours | the peer |\n\
             |---|---|---|---|---|---|---|\n{rows}"
        )
    })
}

fn row(cell: &Cell, face: &str, peer: &str, target: f64) -> Option<String> {
    let middle = |contender: &str| median(timed(cell.outcome(contender)).ok()?);
    let (ours, bytes, theirs) = (middle(face)?, middle(BYTES)?, middle(peer)?);
    let line_ends = median(&cell.line_ends)?;
    Some(format!(
        "{target} | {:.1} | {line_ends:.1} | {bytes:.1} | {ours:.1} | {theirs:.1}",
        theirs / target
    ))
}

#[cfg(all(test, feature = "peers"))]
mod tests {
    use headwater_benches::cell::Outcome;

    use super::section;
    use crate::race::synthetic::{results, runs};

    #[test]
    fn what_a_missed_target_asks_for_is_shown() {
        assert_eq!(section(&runs(vec![results()])), None);
        let mut slow = results();
        // 100 by 2.4 is asked for.
        slow.cells[0].rows[1].outcome = Outcome::Timed(vec![50.0; 3]);
        let section = section(&runs(vec![slow])).expect("one is missed");
        let row = "| chat whole, headwater text | 2.4 | 41.7 | 20.0 | 10.0 | 50.0 | 100.0 |";
        assert!(section.contains(row), "{section}");
        assert_eq!(section.matches("| chat").count(), 1, "{section}");
    }
}
