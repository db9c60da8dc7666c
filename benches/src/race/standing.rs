//! Where a face of ours stands in a cell: against the fastest peer there.

use core::fmt;

use headwater_benches::cell::{AT_MOST, Cell, Outcome};
use headwater_benches::contenders::{self, Kind};
use headwater_benches::statistics::{Measured, median};

use super::runs::Runs;

/// A face against the fastest peer.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Standing {
    /// How many times as fast as this peer ours is.
    Against { peer: String, ratio: Measured },
    /// Ours was timed, and no peer was.
    Unopposed,
    /// Ours was not timed: why.
    Failed(String),
}

impl Standing {
    /// In the cell of one run.
    pub(super) fn of(cell: Option<&Cell>, face: &str) -> Self {
        let Some(cell) = cell else { return Self::Failed("not raced".to_owned()) };
        let ours = match timed(cell.outcome(face)) {
            Ok(ours) => ours,
            Err(why) => return Self::Failed(why),
        };
        let owned = contenders::all().iter().any(|one| one.name == face && one.owned);
        let may_be_fastest =
            |peer: &contenders::Contender| peer.kind == Kind::Peer && (peer.owned || !owned);
        let fastest = contenders::all()
            .into_iter()
            .filter(may_be_fastest)
            .filter_map(|peer| Some((peer.name, cell.times(peer.name)?)))
            .min_by(|one, other| middle(one.1).total_cmp(&middle(other.1)));
        let against = |(peer, theirs): (&str, &[f64])| {
            let ratio = Measured::ratio(theirs, ours)?;
            Some(Self::Against { peer: peer.to_owned(), ratio })
        };
        fastest.and_then(against).unwrap_or(Self::Unopposed)
    }

    /// The median of the runs, and the peer that is the fastest in most of them. Ours has to be
    /// timed in each.
    pub(super) fn in_runs(runs: &Runs, workload: &str, chunking: &str, face: &str) -> Self {
        let (mut peers, mut ratios) = (Vec::new(), Vec::new());
        let mut unopposed = false;
        for (number, run) in (1..).zip(&runs.each) {
            match Self::of(run.cell(workload, chunking), face) {
                Self::Against { peer, ratio } => {
                    peers.push(peer);
                    ratios.push(ratio);
                }
                Self::Unopposed => unopposed = true,
                Self::Failed(why) => return Self::Failed(in_run(runs, number, &why)),
            }
        }
        let ratio = if unopposed { None } else { over_runs(&ratios) };
        most_frequent(peers)
            .zip(ratio)
            .map_or(Self::Unopposed, |(peer, ratio)| Self::Against { peer, ratio })
    }

    /// Whether ours is at least as fast; `None` where there is nothing to compare.
    pub(super) fn is_at_least_as_fast(&self) -> Option<bool> {
        match self {
            Self::Against { ratio, .. } => Some(ratio.median >= 1.0),
            _ => None,
        }
    }
}

/// In Markdown; bold where ours is at least as fast.
impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Against { peer, ratio: Measured { median, spread } } => {
                let bold = if *median >= 1.0 { "**" } else { "" };
                write!(f, "{bold}{:.2}{bold} ± {spread:.2} ({peer})", rounded_down(*median))
            }
            Self::Unopposed => f.write_str("no peer is right here"),
            Self::Failed(why) => f.write_str(why),
        }
    }
}

/// The figure of one run as it is; of several their median.
pub(super) fn over_runs(values: &[Measured]) -> Option<Measured> {
    match values {
        [value] => Some(*value),
        _ => Measured::of(&values.iter().map(|value| value.median).collect::<Vec<_>>()),
    }
}

/// Which run it was, where there are several.
pub(super) fn in_run(runs: &Runs, number: usize, why: &str) -> String {
    if runs.each.len() > 1 { format!("run {number}: {why}") } else { why.to_owned() }
}

/// The times of a contender, or why there are none.
pub(super) fn timed(outcome: Option<&Outcome>) -> Result<&[f64], String> {
    match outcome {
        Some(Outcome::Timed(times)) if !times.is_empty() => Ok(times),
        Some(Outcome::Timed(_)) => Err("not timed".to_owned()),
        Some(outcome) => Err(untimed(outcome)),
        None => Err("not raced".to_owned()),
    }
}

/// How it went for one that has no times.
pub(super) fn untimed(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Timed(_) => String::new(),
        Outcome::Stopped(_) => format!("> {} s a pass", AT_MOST.as_secs()),
        Outcome::Panicked => "panics".to_owned(),
        Outcome::Skipped => "skipped".to_owned(),
        Outcome::Wrong(how) => format!("wrong: {}", how.replace('|', "\\|")),
    }
}

/// To two digits, so that what is rounded never looks faster than it is.
pub(super) fn rounded_down(ratio: f64) -> f64 {
    (ratio * 100.0).floor() / 100.0
}

fn middle(times: &[f64]) -> f64 {
    median(times).unwrap_or(f64::INFINITY)
}

/// The first of those that are there most often.
fn most_frequent(names: Vec<String>) -> Option<String> {
    let times = |name: &String| names.iter().filter(|other| *other == name).count();
    names.iter().rev().max_by_key(|name| times(name)).cloned()
}

#[cfg(all(test, feature = "peers"))]
mod tests {
    use headwater_benches::cell::{Cell, Outcome, Row};
    use headwater_benches::statistics::Measured;

    use super::{Standing, most_frequent};
    use crate::race::synthetic;

    fn cell(times: &[(&str, &[f64])]) -> Cell {
        let row = |(contender, times): &(&str, &[f64])| Row {
            contender: (*contender).to_owned(),
            outcome: Outcome::Timed(times.to_vec()),
        };
        Cell { rows: times.iter().map(row).collect(), ..synthetic::results().cells.remove(0) }
    }

    fn against(peer: &str, median: f64, spread: f64) -> Standing {
        Standing::Against { peer: peer.to_owned(), ratio: Measured { median, spread } }
    }

    #[test]
    fn a_peer_without_a_public_decoder_is_outside_of_the_maximum() {
        let cell = cell(&[
            ("headwater bytes", &[10.0, 10.0]),
            ("eventsource-client", &[5.0, 5.0]),
            ("sse-stream", &[30.0, 30.0]),
            ("sseer", &[40.0, 40.0]),
        ]);
        assert_eq!(Standing::of(Some(&cell), "headwater bytes"), against("sse-stream", 3.0, 0.0));
    }

    #[test]
    fn one_that_has_only_itself_to_beat_is_unopposed() {
        let cell = cell(&[("headwater text", &[1.0]), ("eventsource-client", &[5.0])]);
        assert_eq!(Standing::of(Some(&cell), "headwater text"), Standing::Unopposed);
    }

    #[test]
    fn over_runs_it_is_the_median_and_the_peer_of_most() {
        let run = |peer: &str, theirs: f64| {
            let mut run = synthetic::results();
            run.cells[0].rows = cell(&[("headwater bytes", &[10.0]), (peer, &[theirs])]).rows;
            run
        };
        let runs = synthetic::runs(vec![
            run("sse-core", 20.0),
            run("sse-stream", 50.0),
            run("sse-stream", 30.0),
        ]);
        let (workload, chunking) =
            (&runs.each[0].cells[0].workload, &runs.each[0].cells[0].chunking);
        let standing = Standing::in_runs(&runs, workload, chunking, "headwater bytes");
        assert_eq!(standing, against("sse-stream", 3.0, 1.5));
        let failed = Standing::in_runs(&runs, workload, chunking, "headwater text");
        assert_eq!(failed, Standing::Failed("run 1: not raced".to_owned()));
    }

    #[test]
    fn only_what_is_as_fast_is_bold_and_nothing_is_rounded_up_to_it() {
        assert_eq!(against("a", 1.0, 0.0).to_string(), "**1.00** ± 0.00 (a)");
        assert_eq!(against("a", 0.999, 0.0).to_string(), "0.99 ± 0.00 (a)");
    }

    #[test]
    fn of_equals_the_first_is_named() {
        let names =
            |names: &[&str]| most_frequent(names.iter().map(|name| (*name).into()).collect());
        assert_eq!(names(&["a", "b", "b"]).as_deref(), Some("b"));
        assert_eq!(names(&["a", "b"]).as_deref(), Some("a"));
        assert_eq!(names(&[]), None);
    }
}
