//! Runs of the same race, and the medians of what they measured.

use std::path::PathBuf;

use headwater_benches::answers::Answers;
use headwater_benches::cell::{Cell, Outcome, Row};
use headwater_benches::conformance::Conformance;
use headwater_benches::count::Counts;
use headwater_benches::delivery::Delivery;
use headwater_benches::growth::Growth;
use headwater_benches::statistics::median;

use super::Fallible;
use super::asked::Asked;
use super::results::Results;

/// One run or more.
pub(super) struct Runs {
    pub(super) each: Vec<Results>,
    /// Of one run what it measured; of several, value by value, their medians, where a run counts
    /// as a round.
    pub(super) medians: Results,
}

impl Runs {
    /// These runs; an error where there is none, or they are not of the same race.
    pub(super) fn of(each: Vec<Results>) -> Fallible<Self> {
        let [first, rest @ ..] = &*each else { return Err("there is no run".into()) };
        let race = |run: &Results| (run.asked.clone(), run.commit.clone(), run.cpu.clone());
        if rest.iter().any(|run| race(run) != race(first)) {
            let differ = "these runs differ in what was asked for, in the commit or in the machine";
            return Err(format!("{differ}: there is no median of them").into());
        }
        let medians = if rest.is_empty() { first.clone() } else { medians(&each) };
        Ok(Self { each, medians })
    }

    pub(super) fn load(files: &[PathBuf]) -> Fallible<Self> {
        let each: Fallible<Vec<Results>> = files.iter().map(|file| Results::load(file)).collect();
        Self::of(each?)
    }

    pub(super) fn asked(&self) -> &Asked {
        &self.medians.asked
    }
}

fn medians(runs: &[Results]) -> Results {
    Results {
        cells: by_key(runs, |run| &run.cells, |cell| (&cell.workload, &cell.chunking), cell),
        counts: by_key(
            runs,
            |run| &run.counts,
            |counts| (&counts.workload, &counts.chunking, &counts.contender),
            counts,
        ),
        growth: by_key(runs, |run| &run.growth, |growth| &growth.contender, growth),
        delivery: by_key(runs, |run| &run.delivery, |row| &row.contender, delivery),
        conformance: by_key(runs, |run| &run.conformance, |row| &row.contender, conformance),
        answers: by_key(runs, |run| &run.answers, |row| (&row.set, &row.made), answers),
        ..runs[0].clone()
    }
}

/// What the runs have of the same key, made one; in the order in which the keys come up.
fn by_key<'r, T: 'r, K: PartialEq>(
    runs: &'r [Results],
    list: impl Fn(&'r Results) -> &'r Vec<T>,
    key: impl Fn(&'r T) -> K,
    make_one: impl Fn(&[&'r T]) -> T,
) -> Vec<T> {
    let mut groups: Vec<(K, Vec<&'r T>)> = Vec::new();
    for item in runs.iter().flat_map(list) {
        let item_key = key(item);
        match groups.iter_mut().find(|group| group.0 == item_key) {
            Some(group) => group.1.push(item),
            None => groups.push((item_key, vec![item])),
        }
    }
    groups.iter().map(|(_, items)| make_one(items)).collect()
}

fn cell(cells: &[&Cell]) -> Cell {
    let row = |row: &Row| Row {
        contender: row.contender.clone(),
        outcome: outcome(cells.iter().filter_map(|cell| cell.outcome(&row.contender))),
    };
    Cell {
        rows: cells[0].rows.iter().map(row).collect(),
        line_ends: cells.iter().filter_map(|cell| median(&cell.line_ends)).collect(),
        copy: cells.iter().filter_map(|cell| median(&cell.copy)).collect(),
        ..cells[0].clone()
    }
}

/// The median of each run; what was not timed in one of them is as it went there.
fn outcome<'o>(outcomes: impl Iterator<Item = &'o Outcome>) -> Outcome {
    let mut medians = Vec::new();
    for outcome in outcomes {
        match outcome {
            Outcome::Timed(times) => medians.extend(median(times)),
            other => return other.clone(),
        }
    }
    Outcome::Timed(medians)
}

fn growth(of_runs: &[&Growth]) -> Growth {
    let at_length = |at| outcome(of_runs.iter().filter_map(|growth| growth.costs.get(at)));
    let costs = (0..of_runs[0].costs.len()).map(at_length).collect();
    Growth { contender: of_runs[0].contender.clone(), costs }
}

fn answers(of_runs: &[&Answers]) -> Answers {
    let outcomes = |contender: &str| {
        let rows = of_runs.iter().flat_map(|answers| &answers.rows);
        outcome(rows.filter(|row| row.contender == contender).map(|row| &row.outcome))
    };
    let row =
        |row: &Row| Row { contender: row.contender.clone(), outcome: outcomes(&row.contender) };
    Answers { rows: of_runs[0].rows.iter().map(row).collect(), ..of_runs[0].clone() }
}

fn counts(of_runs: &[&Counts]) -> Counts {
    let middle = |value: fn(&Counts) -> f64| {
        let values: Vec<f64> = of_runs.iter().map(|counts| value(counts)).collect();
        median(&values).unwrap_or_default()
    };
    Counts {
        allocations: middle(|counts| counts.allocations),
        allocated: middle(|counts| counts.allocated),
        peak: middle(|counts| counts.peak as f64) as u64,
        ..of_runs[0].clone()
    }
}

/// The latest: that it can be so late does not depend on the run.
fn delivery(of_runs: &[&Delivery]) -> Delivery {
    let late_by = |at: usize| {
        let late = of_runs.iter().map(|delivery| delivery.late_by.get(at).copied().flatten());
        late.reduce(|one, other| Some(one?.max(other?))).flatten()
    };
    let late_by = (0..of_runs[0].late_by.len()).map(late_by).collect();
    Delivery { contender: of_runs[0].contender.clone(), late_by }
}

/// The most failures, likewise.
fn conformance(of_runs: &[&Conformance]) -> Conformance {
    let most = |failures: fn(&Conformance) -> usize| {
        of_runs.iter().map(|row| failures(row)).max().unwrap_or_default()
    };
    Conformance {
        fail_whole: most(|row| row.fail_whole),
        fail_at_splits: most(|row| row.fail_at_splits),
        panics: most(|row| row.panics),
        ..of_runs[0].clone()
    }
}

#[cfg(test)]
mod tests {
    use headwater_benches::cell::Outcome;

    use super::Runs;
    use crate::race::results::Results;
    use crate::race::synthetic::{results, runs};

    /// A run in which the first contender of the first cell went like this.
    fn run(outcome: Outcome) -> Results {
        let mut run = results();
        run.cells[0].rows[0].outcome = outcome;
        run
    }

    fn in_the_middle(each: Vec<Results>) -> Outcome {
        runs(each).medians.cells[0].rows[0].outcome.clone()
    }

    #[test]
    fn one_run_stays_as_it_is() {
        let rounds = Outcome::Timed(vec![3.0, 1.0, 2.0]);
        assert_eq!(in_the_middle(vec![run(rounds.clone())]), rounds);
    }

    #[test]
    fn of_several_each_counts_with_its_median() {
        let timed = |times: &[f64]| run(Outcome::Timed(times.to_vec()));
        let each = vec![timed(&[3.0, 1.0, 2.0]), timed(&[5.0]), timed(&[4.0, 8.0])];
        assert_eq!(in_the_middle(each), Outcome::Timed(vec![2.0, 5.0, 6.0]));
    }

    #[test]
    fn what_was_not_timed_in_a_run_has_no_median() {
        let each = vec![results(), run(Outcome::Panicked), results()];
        assert_eq!(in_the_middle(each), Outcome::Panicked);
    }

    #[test]
    fn what_the_first_run_lacks_is_not_forgotten() {
        let mut lacking = results();
        lacking.cells.remove(3);
        lacking.counts.clear();
        let medians = runs(vec![lacking, results()]).medians;
        assert_eq!(medians.cells.len(), results().cells.len());
        assert_eq!(medians.counts, results().counts);
    }

    #[test]
    fn counts_have_medians_and_promises_the_worst() {
        let mut second = results();
        second.counts[0].peak = 21;
        second.delivery[0].late_by = vec![Some(0), Some(2), None];
        second.conformance[0].panics = 3;
        let medians = runs(vec![results(), second, results()]).medians;
        assert_eq!(medians.counts[0].peak, 9);
        assert_eq!(medians.delivery[0].late_by, [Some(0), Some(2), None]);
        assert_eq!(medians.conformance[0].panics, 3);
    }

    #[test]
    fn runs_of_other_races_are_refused() {
        assert!(Runs::of(Vec::new()).is_err());
        for other in [
            |run: &mut Results| run.asked.quick = true,
            |run: &mut Results| run.cpu = "another".to_owned(),
            |run: &mut Results| run.commit = Some("another".to_owned()),
        ] {
            let mut second = results();
            other(&mut second);
            assert!(Runs::of(vec![results(), second]).is_err());
        }
    }
}
