//! The commands `race`, `check` and `report`.

mod answers;
mod asked;
mod counting;
mod figures;
mod missed;
mod page;
mod plots;
mod publish;
mod results;
mod runs;
mod standing;
#[cfg(test)]
mod synthetic;
mod tables;
mod targets;

use std::path::PathBuf;
use std::time::Instant;

use headwater_benches::cell::{self, Rules};
use headwater_benches::chunkings::Chunking;
use headwater_benches::conformance::conformance;
use headwater_benches::contenders::Contender;
use headwater_benches::delivery::delivery;
use headwater_benches::growth::{LENGTHS, growth};
use headwater_benches::vectors;
use headwater_benches::workloads::Workload;

use asked::Asked;
use figures::Table;
use results::Results;
use runs::Runs;

type Fallible<T> = Result<T, Box<dyn core::error::Error>>;

/// What to race.
#[derive(clap::Args)]
pub(crate) struct Options {
    #[command(flatten)]
    asked: Asked,
    /// Run it all so many times: tables, plots and targets are of the medians of the runs.
    #[arg(long, default_value_t = 1)]
    runs: usize,
    /// Write the plots and tables into `docs`, and the short table into the README.
    #[arg(long)]
    update_readme: bool,
}

impl Options {
    /// As they were given.
    fn command(&self) -> String {
        let mut command = format!("race{}", self.asked.arguments());
        if self.runs > 1 {
            command += &format!(" --runs {}", self.runs);
        }
        if self.update_readme {
            command += " --update-readme";
        }
        command
    }
}

/// How to race over answers alone.
#[derive(clap::Args)]
pub(crate) struct AnswersOptions {
    /// Rounds.
    #[arg(long, default_value_t = 15)]
    rounds: usize,
    /// Put the table into the README and into `docs/race.md`.
    #[arg(long)]
    update_docs: bool,
}

/// How to compare readers.
#[cfg(feature = "peers")]
#[derive(clap::Args)]
pub(crate) struct ReadersOptions {
    /// Rounds.
    #[arg(long, default_value_t = 15)]
    rounds: usize,
}

/// What to check.
#[derive(clap::Args)]
pub(crate) struct CheckOptions {
    /// Files `race-1.json` and so on, written by `race`.
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

/// What to report.
#[derive(clap::Args)]
pub(crate) struct ReportOptions {
    /// Files `race-1.json` and so on, written by `race`.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Write the plots and tables into `docs`, and the short table into the README.
    #[arg(long)]
    update_readme: bool,
}

/// Races, and reports; fails where ours is wrong, panics, is stopped, is late or allocates.
pub(crate) fn run(options: &Options) -> Fallible<()> {
    if cfg!(feature = "count") {
        return Err("built with the feature `count`, which costs time: race without it".into());
    }
    options.asked.is_there()?;
    if options.update_readme {
        options.asked.may_be_published()?;
    }
    let start = Instant::now();
    let mut each = Vec::new();
    for number in 1..=options.runs {
        if options.runs > 1 {
            eprintln!("run {number} of {}", options.runs);
        }
        let results = measure(options)?;
        results.save(number)?;
        each.push(results);
    }
    let seconds = start.elapsed().as_secs();
    let told = tell(&Runs::of(each)?, options.update_readme);
    println!("\nraced for {seconds} s; tables and plots are in {}", results::folder().display());
    told
}

/// Holds earlier runs to the targets.
pub(crate) fn check(options: &CheckOptions) -> Fallible<()> {
    let table = targets::table(&Runs::load(&options.files)?);
    println!("{table}");
    reaches_all(&table)
}

/// Races over answers alone.
pub(crate) fn answers(options: &AnswersOptions) -> Fallible<()> {
    let table = answers::table(&answers::measure(options.rounds)?);
    println!("{table}");
    if options.update_docs {
        publish::publish_answers(&table)?;
    }
    Ok(())
}

/// Compares readers of JSON.
#[cfg(feature = "peers")]
pub(crate) fn readers(options: &ReadersOptions) -> Fallible<()> {
    println!("{}", answers::readers_table(&headwater_benches::readers::readers(options.rounds)?));
    Ok(())
}

/// Makes the tables and plots of earlier runs anew.
pub(crate) fn report(options: &ReportOptions) -> Fallible<()> {
    tell(&Runs::load(&options.files)?, options.update_readme)
}

/// Writes the tables and plots. A race in which ours failed is not put into the README.
fn tell(runs: &Runs, update_readme: bool) -> Fallible<()> {
    if update_readme {
        runs.asked().may_be_published()?;
    }
    std::fs::create_dir_all(results::folder())?;
    std::fs::write(results::folder().join("race.md"), page::page(runs))?;
    plots::draw(runs, &results::folder())?;
    let targets = targets::table(runs);
    println!("{}\n{}\n\n{targets}", tables::ratios(runs, |_| true), tables::how_often(runs));
    has_no_fault(&targets)?;
    if update_readme {
        publish::publish(runs)?;
    }
    Ok(())
}

fn has_no_fault(targets: &Table) -> Fallible<()> {
    match &*targets.faults() {
        [] => Ok(()),
        [fault] => Err(format!("ours failed: {fault}").into()),
        [fault, rest @ ..] => {
            Err(format!("ours failed: {fault}; and so did {} other targets", rest.len()).into())
        }
    }
}

fn reaches_all(targets: &Table) -> Fallible<()> {
    has_no_fault(targets)?;
    match targets.misses() {
        0 => Ok(()),
        misses => Err(format!("{misses} targets missed").into()),
    }
}

fn measure(options: &Options) -> Fallible<Results> {
    let asked = &options.asked;
    let contenders = asked.contenders();
    let counts = if asked.counts_too() { counting::counts(asked)? } else { Vec::new() };
    let mut results = Results::new(options.command(), asked.clone(), counts);
    let cells = asked.cells();
    for (number, (workload, chunking)) in (1..).zip(&cells) {
        eprintln!("{number} of {}: {} {chunking}", cells.len(), workload.name);
        results.cells.push(race_cell(asked, workload, *chunking, &contenders));
    }
    if asked.all_else_too() {
        eprintln!("answers, growth, delivery, conformance");
        results.answers = answers::measure(asked.rounds)?;
        results.growth = growth(&contenders, &LENGTHS, Rules::of_rounds(asked.rounds.min(9)));
        results.delivery = contenders.iter().map(delivery).collect();
        let cases = vectors::conformance_cases()?;
        results.conformance = contenders.iter().map(|one| conformance(one, &cases)).collect();
    }
    Ok(results)
}

fn race_cell(
    asked: &Asked,
    workload: &Workload,
    chunking: Chunking,
    contenders: &[Contender],
) -> cell::Cell {
    let events = workload.events_at(chunking);
    let (events, rounds) = if asked.quick {
        ((events / 4).max(1), asked.rounds.min(3))
    } else {
        (events, asked.rounds)
    };
    cell::race(workload, chunking, events, Rules::of_rounds(rounds), contenders)
}

#[cfg(all(test, feature = "peers"))]
mod tests {
    use headwater_benches::cell::Outcome;

    use super::synthetic::{results, runs};
    use super::{Asked, Options, has_no_fault, reaches_all, targets};

    fn table_where_ours(went: Outcome) -> super::Table {
        let mut spoilt = results();
        spoilt.cells[0].rows[0].outcome = went;
        targets::table(&runs(vec![spoilt]))
    }

    #[test]
    fn a_race_fails_by_faults_and_a_check_by_misses_too() {
        let well = table_where_ours(Outcome::Timed(vec![10.0]));
        assert!(has_no_fault(&well).is_ok() && reaches_all(&well).is_ok());
        let slow = table_where_ours(Outcome::Timed(vec![99.0]));
        assert!(has_no_fault(&slow).is_ok() && reaches_all(&slow).is_err());
        for failed in [Outcome::Wrong("data".into()), Outcome::Panicked, Outcome::Stopped(1.0)] {
            let failed = table_where_ours(failed);
            assert!(has_no_fault(&failed).is_err() && reaches_all(&failed).is_err());
        }
    }

    #[test]
    fn the_command_is_as_it_was_given() {
        let mut options = Options { asked: Asked::default(), runs: 1, update_readme: false };
        assert_eq!(options.command(), "race");
        options.runs = 3;
        options.update_readme = true;
        options.asked.rounds = 5;
        assert_eq!(options.command(), "race --rounds 5 --runs 3 --update-readme");
    }
}
