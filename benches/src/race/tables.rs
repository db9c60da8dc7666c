//! The tables, in Markdown.

use core::fmt::Write as _;

use headwater_benches::cell::{Cell, Outcome};
use headwater_benches::chunkings::{self, Chunking};
use headwater_benches::contenders::{self, Contender, Kind};
use headwater_benches::count::Counts;
use headwater_benches::delivery::ENDINGS;
use headwater_benches::statistics::{Measured, median};
use headwater_benches::workloads::{self, Workload};

use super::results::Results;
use super::runs::Runs;
use super::standing::{Standing, rounded_down, untimed};
use super::targets::FACES;

/// How many times as fast as the fastest peer: each face in each cell of these workloads.
pub(super) fn ratios(runs: &Runs, of: impl Fn(&Workload) -> bool) -> String {
    let mut out = String::from("| workload, face |");
    let columns: Vec<String> = chunkings::ALL.iter().map(ToString::to_string).collect();
    let _ = writeln!(out, " {} |\n|---|{}", columns.join(" | "), "---|".repeat(columns.len()));
    for workload in workloads::ALL.iter().filter(|workload| of(workload)) {
        for face in FACES {
            let shown = |chunking: &String| match runs.asked().has(workload.name, chunking) {
                true => Standing::in_runs(runs, workload.name, chunking, face).to_string(),
                false => String::new(),
            };
            let cells: Vec<String> = columns.iter().map(shown).collect();
            if cells.iter().any(|cell| !cell.is_empty()) {
                let _ =
                    writeln!(out, "| {}, {} | {} |", workload.name, short(face), cells.join(" | "));
            }
        }
    }
    out
}

/// The workload that is in no column.
pub(super) fn of_chunk_splits(runs: &Runs) -> Option<String> {
    let (workload, chunking) = ("chunk_splits", "splits");
    let standing = |face| Standing::in_runs(runs, workload, chunking, face);
    let faces = FACES.map(|face| format!("{} {}", short(face), standing(face)));
    let asked = runs.asked().has(workload, chunking);
    asked.then(|| format!("`{workload}`: {}.", faces.join("; ")))
}

/// In how many of the figures ours is as fast, and in which it is slower.
pub(super) fn how_often(runs: &Runs) -> String {
    let (mut all, mut as_fast, mut slower) = (0, 0, Vec::new());
    for (workload, chunking) in runs.asked().cells() {
        let chunking = chunking.to_string();
        for face in FACES {
            let standing = Standing::in_runs(runs, workload.name, &chunking, face);
            all += 1;
            as_fast += usize::from(standing.is_at_least_as_fast() == Some(true));
            if let (Some(false), Standing::Against { ratio, .. }) =
                (standing.is_at_least_as_fast(), standing)
            {
                let ratio = rounded_down(ratio.median);
                let cell = match &*chunking {
                    "splits" => workload.name.to_owned(),
                    chunking => format!("{} {chunking}", workload.name),
                };
                slower.push(format!("{cell} {} ({ratio:.2})", short(face)));
            }
        }
    }
    let mut out =
        format!("Ours is as fast as the fastest peer, or faster, in {as_fast} of {all} figures");
    if !slower.is_empty() {
        let _ = write!(
            out,
            "; slower in {} (workload, chunking, face): {}",
            slower.len(),
            slower.join(", ")
        );
    }
    let rest = all - as_fast - slower.len();
    if rest > 0 {
        let _ = write!(out, "; {rest} could not be taken");
    }
    out + "."
}

/// What is raced.
pub(super) fn workload_table() -> String {
    let mut out = String::from("| workload | what it is |\n|---|---|\n");
    for workload in workloads::ALL {
        let _ = writeln!(out, "| {} | {} |", workload.name, workload.about);
    }
    out
}

pub(super) fn chunking_table() -> String {
    let mut out = String::from("| chunking | how the stream comes |\n|---|---|\n");
    for chunking in chunkings::ALL.into_iter().chain([Chunking::Splits]) {
        let _ = writeln!(out, "| {chunking} | {} |", chunking.about());
    }
    out
}

pub(super) fn contender_table() -> String {
    let mut out = String::from("| contender | version | driven through |\n|---|---|---|\n");
    for contender in contenders::all() {
        let face = contender.face;
        let _ = writeln!(out, "| {} | {} | {face} |", marked(&contender), contender.version);
    }
    out + "\n† has no public decoder. It is driven through its own transport trait, and is never the \
           fastest peer.\n"
}

fn marked(contender: &Contender) -> String {
    let mark = if contender.kind == Kind::PeerByTransport { " †" } else { "" };
    format!("{}{mark}", contender.name)
}

pub(super) fn delivery_table(results: &Results) -> String {
    let names: Vec<&str> = ENDINGS.iter().map(|(name, _)| *name).collect();
    let mut out = format!("| contender | {} |\n|---|---|---|---|\n", names.join(" | "));
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

pub(super) fn conformance_table(results: &Results) -> String {
    let mut out = String::from(
        "| contender | fails whole | fails at some split | panics |\n|---|---|---|---|\n",
    );
    for row in &results.conformance {
        let (whole, splits) = (row.fail_whole, row.fail_at_splits);
        let _ = writeln!(out, "| {} | {whole} | {splits} | {} |", row.contender, row.panics);
    }
    out
}

pub(super) fn growth_table(results: &Results) -> String {
    let mut out = String::from("| contender | 64 KiB | 1 MiB | 16 MiB |\n|---|---|---|---|\n");
    for growth in &results.growth {
        let costs = growth.costs.iter().map(|cost| match cost {
            Outcome::Timed(times) => to_digits(times, 3),
            other => untimed(other),
        });
        let costs: Vec<String> = costs.collect();
        let _ = writeln!(out, "| {} | {} |", growth.contender, costs.join(" | "));
    }
    out
}

pub(super) fn cell_table(cell: &Cell, counts: &[Counts]) -> String {
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
        other => untimed(other),
    }
}

/// A face of ours among ours.
fn short(face: &str) -> &str {
    face.trim_start_matches("headwater ")
}

fn timed(times: &[f64]) -> String {
    to_digits(times, 1)
}

fn to_digits(times: &[f64], digits: usize) -> String {
    Measured::of(times).map_or_else(String::new, |Measured { median, spread }| {
        format!("{median:.digits$} ± {spread:.digits$}")
    })
}
