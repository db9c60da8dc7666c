//! The event source, by scenarios: what the server does on one side, what the source has to do on the
//! other, on a clock that the test moves. The scenarios are files in `scenarios/`, in the language that
//! `script.rs` reads.

mod any_order;
mod by_hand;
mod expected;
mod files;
#[path = "../support/event_source_model.rs"]
mod model;
mod rows;
mod rows_of_inputs;
mod run;
mod script;

use files::scenarios;
use run::{Chunking, run};

/// Each with its bytes whole, one by one, and cut in two at every place; over storage that grows and
/// over storage of a fixed size; with every question asked twice.
#[test]
fn every_scenario_comes_out_right_at_every_cut() {
    let mut runs = 0;
    let scenarios = scenarios();
    let mut left_out = 0;
    for scenario in &scenarios {
        if !run::can_run(scenario) {
            left_out += 1;
            continue;
        }
        let chunks = scenario.steps.iter().filter_map(|step| step.text.strip_prefix("<< "));
        let longest = chunks.map(|text| script::unescaped(text).len()).max().unwrap_or(0);
        let cuts = (1..longest).filter(|cut| longest < 200 || cut % 97 == 1).map(Chunking::CutAt);
        for chunking in [Chunking::Whole, Chunking::ByByte].into_iter().chain(cuts) {
            run(scenario, chunking);
            runs += 1;
        }
    }
    println!("{} scenarios, {runs} runs, {left_out} left out", scenarios.len());
    assert!(scenarios.len() > 100 && left_out < scenarios.len() / 2);
}

/// A scenario that says something wrong fails: the test can.
#[test]
fn a_scenario_that_is_wrong_fails() {
    let right = "## X right\n> GET\n< 204\nclosed NoContent\n";
    let holds = |text: &str| {
        let scenario = script::parse("x", text).remove(0);
        std::panic::catch_unwind(|| run(&scenario, Chunking::Whole)).is_ok()
    };
    assert!(holds(right));
    for (from, to) in [
        ("> GET", "> POST"),
        ("> GET", "> GET https://b.example/"),
        ("> GET\n", "> GET\n  cookie: a\n"),
        ("> GET\n", "> GET\n  -accept\n"),
        ("> GET\n", "> GET\n  body a\n"),
        ("> GET\n", ""),
        ("< 204", "< 503"),
        ("< 204\n", "< 200 text/event-stream\n"),
        ("closed NoContent", "closed Finished"),
        ("closed NoContent", "wait 3000..4000"),
        ("closed NoContent", "open"),
        ("closed NoContent", "state open"),
        ("closed NoContent\n", "closed NoContent\n> GET\n"),
        ("> GET\n", "> GET\nevent a\n"),
    ] {
        assert!(!holds(&right.replace(from, to)), "{from:?} for {to:?}");
    }
}
