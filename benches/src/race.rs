//! The commands `race` and `check`.

mod counting;
mod plots;
mod publish;
mod results;
mod standing;
mod tables;
mod targets;

use std::path::PathBuf;
use std::time::Instant;

use headwater_benches::conformance::{Conformance, conformance};
use headwater_benches::contenders::{self, Contender};
use headwater_benches::delivery::delivery;
use headwater_benches::growth::growth;
use headwater_benches::workloads::{self, Workload};
use headwater_benches::{cell, shared};

use results::Results;

type Fallible<T> = Result<T, Box<dyn core::error::Error>>;

/// What to race.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Only this workload.
    #[arg(long)]
    workload: Option<String>,
    /// Only this chunking: whole, 16K, 1400, 64, 7, 1, random or splits.
    #[arg(long)]
    chunking: Option<String>,
    /// Only this peer, beside ours.
    #[arg(long)]
    contender: Option<String>,
    /// Rounds in each cell; fewer where they take long.
    #[arg(long, default_value_t = 15)]
    rounds: usize,
    /// Fewer events and rounds, and nothing but times: for a first look.
    #[arg(long)]
    quick: bool,
    /// Run it all so many times; the targets are held against the medians of the runs.
    #[arg(long, default_value_t = 1)]
    runs: usize,
    /// Write the plots and tables into `docs`, and the short table into the README.
    #[arg(long)]
    update_readme: bool,
}

impl Options {
    fn is_of_everything(&self) -> bool {
        let all = [&self.workload, &self.chunking, &self.contender];
        !self.quick && all.iter().all(|asked| asked.is_none())
    }
}

/// What to check.
#[derive(clap::Args)]
pub(crate) struct CheckOptions {
    /// Files `race.json` or `race-1.json` and so on, written by `race`.
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

/// Races, and reports.
pub(crate) fn run(options: &Options) -> Fallible<()> {
    if cfg!(feature = "count") {
        return Err("built with the feature `count`, which costs time: race without it".into());
    }
    if options.update_readme && !options.is_of_everything() {
        return Err("only a whole race may go into the README".into());
    }
    let start = Instant::now();
    let mut runs = Vec::new();
    for number in 1..=options.runs {
        let results = measure(options)?;
        results.save(&format!("race-{number}.json"))?;
        runs.push(results);
    }
    let seconds = start.elapsed().as_secs();
    report(&runs)?;
    println!("\nraced for {seconds} s; tables and plots are in {}", results::folder().display());
    if options.update_readme {
        publish::publish(&runs)?;
    }
    Ok(())
}

/// Holds earlier runs to the targets.
pub(crate) fn check(options: &CheckOptions) -> Fallible<()> {
    let runs: Fallible<Vec<Results>> =
        options.files.iter().map(|file| Results::load(file)).collect();
    let table = targets::table(&runs?);
    println!("{table}");
    if table.misses() > 0 {
        return Err(format!("{} targets missed", table.misses()).into());
    }
    Ok(())
}

fn report(runs: &[Results]) -> Fallible<()> {
    let [first, ..] = runs else { return Ok(()) };
    let page = tables::page(runs);
    std::fs::write(results::folder().join("race.md"), &page)?;
    plots::draw(first, &results::folder())?;
    println!("{}\n{}", tables::summary(first), targets::table(runs));
    Ok(())
}

fn measure(options: &Options) -> Fallible<Results> {
    let contenders = chosen(options);
    let counts = if options.quick { Vec::new() } else { counting::counts(options)? };
    let mut results = Results::new(counts);
    for workload in workloads::ALL.iter().filter(|workload| is(&options.workload, workload.name)) {
        race_workload(options, workload, &contenders, &mut results);
    }
    if !options.quick && options.workload.is_none() && options.chunking.is_none() {
        eprintln!("growth, delivery, conformance");
        results.growth = growth(&contenders, options.rounds.min(9));
        results.delivery = contenders.iter().map(delivery).collect();
        results.conformance = conform(&contenders)?;
    }
    Ok(results)
}

fn race_workload(
    options: &Options,
    workload: &Workload,
    contenders: &[Contender],
    results: &mut Results,
) {
    for chunking in workload.chunkings() {
        if !is(&options.chunking, &chunking.to_string()) {
            continue;
        }
        eprintln!("{} {chunking}", workload.name);
        let events = workload.events_at(chunking);
        let (events, rounds) = if options.quick {
            ((events / 4).max(1), options.rounds.min(3))
        } else {
            (events, options.rounds)
        };
        results.cells.push(cell::race(workload, chunking, events, rounds, contenders));
    }
}

fn conform(contenders: &[Contender]) -> Fallible<Vec<Conformance>> {
    let Some(cases) = shared::conformance_cases()? else {
        eprintln!("SKIPPED: no shared folder, so no conformance cases");
        return Ok(Vec::new());
    };
    Ok(contenders.iter().map(|contender| conformance(contender, &cases)).collect())
}

fn chosen(options: &Options) -> Vec<Contender> {
    let chosen = |one: &Contender| one.is_ours() || is(&options.contender, one.name);
    contenders::all().into_iter().filter(chosen).collect()
}

fn is(asked: &Option<String>, name: &str) -> bool {
    asked.as_ref().is_none_or(|asked| asked == name)
}
