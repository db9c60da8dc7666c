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
    /// Race over answers alone: from bytes to typed deltas and to the final object.
    Answers(race::AnswersOptions),
    /// Compare readers of JSON over small events and large ones.
    #[cfg(feature = "peers")]
    Readers(race::ReadersOptions),
}

fn main() -> Result<(), Box<dyn core::error::Error>> {
    match Command::parse() {
        Command::Race(options) => race::run(&options),
        Command::Check(options) => race::check(&options),
        Command::Report(options) => race::report(&options),
        Command::Answers(options) => race::answers(&options),
        #[cfg(feature = "peers")]
        Command::Readers(options) => race::readers(&options),
    }
}
