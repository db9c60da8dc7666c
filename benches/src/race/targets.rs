//! Where we must stand, and whether we do.

use core::fmt;

use headwater_benches::cell::Outcome;
use headwater_benches::contenders;
use headwater_benches::statistics::Measured;

use super::results::Results;
use super::standing::standing;

const BYTES: &str = "headwater bytes";
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

/// A figure that has to be reached.
#[derive(Clone, Debug)]
pub(super) struct Figure {
    pub(super) what: String,
    /// The peer it was held against, if any.
    pub(super) against: &'static str,
    pub(super) target: Target,
    pub(super) reached: Measured,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Target {
    AtLeast(f64),
    AtMost(f64),
}

impl Figure {
    fn is_reached(&self) -> bool {
        match self.target {
            Target::AtLeast(target) => self.reached.median >= target,
            Target::AtMost(target) => self.reached.median <= target,
        }
    }
}

/// Every target and what was reached.
pub(super) struct Table(Vec<Figure>);

impl Table {
    pub(super) fn misses(&self) -> usize {
        self.0.iter().filter(|figure| !figure.is_reached()).count()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| what | target | reached | | against |\n|---|---|---|---|---|")?;
        for figure in &self.0 {
            let target = match figure.target {
                Target::AtLeast(target) => format!("≥ {target}"),
                Target::AtMost(target) => format!("≤ {target}"),
            };
            let verdict = if figure.is_reached() { "PASS" } else { "MISS" };
            let Measured { median, spread } = figure.reached;
            writeln!(
                f,
                "| {} | {target} | {median:.2} ± {spread:.2} | {verdict} | {} |",
                figure.what, figure.against
            )?;
        }
        write!(f, "\n{} of {} targets missed", self.misses(), self.0.len())
    }
}

/// The targets, held against the median of the runs.
pub(super) fn table(runs: &[Results]) -> Table {
    let [first, rest @ ..] = runs else { return Table(Vec::new()) };
    let rest: Vec<Vec<Figure>> = rest.iter().map(figures).collect();
    let over_all = |mut figure: Figure| {
        let same = |figures: &Vec<Figure>| {
            figures.iter().find(|other| other.what == figure.what).map(|other| other.reached.median)
        };
        let others: Vec<f64> = rest.iter().filter_map(same).collect();
        let values = [&[figure.reached.median], &*others].concat();
        if let (true, Some(over_all)) = (values.len() > 1, Measured::of(&values)) {
            figure.reached = over_all;
        }
        figure
    };
    Table(figures(first).into_iter().map(over_all).collect())
}

fn figures(results: &Results) -> Vec<Figure> {
    let mut figures = speed(results);
    figures.extend(over_line_ends(results));
    figures.extend(linear(results));
    figures.extend(allocations(results));
    figures.extend(faultless(results));
    figures
}

fn speed(results: &Results) -> Vec<Figure> {
    let mut figures = Vec::new();
    for cell in &results.cells {
        for face in contenders::ours() {
            let Some(standing) = standing(cell, face.name) else { continue };
            figures.push(Figure {
                what: format!("{} {}, {}", cell.workload, cell.chunking, face.name),
                against: standing.peer,
                target: Target::AtLeast(speed_target(&cell.workload, face.name, &cell.chunking)),
                reached: standing.ratio,
            });
        }
    }
    figures
}

fn speed_target(workload: &str, face: &str, chunking: &str) -> f64 {
    let row = SPEED.iter().find(|row| (row.0, row.1) == (workload, face));
    let columns: [&[&str]; 5] = [&["whole", "16K"], &["1400"], &["64"], &["7"], &["1"]];
    let column = columns.iter().position(|column| column.contains(&chunking));
    row.zip(column).map_or(NEVER_SLOWER, |(row, column)| row.2[column])
}

fn over_line_ends(results: &Results) -> Vec<Figure> {
    let figure = |(workload, target): (&str, f64)| {
        let cell = results.cell(workload, "16K")?;
        Some(Figure {
            what: format!("{workload} 16K, {BYTES}, over memchr2 for each line"),
            against: "the bound",
            target: Target::AtMost(target),
            reached: Measured::ratio(cell.times(BYTES)?, &cell.line_ends)?,
        })
    };
    OVER_LINE_ENDS.into_iter().filter_map(figure).collect()
}

fn linear(results: &Results) -> Vec<Figure> {
    let figure = |face: contenders::Contender| {
        let growth = results.growth.iter().find(|growth| growth.contender == face.name)?;
        let [Outcome::Timed(short), .., Outcome::Timed(long)] = &*growth.costs else {
            return None;
        };
        Some(Figure {
            what: format!("a byte of a 16 MiB line over one of 64 KiB, {}", face.name),
            against: "itself",
            target: Target::AtMost(GROWTH),
            reached: Measured::ratio(long, short)?,
        })
    };
    contenders::ours().into_iter().filter_map(figure).collect()
}

fn allocations(results: &Results) -> Vec<Figure> {
    let figure = |face: &str| {
        let of_face = results.counts.iter().filter(|counts| counts.contender == face);
        let most = of_face
            .filter(|counts| counts.chunking != "splits")
            .map(|counts| counts.allocations)
            .reduce(f64::max)?;
        Some(Figure {
            what: format!("allocations an event once warm, {face}, the most of all cells"),
            against: "",
            target: Target::AtMost(0.0),
            reached: Measured::of(&[most])?,
        })
    };
    [BYTES, TEXT].into_iter().filter_map(figure).collect()
}

/// Ours hand out at once, and conform.
fn faultless(results: &Results) -> Vec<Figure> {
    let none = |what: String, reached: f64| {
        let reached = Measured { median: reached, spread: 0.0 };
        Figure { what, against: "", target: Target::AtMost(0.0), reached }
    };
    let ours: Vec<&str> = contenders::ours().iter().map(|face| face.name).collect();
    let late = results.delivery.iter().filter(|row| ours.contains(&&*row.contender)).map(|row| {
        let late = row.late_by.iter().map(|late| late.map_or(f64::INFINITY, |late| late as f64));
        none(format!("bytes late, {}", row.contender), late.fold(0.0, f64::max))
    });
    let failing =
        results.conformance.iter().filter(|row| ours.contains(&&*row.contender)).map(|row| {
            let failing = row.fail_whole + row.fail_at_splits;
            none(format!("conformance cases failed, {}", row.contender), failing as f64)
        });
    late.chain(failing).collect()
}

#[cfg(test)]
mod tests {
    use super::{BYTES, Figure, OWNED, TEXT, Target, speed_target};
    use headwater_benches::statistics::Measured;

    #[test]
    fn targets_are_found() {
        assert_eq!(speed_target("chat", BYTES, "whole"), 4.0);
        assert_eq!(speed_target("chat", BYTES, "16K"), 4.0);
        assert_eq!(speed_target("cjk", TEXT, "1"), 1.4);
        assert_eq!(speed_target("responses", OWNED, "64"), 1.6);
        assert_eq!(speed_target("chat", BYTES, "random"), 1.0);
        assert_eq!(speed_target("cjk", BYTES, "64"), 1.0);
    }

    #[test]
    fn a_target_is_reached_from_its_side() {
        let reached = |target| {
            let reached = Measured { median: 2.0, spread: 0.1 };
            Figure { what: String::new(), against: "", target, reached }.is_reached()
        };
        assert!(reached(Target::AtLeast(2.0)) && !reached(Target::AtLeast(2.1)));
        assert!(reached(Target::AtMost(2.0)) && !reached(Target::AtMost(1.9)));
    }
}
