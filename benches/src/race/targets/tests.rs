use headwater_benches::cell::{Cell, Outcome};
use headwater_benches::contenders;
use headwater_benches::workloads::Workload;

use super::{BYTES, FACES, OVER_LINE_ENDS, OWNED, SPEED, TEXT, speed_target, table};
use crate::race::asked::Asked;
use crate::race::figures::Table;
use crate::race::results::Results;
use crate::race::synthetic::{results, results_of, runs};

/// A whole race has so many targets: a face in a cell; over the bound; linear; allocations; late
/// and conformance.
const ALL: usize = 57 * 3 + 3 + 3 + 2 + 3 + 3;

/// The targets of a race in which all went well but for this.
fn of(spoil: impl Fn(&mut Results)) -> Table {
    let mut results = results();
    spoil(&mut results);
    let table = table(&runs(vec![results]));
    assert_eq!(table.0.len(), ALL, "a target was dropped");
    table
}

fn cell<'r>(results: &'r mut Results, workload: &str, chunking: &str) -> &'r mut Cell {
    let is = |cell: &&mut Cell| cell.workload == workload && cell.chunking == chunking;
    results.cells.iter_mut().find(is).unwrap()
}

/// The cell in which this contender went like this.
fn with(outcome: Outcome, contender: &str) -> impl Fn(&mut Results) {
    move |results| {
        let cell = cell(results, "tiny", "16K");
        cell.rows.iter_mut().find(|row| row.contender == contender).unwrap().outcome =
            outcome.clone();
    }
}

fn missed(table: &Table) -> Vec<&str> {
    let missed = table.0.iter().filter(|figure| !figure.is_reached());
    missed.map(|figure| &*figure.what).collect()
}

#[test]
fn the_tables_name_what_there_is() {
    let ours: Vec<&str> = contenders::ours().iter().map(|face| face.name).collect();
    assert_eq!(ours, FACES);
    let named = SPEED.iter().map(|row| row.0).chain(OVER_LINE_ENDS.iter().map(|row| row.0));
    for workload in named {
        assert!(Workload::named(workload).is_some(), "{workload}");
    }
}

#[test]
fn targets_are_found() {
    assert_eq!(speed_target("chat", BYTES, "whole"), 4.0);
    assert_eq!(speed_target("chat", BYTES, "16K"), 4.0);
    assert_eq!(speed_target("cjk", TEXT, "1"), 1.4);
    assert_eq!(speed_target("responses", OWNED, "64"), 1.6);
    assert_eq!(speed_target("chat", BYTES, "random"), 1.0);
    assert_eq!(speed_target("cjk", BYTES, "64"), 1.0);
}

#[test]
fn where_all_is_well_nothing_is_missed() {
    let table = of(|_| ());
    assert_eq!((missed(&table), table.faults()), (vec![], vec![]));
}

#[test]
fn a_face_that_failed_in_a_cell_has_missed_there() {
    let figures =
        ["tiny 16K, headwater bytes", "tiny 16K, headwater bytes, over memchr2 for each line"];
    for (outcome, why) in [
        (Outcome::Wrong("the data of event 1".to_owned()), "wrong: the data of event 1"),
        (Outcome::Panicked, "panics"),
        (Outcome::Stopped(9e9), "> 2 s a pass"),
        (Outcome::Skipped, "skipped"),
        (Outcome::Timed(Vec::new()), "not timed"),
    ] {
        let table = of(with(outcome, BYTES));
        assert_eq!(missed(&table), figures);
        assert_eq!(table.faults(), figures.map(|figure| format!("{figure}: {why}")));
        assert!(table.to_string().contains(&format!("| ≥ 6 | {why} | MISS |")), "{table}");
    }
}

#[test]
fn what_was_asked_for_and_is_not_there_has_missed() {
    let without_row = of(|results| {
        cell(results, "chat", "1").rows.retain(|row| row.contender != TEXT);
    });
    assert_eq!(missed(&without_row), ["chat 1, headwater text"]);
    let without_cell = of(|results| results.cells.retain(|cell| cell.workload != "chunk_splits"));
    assert_eq!(missed(&without_cell), FACES.map(|face| format!("chunk_splits splits, {face}")));
    assert_eq!(without_cell.faults().len(), 3);
    let without_bound = of(|results| cell(results, "chat", "16K").line_ends.clear());
    assert_eq!(missed(&without_bound), ["chat 16K, headwater bytes, over memchr2 for each line"]);
}

#[test]
fn what_is_not_of_a_cell_is_missed_too() {
    let row_of_text = |row: &String| row != TEXT;
    let growth = of(|results| results.growth.retain(|row| row_of_text(&row.contender)));
    assert_eq!(missed(&growth), ["a byte of a 16 MiB line over one of 64 KiB, headwater text"]);
    let stopped = of(|results| results.growth[0].costs[2] = Outcome::Stopped(1e3));
    assert_eq!(stopped.faults().len(), 1, "{:?}", stopped.faults());
    let short = of(|results| results.growth[0].costs.truncate(1));
    assert_eq!(short.faults().len(), 1, "{:?}", short.faults());
    let delivery = of(|results| results.delivery.retain(|row| row_of_text(&row.contender)));
    assert_eq!(missed(&delivery), ["bytes late, headwater text"]);
    let conformance = of(|results| results.conformance.clear());
    assert_eq!(conformance.misses(), 3);
    let counts = of(|results| {
        results.counts.retain(|counts| counts.chunking != "7" || counts.workload != "cjk");
    });
    assert_eq!(counts.misses(), 2);
    assert!(counts.faults()[0].ends_with("not counted: cjk 7"), "{:?}", counts.faults());
}

#[test]
fn what_may_not_be_at_all_is_a_fault() {
    let late = of(|results| results.delivery[0].late_by[1] = Some(1));
    assert_eq!(late.faults(), ["bytes late, headwater bytes: 1"]);
    let never = of(|results| results.delivery[0].late_by[1] = None);
    assert_eq!(never.faults(), ["bytes late, headwater bytes: inf"]);
    let nonconforming = of(|results| results.conformance[1].fail_at_splits = 2);
    assert_eq!(nonconforming.faults(), ["conformance cases failed, headwater text: 2"]);
    let allocating = of(|results| results.counts[0].allocations = 0.25);
    assert_eq!(allocating.faults().len(), 1);
}

#[test]
fn being_slow_is_no_fault_but_a_miss() {
    let slow = of(with(Outcome::Timed(vec![1e6]), OWNED));
    assert_eq!((missed(&slow), slow.faults()), (vec!["tiny 16K, headwater owned"], vec![]));
}

#[test]
fn where_no_peer_is_timed_there_is_nothing_to_have_beaten() {
    let table = of(|results| {
        let rows = &mut cell(results, "cjk", "64").rows;
        rows.iter_mut()
            .filter(|row| !FACES.contains(&&*row.contender))
            .for_each(|row| row.outcome = Outcome::Panicked);
    });
    assert_eq!(missed(&table), FACES.map(|face| format!("cjk 64, {face}")));
    assert!(table.faults().is_empty());
}

#[test]
fn a_failure_in_one_run_is_not_outvoted() {
    let spoilt = |spoil: &dyn Fn(&mut Results)| {
        let mut results = results();
        spoil(&mut results);
        results
    };
    let wrong = spoilt(&with(Outcome::Panicked, TEXT));
    let late = spoilt(&|results| results.delivery[2].late_by[0] = Some(3));
    for (number, order) in [[&wrong, &late], [&late, &wrong]].into_iter().enumerate() {
        let runs = runs(vec![order[0].clone(), results(), order[1].clone()]);
        let table = table(&runs);
        assert_eq!(table.0.len(), ALL);
        assert_eq!(missed(&table), ["tiny 16K, headwater text", "bytes late, headwater owned"]);
        let run = [1, 3][number];
        assert_eq!(table.faults()[0], format!("tiny 16K, headwater text: run {run}: panics"));
    }
}

#[test]
fn a_target_is_held_against_the_median_of_the_runs() {
    // Ours takes so long, a peer 100.
    let run = |ours: f64| {
        let mut results = results();
        with(Outcome::Timed(vec![ours; 3]), BYTES)(&mut results);
        results
    };
    let missed_by = |times: [f64; 3]| table(&runs(times.map(run).to_vec())).misses();
    assert_eq!(missed_by([10.0, 90.0, 10.0]), 0);
    assert_eq!(missed_by([90.0, 10.0, 90.0]), 2);
}

#[test]
fn a_part_of_the_race_is_held_to_its_own_targets_alone() {
    let part = |chunking: &str, quick| Asked {
        workload: Some("chat".to_owned()),
        chunking: Some(chunking.to_owned()),
        quick,
        ..Asked::default()
    };
    let targets = |asked: Asked| {
        let table = table(&runs(vec![results_of(asked)]));
        assert_eq!(table.misses(), 0, "{table}");
        table.0.len()
    };
    assert_eq!(targets(part("64", true)), 3);
    assert_eq!(targets(part("16K", true)), 3 + 1);
    assert_eq!(targets(part("64", false)), 3 + 2);
    assert_eq!(targets(Asked { quick: true, ..Asked::default() }), 57 * 3 + 3);
}
