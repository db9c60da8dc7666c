//! One cell of the race: a workload at a chunking, every contender in turn, round by round.

use core::hint::black_box;
use core::time::Duration;
use std::time::Instant;

use serde::{Deserialize, Serialize};

use crate::bounds;
use crate::chunkings::{Chunking, Cut};
use crate::clock::{Clock, thread_time, wall_time};
use crate::contenders::Contender;
use crate::judge::{Expected, Verdict, expected, judge_by};
use crate::panics::caught;
use crate::workloads::Workload;

/// A contender that takes longer over a cell is stopped in the race.
pub const AT_MOST: Duration = Duration::from_secs(2);

/// One that takes longer than this over a cell runs in a single round.
const SLOW: Duration = Duration::from_millis(150);

/// Time enough for a cell: so the whole race ends in some minutes on a slow machine too.
const ENOUGH: Duration = Duration::from_millis(2_500);

/// Rounds in a cell, however slow they are.
const FEWEST_ROUNDS: usize = 5;

/// How long a cell may take.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// The most rounds.
    pub rounds: usize,
    /// A contender that takes longer for one pass over the cell is stopped.
    pub at_most: Duration,
    /// By this clock.
    pub clock: Clock,
}

impl Rules {
    /// So many rounds, and for each pass [`AT_MOST`] of the time that goes by.
    #[must_use]
    pub const fn of_rounds(rounds: usize) -> Self {
        Self { rounds, at_most: AT_MOST, clock: wall_time }
    }
}

/// What was measured in a cell.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Cell {
    /// The workload's name.
    pub workload: String,
    /// The chunking.
    pub chunking: String,
    /// Events in a run.
    pub events: usize,
    /// Bytes in a run.
    pub bytes: usize,
    /// Each contender.
    pub rows: Vec<Row>,
    /// The bound: `memchr2(CR, LF)` for each line, nanoseconds an event, round by round.
    pub line_ends: Vec<f64>,
    /// The bound: memcpy of the stream.
    pub copy: Vec<f64>,
}

/// What became of a contender in a cell.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Row {
    /// Its name.
    pub contender: String,
    /// How it went.
    pub outcome: Outcome,
}

/// How it went for a contender.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Outcome {
    /// Nanoseconds an event, round by round.
    Timed(Vec<f64>),
    /// It was stopped after so many nanoseconds an event of the whole cell.
    Stopped(f64),
    /// It panicked.
    Panicked,
    /// Its events are wrong here: how.
    Wrong(String),
    /// It failed where there was less to do already.
    Skipped,
}

impl Cell {
    /// How it went for the contender of this name.
    #[must_use]
    pub fn outcome(&self, contender: &str) -> Option<&Outcome> {
        self.rows.iter().find(|row| row.contender == contender).map(|row| &row.outcome)
    }

    /// Nanoseconds an event in each round; `None` for a contender that was not timed here.
    #[must_use]
    pub fn times(&self, contender: &str) -> Option<&[f64]> {
        match self.outcome(contender)? {
            Outcome::Timed(times) => Some(times),
            _ => None,
        }
    }
}

/// Races the contenders over a workload at a chunking.
#[must_use]
pub fn race(
    workload: &Workload,
    chunking: Chunking,
    events: usize,
    rules: Rules,
    contenders: &[Contender],
) -> Cell {
    let (cut, events) = workload.cut(chunking, events);
    let (outcomes, [line_ends, copy]) = race_over(&cut, events, rules, contenders);
    let row = |(contender, outcome): (&Contender, _)| Row {
        contender: contender.name.to_owned(),
        outcome,
    };
    Cell {
        workload: workload.name.to_owned(),
        chunking: chunking.to_string(),
        events,
        bytes: cut.len(),
        rows: contenders.iter().zip(outcomes).map(row).collect(),
        line_ends,
        copy,
    }
}

/// An outcome for each contender; and the two bounds.
fn race_over(
    cut: &Cut,
    events: usize,
    rules: Rules,
    contenders: &[Contender],
) -> (Vec<Outcome>, [Vec<f64>; 2]) {
    let mut field = Field::judged(cut, events, rules, contenders, |_| false);
    let mut bounds = [Vec::new(), Vec::new()];
    let mut copied = vec![0; cut.streams().map(|stream| stream.len()).max().unwrap_or_default()];
    let start = Instant::now();
    for round in 0..rules.rounds {
        if round >= FEWEST_ROUNDS && start.elapsed() > ENOUGH {
            break;
        }
        field.run(round);
        let line_ends = || cut.streams().map(|stream| bounds::line_ends(black_box(stream))).sum();
        bounds[0].push(field.an_event(timed::<usize>(line_ends)));
        let copy = || cut.streams().for_each(|stream| bounds::copy(black_box(stream), &mut copied));
        bounds[1].push(field.an_event(timed(copy)));
    }
    (field.outcomes, bounds)
}

/// The contenders over a cut.
pub(crate) struct Field<'f> {
    cut: &'f Cut,
    events: usize,
    contenders: &'f [Contender],
    slow: Vec<bool>,
    /// Of each contender.
    pub(crate) outcomes: Vec<Outcome>,
}

impl<'f> Field<'f> {
    /// Compares each with the reference, but for those to be skipped. Those that are right are
    /// ready to run.
    pub(crate) fn judged(
        cut: &'f Cut,
        events: usize,
        rules: Rules,
        contenders: &'f [Contender],
        is_skipped: impl Fn(usize) -> bool,
    ) -> Self {
        let mut field = Self { cut, events, contenders, slow: Vec::new(), outcomes: Vec::new() };
        let expected: Vec<Expected> = distinct(cut, expected);
        for (at, contender) in contenders.iter().enumerate() {
            if is_skipped(at) {
                field.slow.push(true);
                field.outcomes.push(Outcome::Skipped);
                continue;
            }
            let verdict = judge_by(rules.clock, contender, cut, &expected, Some(rules.at_most));
            field.slow.push(!matches!(verdict, Verdict::Right(took) if took <= SLOW));
            field.outcomes.push(match verdict {
                Verdict::Right(_) => Outcome::Timed(Vec::new()),
                Verdict::Stopped(after) => Outcome::Stopped(field.an_event(after)),
                Verdict::Panicked => Outcome::Panicked,
                Verdict::Wrong(how) => Outcome::Wrong(how),
            });
        }
        field
    }

    /// A round: each runs once.
    pub(crate) fn run(&mut self, round: usize) {
        // Nobody always runs behind the same other one.
        let all = self.contenders.len();
        for at in (0..all).map(|at| (at + round) % all) {
            if !matches!(self.outcomes[at], Outcome::Timed(_)) || (self.slow[at] && round > 0) {
                continue;
            }
            // One that was right when it was judged may still panic now.
            let time = caught(|| timed(self.contenders[at].run(self.cut)));
            let time = time.map(|time| self.an_event(time));
            match (time, &mut self.outcomes[at]) {
                (Some(time), Outcome::Timed(times)) => times.push(time),
                (_, outcome) => *outcome = Outcome::Panicked,
            }
        }
    }

    fn an_event(&self, time: Duration) -> f64 {
        time.as_secs_f64() * 1e9 / self.events as f64
    }
}

fn timed<T>(run: impl FnOnce() -> T) -> Duration {
    let start = thread_time();
    let done = run();
    let time = thread_time() - start;
    black_box(done);
    time
}

/// Of each stream; the streams of a cut in two at every place are all the same.
fn distinct(cut: &Cut, of: impl Fn(&[u8]) -> Expected) -> Vec<Expected> {
    let mut made: Vec<Expected> = Vec::with_capacity(cut.streams.len());
    let mut before: Option<&[u8]> = None;
    for stream in cut.streams() {
        let next = match made.last() {
            Some(last) if before == Some(stream) => last.clone(),
            _ => of(stream),
        };
        before = Some(stream);
        made.push(next);
    }
    made
}

#[cfg(test)]
mod tests {
    use core::time::Duration;

    use super::{Outcome, Rules, race};
    use crate::chunkings::Chunking;
    use crate::contenders::{Contender, fakes, ours};
    use crate::workloads::Workload;

    #[test]
    fn every_contender_runs_in_every_round() {
        let workload = Workload::named("chat").unwrap();
        let rules = Rules { clock: fakes::moved_time, ..Rules::of_rounds(3) };
        let cell = race(&workload, Chunking::Of(64), 20, rules, &ours());
        assert_eq!((cell.events, cell.line_ends.len(), cell.copy.len()), (20, 3, 3));
        for row in &cell.rows {
            let Outcome::Timed(times) = &row.outcome else { panic!("{row:?}") };
            assert_eq!(times.len(), 3);
            assert!(times.iter().all(|time| *time > 0.0), "{row:?}");
        }
    }

    /// Beside ours, which must go on.
    fn outcome_of(fake: Contender, at_most: Duration) -> Outcome {
        let workload = Workload::named("chat").unwrap();
        let rules = Rules { rounds: 2, at_most, clock: fakes::moved_time };
        let cell = race(&workload, Chunking::Of(64), 40, rules, &[ours()[0], fake, ours()[1]]);
        for ours in [&cell.rows[0], &cell.rows[2]] {
            assert!(matches!(&ours.outcome, Outcome::Timed(times) if times.len() == 2), "{ours:?}");
        }
        cell.rows[1].outcome.clone()
    }

    #[test]
    fn one_that_is_too_slow_is_stopped_and_the_others_go_on() {
        let at_most = 40 * fakes::NAP;
        let outcome = outcome_of(fakes::SLEEPS, at_most);
        let Outcome::Stopped(after) = outcome else { panic!("{outcome:?}") };
        // That is 53 chunks and the eleven events in them: there the clock is looked at first.
        assert_eq!(after * 40.0, (53 * fakes::NAP).as_nanos() as f64, "{after} ns an event of 40");
    }

    #[test]
    fn one_that_panics_is_caught_whether_it_is_judged_or_timed() {
        let a_minute = Duration::from_secs(60);
        assert_eq!(outcome_of(fakes::PANICS, a_minute), Outcome::Panicked);
        assert_eq!(outcome_of(fakes::PANICS_WHEN_TIMED, a_minute), Outcome::Panicked);
    }

    #[test]
    fn one_that_is_wrong_is_not_timed() {
        let outcome = outcome_of(fakes::WRONG_AT_THE_END, Duration::from_secs(60));
        assert_eq!(outcome, Outcome::Wrong("the data of event 1".to_owned()));
    }
}
