//! Results that were made up, for the tests of what is made of results.

use headwater_benches::cell::{Cell, Outcome, Row};
use headwater_benches::conformance::Conformance;
use headwater_benches::count::Counts;
use headwater_benches::delivery::{Delivery, ENDINGS};
use headwater_benches::growth::{Growth, LENGTHS};

use super::asked::Asked;
use super::results::Results;
use super::runs::Runs;

/// A race of everything in which every target is reached: ours takes 10 ns, every other 100, and
/// the bound 20.
pub(super) fn results() -> Results {
    results_of(Asked::default())
}

/// The part of it that is asked for.
pub(super) fn results_of(asked: Asked) -> Results {
    let contenders = asked.contenders();
    let mut results = Results {
        command: Some("race".to_owned()),
        asked: asked.clone(),
        commit: Some("abcdef0".to_owned()),
        cpu: "a machine".to_owned(),
        cells: Vec::new(),
        counts: Vec::new(),
        growth: Vec::new(),
        delivery: Vec::new(),
        conformance: Vec::new(),
        answers: Vec::new(),
    };
    for (workload, chunking) in asked.cells() {
        let (workload, chunking) = (workload.name.to_owned(), chunking.to_string());
        for one in contenders.iter().filter(|_| asked.counts_too()) {
            results.counts.push(counts(&workload, &chunking, one.name));
        }
        let row = |one: &headwater_benches::contenders::Contender| Row {
            contender: one.name.to_owned(),
            outcome: Outcome::Timed(vec![if one.is_ours() { 10.0 } else { 100.0 }; 3]),
        };
        let rows = contenders.iter().map(row).collect();
        let (line_ends, copy) = (vec![20.0; 3], vec![20.0; 3]);
        results.cells.push(Cell {
            workload,
            chunking,
            events: 7,
            bytes: 700,
            rows,
            line_ends,
            copy,
        });
    }
    for one in contenders.iter().filter(|_| asked.all_else_too()) {
        let contender = || one.name.to_owned();
        let costs = vec![Outcome::Timed(vec![2.0; 3]); LENGTHS.len()];
        results.growth.push(Growth { contender: contender(), costs });
        let late_by = vec![Some(0); ENDINGS.len()];
        results.delivery.push(Delivery { contender: contender(), late_by });
        results.conformance.push(Conformance {
            contender: contender(),
            cases: 127,
            fail_whole: 0,
            fail_at_splits: 0,
            panics: 0,
        });
    }
    results
}

fn counts(workload: &str, chunking: &str, contender: &str) -> Counts {
    Counts {
        workload: workload.to_owned(),
        chunking: chunking.to_owned(),
        contender: contender.to_owned(),
        allocations: 0.0,
        allocated: 0.0,
        peak: 9,
        scanned_twice: None,
    }
}

pub(super) fn runs(each: Vec<Results>) -> Runs {
    Runs::of(each).unwrap()
}
