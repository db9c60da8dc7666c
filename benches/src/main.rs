//! `race`: our decoder and its peers, measured in one run.

#![forbid(unsafe_code)]

mod race;

use clap::Parser;

/// Races the decoder against its peers, and holds it to the figures it must reach.
#[derive(Parser)]
#[command(name = "headwater-benches")]
enum Command {
    /// Measure everything: prints a summary, writes tables and plots.
    Race(race::Options),
    /// Hold the results of earlier runs to the targets: the medians of all of them.
    Check(race::CheckOptions),
    /// Make the tables and plots of earlier runs anew.
    Report(race::ReportOptions),
}

fn main() -> Result<(), Box<dyn core::error::Error>> {
    match Command::parse() {
        Command::Race(options) => race::run(&options),
        Command::Check(options) => race::check(&options),
        Command::Report(options) => race::report(&options),
    }
}
