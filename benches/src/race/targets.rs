//! Where we must stand, and whether we do. The list is made of the tables here and of what was
//! asked for, never of what was measured: what has no figure is missed.

use headwater_benches::chunkings::Chunking;
use headwater_benches::growth::LENGTHS;
use headwater_benches::statistics::Measured;

use super::figures::{Figure, Reached, Table, Target};
use super::results::Results;
use super::runs::Runs;
use super::standing::{Standing, in_run, over_runs, timed};

/// Our faces.
pub(super) const FACES: [&str; 3] = [BYTES, TEXT, OWNED];
pub(super) const BYTES: &str = "headwater bytes";
const TEXT: &str = "headwater text";
const OWNED: &str = "headwater owned";

/// How many times as fast as the fastest peer each face must be: at whole and 16 KiB, at 1,400, at
/// 64, at 7, and at 1.
const SPEED: [(&str, &str, [f64; 5]); 10] = [
    ("chat", BYTES, [4.0, 3.3, 2.2, 2.0, 1.7]),
    ("chat", TEXT, [2.4, 2.2, 1.8, 1.7, 1.6]),
    ("responses", BYTES, [4.2, 3.5, 2.2, 2.0, 1.7]),
    ("tiny", BYTES, [6.0, 6.0, 4.0, 2.0, 1.7]),
    ("ten_lines", BYTES, [2.2, 2.2, 1.8, 1.6, 1.6]),
    ("comments", BYTES, [2.0, 2.0, 1.6, 1.4, 1.4]),
    ("cjk", TEXT, [4.5, 4.0, 2.5, 1.7, 1.4]),
    ("large", BYTES, [1.35, 1.35, 1.5, 1.5, 1.6]),
    ("chat", OWNED, [2.0, 2.0, 1.6, 1.5, 1.5]),
    ("responses", OWNED, [2.0, 2.0, 1.6, 1.5, 1.5]),
];

/// In every other cell: never slower than the fastest peer.
const NEVER_SLOWER: f64 = 1.0;

/// At most so many times the cost of `memchr2` for each line, at 16 KiB.
const OVER_LINE_ENDS: [(&str, f64); 3] = [("chat", 1.25), ("responses", 1.35), ("tiny", 0.8)];

/// A byte of a line of 16 MiB costs at most so many times one of a line of 64 KiB.
const GROWTH: f64 = 1.5;

/// Every target of what was asked for, held against the median of the runs.
pub(super) fn table(runs: &Runs) -> Table {
    let asked = runs.asked();
    let mut figures = speed(runs);
    figures.extend(over_line_ends(runs));
    if asked.all_else_too() {
        figures.extend(linear(runs));
    }
    if asked.counts_too() {
        figures.extend(allocations(runs));
    }
    if asked.all_else_too() {
        figures.extend(late(runs));
        figures.extend(conformance(runs));
    }
    Table(figures)
}

fn speed(runs: &Runs) -> Vec<Figure> {
    let mut figures = Vec::new();
    for (workload, chunking) in runs.asked().cells() {
        let (workload, chunking) = (workload.name, chunking.to_string());
        for face in FACES {
            let (against, reached) = match Standing::in_runs(runs, workload, &chunking, face) {
                Standing::Against { peer, ratio } => (peer, Reached::Value(ratio)),
                Standing::Unopposed => (String::new(), Reached::Unopposed),
                Standing::Failed(why) => (String::new(), Reached::Failed(why)),
            };
            figures.push(Figure {
                what: format!("{workload} {chunking}, {face}"),
                against,
                target: Target::AtLeast(speed_target(workload, face, &chunking)),
                reached,
            });
        }
    }
    figures
}

/// How many times as fast as the fastest peer a face has to be.
pub(super) fn speed_target(workload: &str, face: &str, chunking: &str) -> f64 {
    let row = SPEED.iter().find(|row| (row.0, row.1) == (workload, face));
    let columns: [&[&str]; 5] = [&["whole", "16K"], &["1400"], &["64"], &["7"], &["1"]];
    let column = columns.iter().position(|column| column.contains(&chunking));
    row.zip(column).map_or(NEVER_SLOWER, |(row, column)| row.2[column])
}

fn over_line_ends(runs: &Runs) -> Vec<Figure> {
    let asked =
        OVER_LINE_ENDS.into_iter().filter(|(workload, _)| runs.asked().has(workload, "16K"));
    let figure = |(workload, target): (&str, f64)| Figure {
        what: format!("{workload} 16K, {BYTES}, over memchr2 for each line"),
        against: "the bound".to_owned(),
        target: Target::AtMost(target),
        reached: reached(runs, over_runs, |run| {
            let cell = run.cell(workload, "16K");
            let ours = timed(cell.and_then(|cell| cell.outcome(BYTES)))?;
            let bound = cell.map(|cell| &*cell.line_ends).unwrap_or_default();
            Measured::ratio(ours, bound).ok_or_else(|| "the bound was not timed".to_owned())
        }),
    };
    asked.map(figure).collect()
}

fn linear(runs: &Runs) -> Vec<Figure> {
    let figure = |face: &str| Figure {
        what: format!("a byte of a 16 MiB line over one of 64 KiB, {face}"),
        against: "itself".to_owned(),
        target: Target::AtMost(GROWTH),
        reached: reached(runs, over_runs, |run| {
            let growth = run.growth.iter().find(|growth| growth.contender == face);
            let costs = growth.map(|growth| &*growth.costs).unwrap_or_default();
            if costs.len() != LENGTHS.len() {
                return Err("not raced".to_owned());
            }
            let (short, long) = (timed(costs.first())?, timed(costs.last())?);
            Measured::ratio(long, short).ok_or_else(|| "not timed".to_owned())
        }),
    };
    FACES.into_iter().map(figure).collect()
}

fn allocations(runs: &Runs) -> Vec<Figure> {
    // Of short streams no decoder gets warm.
    let cells = runs.asked().cells().into_iter().filter(|cell| cell.1 != Chunking::Splits);
    let cells: Vec<(&str, String)> =
        cells.map(|(workload, chunking)| (workload.name, chunking.to_string())).collect();
    if cells.is_empty() {
        return Vec::new();
    }
    let most = |run: &Results, face: &str| {
        let mut most = 0.0_f64;
        for (workload, chunking) in &cells {
            let counts = run.counts.iter().find(|counts| {
                (&*counts.contender, &*counts.workload, &*counts.chunking)
                    == (face, *workload, &**chunking)
            });
            let counts = counts.ok_or_else(|| format!("not counted: {workload} {chunking}"))?;
            most = most.max(counts.allocations);
        }
        Ok(exactly(most))
    };
    let figure = |face: &str| Figure {
        what: format!(
            "allocations an event once warm, {face}, the most of all cells but `chunk_splits`"
        ),
        against: String::new(),
        target: Target::Nothing,
        reached: reached(runs, worst, |run| most(run, face)),
    };
    [BYTES, TEXT].into_iter().map(figure).collect()
}

/// Ours hand out at once.
fn late(runs: &Runs) -> Vec<Figure> {
    let figure = |face: &str| Figure {
        what: format!("bytes late, {face}"),
        against: String::new(),
        target: Target::Nothing,
        reached: reached(runs, worst, |run| {
            let row = run.delivery.iter().find(|row| row.contender == face);
            let late_by = &row.ok_or("not tried")?.late_by;
            let late = late_by.iter().map(|late| late.map_or(f64::INFINITY, |late| late as f64));
            late.reduce(f64::max).map(exactly).ok_or_else(|| "not tried".to_owned())
        }),
    };
    FACES.into_iter().map(figure).collect()
}

/// Ours conform.
fn conformance(runs: &Runs) -> Vec<Figure> {
    let figure = |face: &str| Figure {
        what: format!("conformance cases failed, {face}"),
        against: String::new(),
        target: Target::Nothing,
        reached: reached(runs, worst, |run| {
            let row = run.conformance.iter().find(|row| row.contender == face && row.cases > 0);
            let row = row.ok_or("not tried")?;
            Ok(exactly((row.fail_whole + row.fail_at_splits) as f64))
        }),
    };
    FACES.into_iter().map(figure).collect()
}

/// What the runs have, made one; failed where one of them has nothing.
fn reached(
    runs: &Runs,
    one_of: impl Fn(&[Measured]) -> Option<Measured>,
    in_one: impl Fn(&Results) -> Result<Measured, String>,
) -> Reached {
    let mut values = Vec::new();
    for (number, run) in (1..).zip(&runs.each) {
        match in_one(run) {
            Ok(value) => values.push(value),
            Err(why) => return Reached::Failed(in_run(runs, number, &why)),
        }
    }
    one_of(&values).map_or_else(|| Reached::Failed("no run".to_owned()), Reached::Value)
}

const fn exactly(value: f64) -> Measured {
    Measured { median: value, spread: 0.0 }
}

/// What must not be in any run is not outvoted by the other runs.
fn worst(values: &[Measured]) -> Option<Measured> {
    values.iter().copied().reduce(|one, other| if other.median > one.median { other } else { one })
}

#[cfg(all(test, feature = "peers"))]
mod tests;
