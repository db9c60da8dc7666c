//! The page of the race, and its part of the README.

use core::fmt::Write as _;

use headwater_benches::contenders;

use super::runs::Runs;
use super::{answers, missed, tables, targets};

/// The workloads that the README shows.
const IN_README: [&str; 2] = ["chat", "responses"];

/// Everything.
pub(super) fn page(runs: &Runs) -> String {
    let results = &runs.medians;
    let mut out = format!("# The race\n\n{}\n\n{}\n\n", measured(runs), how_fast(runs));
    let _ = writeln!(out, "{}\n", tables::how_often(runs));
    let _ = writeln!(out, "{}", tables::ratios(runs, |_| true));
    if let Some(splits) = tables::of_chunk_splits(runs) {
        let _ = writeln!(out, "{splits}\n");
    }
    let _ = writeln!(out, "{}", what_is_raced());
    let _ = writeln!(out, "## Targets\n\n{}\n\n{}\n", about_targets(runs), targets::table(runs));
    if let Some(missed) = missed::section(runs) {
        let _ = writeln!(out, "{missed}");
    }
    let _ = writeln!(out, "## Contenders\n\n{}", tables::contender_table());
    if runs.asked().all_else_too() {
        let _ = writeln!(
            out,
            "## Answers\n\n{}{}{}\n",
            answers::BEGIN,
            answers::table(&results.answers),
            answers::END
        );
        let _ = writeln!(out, "## Delivery\n\n{DELIVERY}\n\n{}", tables::delivery_table(results));
        let _ = writeln!(
            out,
            "## Conformance\n\nHow many of the {} {CONFORMANCE}\n\n{}",
            results.conformance.first().map_or(0, |row| row.cases),
            tables::conformance_table(results)
        );
        let _ = writeln!(
            out,
            "## Growth with the length of a line\n\n{GROWTH} {}.\n\n{}",
            spread(runs),
            tables::growth_table(results)
        );
    }
    let _ = writeln!(out, "## Cells\n\n{}\n", about_cells(runs));
    for cell in &results.cells {
        let _ = writeln!(out, "{}", tables::cell_table(cell, &results.counts));
    }
    out
}

/// The part of the README.
pub(super) fn section(runs: &Runs) -> String {
    let shown = |name: &str| IN_README.contains(&name);
    let targets = targets::table(runs);
    format!(
        "{}\n\n{}. **Bold** from 1 on.\n\n{}\n{}\n\n{TARGET} {} of {} are missed: \
         [docs/race.md](docs/race.md) shows which.\n",
        measured(runs),
        spread(runs),
        tables::ratios(runs, |workload| shown(workload.name)),
        tables::how_often(runs),
        targets.misses(),
        targets.0.len(),
    )
}

/// By what, on what, and against whom.
fn measured(runs: &Runs) -> String {
    let results = &runs.medians;
    let mut out = match &results.command {
        Some(command) => {
            format!("Measured by `cargo run --release -p headwater-benches -- {command}`")
        }
        None => "Measured".to_owned(),
    };
    let _ = match runs.each.len() {
        1 => write!(out, " in one run"),
        several => write!(out, " in {several} runs"),
    };
    if let Some(commit) = &results.commit {
        let _ = write!(out, ", at commit {commit}");
    }
    let peers: Vec<String> = contenders::all()
        .iter()
        .filter(|one| !one.is_ours())
        .map(|peer| format!("{} {}", peer.name, peer.version))
        .collect();
    let _ = write!(
        out,
        ", on {}, in CPU time of the thread. Peers: {}.",
        results.cpu,
        peers.join(", ")
    );
    out
}

fn spread(runs: &Runs) -> String {
    const HALF: &str = "half the distance between";
    match runs.each.len() {
        1 if runs.asked().rounds < 5 || runs.asked().quick => {
            format!("A value is the median of the rounds, and ± {HALF} the lowest and the highest")
        }
        1 => format!("A value is the median of the rounds, and ± {HALF} their quartiles"),
        several => {
            let ends =
                if several < 5 { "the lowest and the highest run" } else { "their quartiles" };
            format!(
                "A value is the median of the {several} runs, each of which gives the median of \
                 its rounds, and ± is {HALF} {ends}"
            )
        }
    }
}

fn how_fast(runs: &Runs) -> String {
    format!(
        "A figure of the first table says how many times as fast as the fastest peer ours is in \
         a cell: the peer's time divided by ours, round by round. The peer is named beside it; \
         where runs differ, the one that is the fastest in most of them. A peer whose events are \
         wrong in a cell, that panics or takes too long there, is not timed. **Bold** from 1 on: \
         as fast, or faster. {}; what is rounded is rounded down.",
        spread(runs)
    )
}

fn what_is_raced() -> String {
    let (workloads, chunkings) = (tables::workload_table(), tables::chunking_table());
    format!(
        "## What is raced\n\nA cell is a workload at a chunking. The streams are generated, the same \
         on every machine.\n\n{workloads}\n{chunkings}\n{FACES}"
    )
}

const FACES: &str = "\
A *face* is a way in which ours hands out the data of an event.

| face | what it hands out | held against |
|---|---|---|
| bytes | `&[u8]`, lent | every peer |
| text | `&str`, lent, and checked to be UTF-8 | every peer |
| owned | `Bytes`, which own their part of the memory | peers whose events own their data: all of these |

Most peers hand out a `String`: text that was checked, and that its holder owns. `bytes` does
less, for those who read the bytes themselves; `text` checks, `owned` owns, and none of the three
does both. `text` and `owned` are driven by another call where no chunk is over 256 bytes: see
*Contenders*.
";

const TARGET: &str = "A target is a figure that we set ourselves to reach, above what a first \
                      sketch of the decoder did.";

fn about_targets(runs: &Runs) -> String {
    format!(
        "{TARGET} Where nothing else was set it is 1: never slower than the fastest peer. So a \
         MISS above 1 is slower than we wanted, not slower than a peer. What could not be timed \
         is missed. {}; what is rounded is rounded away from the target. Of the allocations \
         `chunk_splits` is left out: each of its streams of five events has a decoder of its own, \
         which begins with no memory, so that none of them gets warm. *Cells* shows what it \
         allocates.",
        spread(runs)
    )
}

const DELIVERY: &str = "\
Bytes fed, one at a time, after the one on which the event is known (of CRLF: its CR), until the
event is handed out.";

const CONFORMANCE: &str = "\
cases of our own tests each fails: in one chunk; cut in two at some place, or byte by byte; and in
how many it panics.";

const GROWTH: &str = "\
Nanoseconds a byte of a single `data` line of this length, in chunks of 64 bytes. One that took
too long at a length is skipped at longer ones.";

fn about_cells(runs: &Runs) -> String {
    format!("* *ns an event*: nanoseconds of CPU time. {}.\n{UNITS}", spread(runs))
}

const UNITS: &str = "\
* *MiB/s*: the same time, as bytes of the stream; a MiB is 1,048,576 bytes.
* *> 2 s a pass*: stopped, because it took more than 2 seconds for the events of the cell. One that
  takes more than 150 ms runs in a single round, so that its ± is 0 where there is one run.
* *allocations an event*, *bytes allocated an event*: of a warm decoder, counted in a process of
  its own over up to 2,000 events.
* *peak bytes*: the most bytes that the decoder held at one time while these were counted, its
  input not among them. Where all comes in one chunk, some hold all of it.
* *scanned twice*: bytes that ours looked at beyond those it was given, while these were counted.
* *memchr2 for each line*, *memcpy*: the bounds. The one looks for every line's end and does
  nothing else, the other copies the stream.";

#[cfg(all(test, feature = "peers"))]
mod tests {
    use headwater_benches::cell::Outcome;

    use super::{page, section};
    use crate::race::synthetic::{results, runs};

    #[test]
    fn the_page_says_how_it_was_measured() {
        let one = page(&runs(vec![results()]));
        assert!(one.contains("-- race` in one run, at commit abcdef0, on a machine"), "{one}");
        assert!(one.contains("± half the distance between their quartiles"));
        let three = page(&runs(vec![results(); 3]));
        assert!(three.contains("-- race` in 3 runs, at commit abcdef0, on a machine"), "{three}");
        assert!(three.contains("± is half the distance between the lowest and the highest run"));
    }

    #[test]
    fn the_readme_has_the_figures_of_the_targets() {
        let run = |theirs: f64| {
            let mut run = results();
            for row in &mut run.cells[0].rows[3..] {
                row.outcome = Outcome::Timed(vec![theirs; 3]);
            }
            run
        };
        let runs = runs(vec![run(77.0), run(900.0), run(50.0)]);
        let (section, page) = (section(&runs), page(&runs));
        assert!(section.contains("| chat, bytes | **7.70** ± "), "{section}");
        assert!(page.contains("| chat, bytes | **7.70** ± "), "{page}");
        assert!(page.contains("| chat whole, headwater bytes | ≥ 4 | 7.70 ± "), "{page}");
        assert!(page.contains("| sse-stream | 77.0 ± "), "{page}");
        assert!(!section.contains("| tiny"), "{section}");
    }

    #[test]
    fn where_it_is_slower_is_said() {
        let mut slow = results();
        slow.cells[0].rows[1].outcome = Outcome::Timed(vec![125.0; 3]);
        slow.cells[1].rows[2].outcome = Outcome::Panicked;
        let section = section(&runs(vec![slow]));
        let sentence = "or faster, in 169 of 171 figures; slower in 1 (workload, chunking, face): \
                        chat whole text (0.80); 1 could not be taken.";
        assert!(section.contains(sentence), "{section}");
        assert!(section.contains("| chat, text | 0.80 ± 0.00 (async-sse) |"), "{section}");
        assert!(section.contains("| panics |"), "{section}");
    }
}
