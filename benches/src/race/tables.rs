//! The tables, in Markdown.

use core::fmt::Write as _;

use headwater_benches::cell::{Cell, Outcome};
use headwater_benches::contenders::{self, Contender, Kind};
use headwater_benches::count::Counts;
use headwater_benches::delivery::ENDINGS;
use headwater_benches::statistics::{Measured, median};
use headwater_benches::{chunkings, workloads};

use super::results::Results;
use super::standing::standing;
use super::targets;

const FACES: [&str; 3] = ["headwater bytes", "headwater text", "headwater owned"];

/// How many times as fast as the fastest peer, each face in each cell.
pub(super) fn summary(results: &Results) -> String {
    let mut out = String::from("| workload, face |");
    let columns: Vec<String> = chunkings::ALL.iter().map(ToString::to_string).collect();
    let _ = writeln!(out, " {} |\n|---|{}", columns.join(" | "), "---|".repeat(columns.len()));
    for workload in workloads::ALL {
        for face in FACES {
            let cells: Vec<String> = columns
                .iter()
                .map(|chunking| results.cell(workload.name, chunking))
                .map(|cell| cell.map_or_else(String::new, |cell| against(cell, face)))
                .collect();
            if cells.iter().any(|cell| !cell.is_empty()) {
                let name = face.trim_start_matches("headwater ");
                let _ = writeln!(out, "| {}, {name} | {} |", workload.name, cells.join(" | "));
            }
        }
    }
    if let Some(cell) = results.cell("chunk_splits", "splits") {
        let faces = FACES.map(|face| format!("{face} {}", against(cell, face)));
        let _ = writeln!(out, "\n`chunk_splits`: {}.", faces.join("; "));
    }
    out
}

fn against(cell: &Cell, face: &str) -> String {
    match (standing(cell, face), cell.outcome(face)) {
        (Some(standing), _) => {
            let Measured { median, spread } = standing.ratio;
            format!("**{median:.2}** ± {spread:.2} ({})", standing.peer)
        }
        (None, Some(Outcome::Timed(_))) => "no peer is right here".to_owned(),
        (None, Some(other)) => shown(other),
        (None, None) => String::new(),
    }
}

/// What the figures were measured on, and against whom.
pub(super) fn context(results: &Results) -> String {
    let peers: Vec<String> = contenders::all()
        .iter()
        .filter(|one| !one.is_ours())
        .map(|peer| format!("{} {}", peer.name, peer.version))
        .collect();
    format!(
        "Times as fast as the fastest peer of the cell, which is named: medians of interleaved \
         rounds of one run, ± half the distance of the quartiles; by CPU time of the thread, on \
         {}. Peers: {}.",
        results.cpu,
        peers.join(", "),
    )
}

/// Everything.
pub(super) fn page(runs: &[Results]) -> String {
    let Some(results) = runs.first() else { return String::new() };
    let mut out = format!(
        "# The race\n\nMade by `cargo run --release -p headwater-benches -- race`.\n\n{}\n\n{}\n",
        context(results),
        summary(results)
    );
    let _ = writeln!(out, "## Targets\n\n{}\n", targets::table(runs));
    let _ = writeln!(out, "## Contenders\n\n{}", contender_table());
    if !results.delivery.is_empty() {
        let _ = writeln!(out, "## Delivery\n\n{}", delivery_table(results));
        let _ = writeln!(out, "## Conformance\n\n{}", conformance_table(results));
        let _ = writeln!(out, "## Growth with the length of a line\n\n{}", growth_table(results));
    }
    let _ = writeln!(out, "## Cells\n");
    for cell in &results.cells {
        let _ = writeln!(out, "{}", cell_table(cell, &results.counts));
    }
    out
}

fn contender_table() -> String {
    let mut out = String::from("| contender | version | driven through |\n|---|---|---|\n");
    for contender in contenders::all() {
        let face = contender.face;
        let _ = writeln!(out, "| {} | {} | {face} |", marked(&contender), contender.version);
    }
    out + "\n† has no public decoder: driven through its own transport trait, and outside the maximum.\n"
}

fn marked(contender: &Contender) -> String {
    let mark = if contender.kind == Kind::PeerByTransport { " †" } else { "" };
    format!("{}{mark}", contender.name)
}

fn delivery_table(results: &Results) -> String {
    let names: Vec<&str> = ENDINGS.iter().map(|(name, _)| *name).collect();
    let mut out = format!(
        "Bytes fed, one at a time, after the one on which the event is known (of CRLF: its CR).\n\n\
         | contender | {} |\n|---|---|---|---|\n",
        names.join(" | ")
    );
    for row in &results.delivery {
        let late = row.late_by.iter().map(|late| match late {
            Some(bytes) => bytes.to_string(),
            None => "not before the end".to_owned(),
        });
        let late: Vec<String> = late.collect();
        let _ = writeln!(out, "| {} | {} |", row.contender, late.join(" | "));
    }
    out
}

fn conformance_table(results: &Results) -> String {
    let Some(first) = results.conformance.first() else {
        return "SKIPPED: the conformance cases were not there.\n".to_owned();
    };
    let mut out = format!(
        "Of {} cases.\n\n| contender | fails whole | fails at some split | panics |\n|---|---|---|---|\n",
        first.cases
    );
    for row in &results.conformance {
        let (whole, splits) = (row.fail_whole, row.fail_at_splits);
        let _ = writeln!(out, "| {} | {whole} | {splits} | {} |", row.contender, row.panics);
    }
    out
}

fn growth_table(results: &Results) -> String {
    let mut out = String::from(
        "Nanoseconds a byte, in chunks of 64 bytes.\n\n\
         | contender | 64 KiB | 1 MiB | 16 MiB |\n|---|---|---|---|\n",
    );
    for growth in &results.growth {
        let costs = growth.costs.iter().map(|cost| match cost {
            Outcome::Timed(times) => to_digits(times, 3),
            other => shown(other),
        });
        let costs: Vec<String> = costs.collect();
        let _ = writeln!(out, "| {} | {} |", growth.contender, costs.join(" | "));
    }
    out
}

fn cell_table(cell: &Cell, counts: &[Counts]) -> String {
    let mut out = format!(
        "### {} at {}\n\n{} events, {} bytes.\n\n\
         | contender | ns an event | MiB/s | allocations an event | bytes allocated an event | peak bytes | scanned twice |\n\
         |---|---|---|---|---|---|---|\n",
        cell.workload, cell.chunking, cell.events, cell.bytes
    );
    for row in &cell.rows {
        let counted = counts.iter().find(|counts| {
            (&counts.workload, &counts.chunking, &counts.contender)
                == (&cell.workload, &cell.chunking, &row.contender)
        });
        let counted = counted.map_or_else(|| " | | |".to_owned(), counted_columns);
        let speed = match &row.outcome {
            Outcome::Timed(times) => throughput(cell, times),
            _ => String::new(),
        };
        let shown = shown(&row.outcome);
        let _ = writeln!(out, "| {} | {shown} | {speed} | {counted} |", row.contender);
    }
    for (name, times) in [("memchr2 for each line", &cell.line_ends), ("memcpy", &cell.copy)] {
        let shown = timed(times);
        let _ = writeln!(out, "| *{name}* | {shown} | {} | | | | |", throughput(cell, times));
    }
    out
}

fn counted_columns(counts: &Counts) -> String {
    let twice = counts.scanned_twice.map_or_else(String::new, |twice| twice.to_string());
    format!("{:.2} | {:.0} | {} | {twice}", counts.allocations, counts.allocated, counts.peak)
}

fn throughput(cell: &Cell, times: &[f64]) -> String {
    let seconds = median(times).unwrap_or(f64::INFINITY) * cell.events as f64 / 1e9;
    format!("{:.0}", cell.bytes as f64 / f64::from(1 << 20) / seconds)
}

fn shown(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Timed(times) => timed(times),
        Outcome::Stopped(after) => format!("> {after:.0}"),
        Outcome::Panicked => "panics".to_owned(),
        Outcome::Skipped => "skipped".to_owned(),
        Outcome::Wrong(how) => format!("wrong: {}", how.replace('|', "\\|")),
    }
}

fn timed(times: &[f64]) -> String {
    to_digits(times, 1)
}

fn to_digits(times: &[f64], digits: usize) -> String {
    Measured::of(times).map_or_else(String::new, |Measured { median, spread }| {
        format!("{median:.digits$} ± {spread:.digits$}")
    })
}
