//! Counts what the contenders allocate and scan; started by `race`, in a process of its own,
//! because the counting allocator costs time. Prints JSON.

use clap::Parser;
use headwater_benches::chunkings::Chunking;
use headwater_benches::contenders;
use headwater_benches::count::{Counts, counts};
use headwater_benches::workloads;

#[derive(Parser)]
struct Arguments {
    /// Only this workload.
    #[arg(long)]
    workload: Option<String>,
    /// Only this chunking.
    #[arg(long)]
    chunking: Option<String>,
    /// Only this contender, beside ours.
    #[arg(long)]
    contender: Option<String>,
}

/// Events enough for a decoder to be warm; fewer in small chunks, which take long.
const fn enough(chunking: Chunking) -> usize {
    match chunking {
        Chunking::Of(size) if size < 16 => 400,
        _ => 2_000,
    }
}

fn main() -> Result<(), serde_json::Error> {
    let arguments = Arguments::parse();
    let is = |asked: &Option<String>, name: &str| asked.as_ref().is_none_or(|asked| asked == name);
    let mut all: Vec<Counts> = Vec::new();
    for workload in workloads::ALL {
        for chunking in workload.chunkings() {
            if !is(&arguments.workload, workload.name)
                || !is(&arguments.chunking, &chunking.to_string())
            {
                continue;
            }
            let events = workload.events_at(chunking).min(enough(chunking));
            let counted = contenders::all()
                .into_iter()
                .filter(|contender| contender.is_ours() || is(&arguments.contender, contender.name))
                .filter_map(|contender| counts(&contender, &workload, chunking, events));
            all.extend(counted);
        }
    }
    serde_json::to_writer(std::io::stdout().lock(), &all)
}
