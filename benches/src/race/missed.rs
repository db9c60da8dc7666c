//! Why a target of speed is missed: what it asks for, beside what cannot be done without.

use core::fmt::{self, Write as _};

use headwater_benches::cell::Cell;
use headwater_benches::statistics::median;

use super::runs::Runs;
use super::standing::{Standing, timed};
use super::targets::{BYTES, FACES, speed_target};

/// What holds of every target.
const WHY: &str = "\
Of each missed target of speed: what it asks for, in nanoseconds an event, which is the time of the
fastest peer divided by the target, beside what takes time that no decoder here can do without.

* *memchr2 for each line* finds the ends of the lines and does nothing else. The targets are multiples
  of what the fastest peers took when they were set, and those have become faster since: by sse-stream
  0.3 most of all.
* *ours, bytes* is what our cheapest face takes in the same cell: `text` validates beyond that,
  `owned` counts references or copies.
";

/// Whether something holds of a target.
type IsOne = fn(&Missed) -> bool;

/// What holds of some: it is said where such a one is missed.
const WHY_OF_SOME: [(IsOne, &str); 9] = [
    (
        |missed| missed.asked <= missed.line_ends,
        "Where the target asks for less than *memchr2 for each line* it leaves no time for anything but
  looking at the bytes. In short lines most of the bound's time are its calls, and ours takes less.",
    ),
    (
        |missed| missed.workload == "cjk" && missed.asked <= missed.bytes,
        "In CJK text the target asks for less than finding and lending the events takes, without any
  validation. It was set against a peer that validated by the byte; now the fastest validates with
  `simdutf8`, as ours does.",
    ),
    (
        |missed| missed.workload == "large",
        "A line of 256 KiB has to be looked at and, cut into chunks, copied, by ours as by the peers:
  that is most of it, and goes at the speed of the caches.",
    ),
    (
        |missed| missed.chunking == "1400" && missed.workload != "large",
        "At 1,400 bytes one event in five spans two chunks. It is copied in two pieces, then validated
  by itself, or copied once more to be owned; where it ends cannot be foretold, and the processor
  guesses wrong there. What it costs beyond the same events at 16 KiB is, of our bytes, that alone.",
    ),
    (
        |missed| missed.chunking == "64",
        "At 64 bytes an event comes in four or five calls: each has to tell where the stream stands, to
  look at 64 bytes and to copy them. The peers do the same work; what they do beyond it, an
  allocation and a copy an event, weighs less the more calls there are.",
    ),
    (
        |missed| missed.chunking == "7",
        "At 7 bytes a call is nearly all there is. The peers' calls are as short.",
    ),
    (
        |missed| missed.chunking == "7" && missed.workload == "comments",
        "Of comments, half of the calls of 7 bytes end a line somewhere: a wrong guess each.",
    ),
    (
        |missed| missed.workload == "chunk_splits",
        "In `chunk_splits` five events have a decoder of their own: making and dropping it, and its
  first allocations, are a good part of it.",
    ),
    (
        |missed| missed.is_by_a_little(),
        "Which cells are missed by a little depends on the processor.",
    ),
];

/// A target of speed that is missed. Times are nanoseconds an event.
struct Missed {
    workload: &'static str,
    chunking: String,
    face: &'static str,
    target: f64,
    asked: f64,
    line_ends: f64,
    bytes: f64,
    ours: f64,
    theirs: f64,
}

impl Missed {
    fn is_by_a_little(&self) -> bool {
        self.ours < 1.1 * self.asked
    }
}

impl fmt::Display for Missed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { workload, chunking, face, target, .. } = self;
        let Self { asked, line_ends, bytes, ours, theirs, .. } = self;
        write!(f, "| {workload} {chunking}, {face} | {target} | {asked:.1} | {line_ends:.1} ")?;
        writeln!(f, "| {bytes:.1} | {ours:.1} | {theirs:.1} |")
    }
}

/// The section of the page; nothing where no such target is missed.
pub(super) fn section(runs: &Runs) -> Option<String> {
    let missed = missed(runs);
    if missed.is_empty() {
        return None;
    }
    let mut out = format!("## What is missed, and why\n\n{WHY}");
    for (is_one, why) in WHY_OF_SOME {
        if missed.iter().any(is_one) {
            let _ = writeln!(out, "* {why}");
        }
    }
    let _ = write!(
        out,
        "\n| what | target | it asks for | memchr2 for each line | ours, bytes | ours | the peer |\n\
         |---|---|---|---|---|---|---|\n"
    );
    for one in &missed {
        let _ = write!(out, "{one}");
    }
    Some(out)
}

fn missed(runs: &Runs) -> Vec<Missed> {
    let mut missed = Vec::new();
    for (workload, chunking) in runs.asked().cells() {
        let chunking = chunking.to_string();
        let Some(cell) = runs.medians.cell(workload.name, &chunking) else { continue };
        for face in FACES {
            let target = speed_target(workload.name, face, &chunking);
            match Standing::in_runs(runs, workload.name, &chunking, face) {
                Standing::Against { peer, ratio } if ratio.median < target => {
                    missed.extend(one(cell, workload.name, face, &peer, target));
                }
                _ => {}
            }
        }
    }
    missed
}

fn one(
    cell: &Cell,
    workload: &'static str,
    face: &'static str,
    peer: &str,
    target: f64,
) -> Option<Missed> {
    let middle = |contender: &str| median(timed(cell.outcome(contender)).ok()?);
    let theirs = middle(peer)?;
    Some(Missed {
        workload,
        chunking: cell.chunking.clone(),
        face,
        target,
        asked: theirs / target,
        line_ends: median(&cell.line_ends)?,
        bytes: middle(BYTES)?,
        ours: middle(face)?,
        theirs,
    })
}

#[cfg(all(test, feature = "peers"))]
mod tests {
    use headwater_benches::cell::{Cell, Outcome};

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

    /// The section where ours takes so long in one cell, with these `text` events.
    fn with_slow(workload: &str, chunking: &str, took: f64) -> String {
        let mut slow = results();
        let is_it = |cell: &&mut Cell| (&*cell.workload, &*cell.chunking) == (workload, chunking);
        let cell = slow.cells.iter_mut().find(is_it).expect("it is raced");
        cell.rows[1].outcome = Outcome::Timed(vec![took; 3]);
        section(&runs(vec![slow])).expect("it is missed")
    }

    #[test]
    fn a_reason_is_told_only_of_what_is_missed() {
        for (at, reason) in [
            (("large", "64"), "A line of 256 KiB"),
            (("chat", "1400"), "At 1,400 bytes"),
            (("chat", "64"), "At 64 bytes"),
            (("comments", "7"), "Of comments"),
            (("tiny", "7"), "At 7 bytes"),
        ] {
            let told = with_slow(at.0, at.1, 200.0);
            assert!(told.contains(reason), "{told}");
            assert!(!with_slow("responses", "16K", 200.0).contains(reason), "{reason}");
        }
        assert!(!with_slow("tiny", "7", 200.0).contains("Of comments"));
        assert!(!with_slow("large", "1400", 200.0).contains("At 1,400 bytes"));
        let little = "depends on the processor";
        assert!(with_slow("chat", "7", 62.0).contains(little), "by a twentieth");
        assert!(!with_slow("chat", "7", 80.0).contains(little), "by a third");
    }

    #[test]
    fn what_asks_for_less_than_the_bound_is_said_to() {
        let less = "less than *memchr2 for each line*";
        let mut slow = results();
        slow.cells[0].rows[1].outcome = Outcome::Timed(vec![50.0; 3]);
        assert!(!section(&runs(vec![slow.clone()])).expect("missed").contains(less));
        slow.cells[0].line_ends = vec![45.0; 3];
        assert!(section(&runs(vec![slow])).expect("missed").contains(less));
    }
}
