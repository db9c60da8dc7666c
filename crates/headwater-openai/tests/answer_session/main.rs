//! The response session, by scenarios: what the server does on one side, what the session has to do on
//! the other, on a clock that the test moves. The scenarios are files in `scenarios/`, in the language
//! that `script.rs` reads.

mod any_order;
mod by_hand;
mod expected;
mod files;
#[path = "../support/answer_session_model.rs"]
mod model;
mod rows_of_inputs;
mod run;
mod script;

use files::scenarios;
use run::{Chunking, run};

/// Each with its bytes whole, one by one, and cut in two at every place; with every question asked
/// twice, and with all that is shown looked through for secrets.
#[test]
fn every_scenario_comes_out_right_at_every_cut() {
    let scenarios = scenarios();
    let mut runs = 0;
    for scenario in &scenarios {
        let chunks = scenario.steps.iter().filter_map(|step| step.text.strip_prefix("<< "));
        let chunks = chunks.filter_map(|text| scenario.bytes(text));
        let longest = chunks.map(|bytes| bytes.len()).max().unwrap_or(0);
        let cuts = (1..longest).map(Chunking::CutAt);
        for chunking in [Chunking::Whole, Chunking::ByByte].into_iter().chain(cuts) {
            run(scenario, chunking);
            runs += 1;
        }
    }
    println!("{} scenarios, {runs} runs", scenarios.len());
    assert!(scenarios.len() > 60);
}

/// A scenario that says something wrong fails: the test can.
#[test]
fn a_scenario_that_is_wrong_fails() {
    let right = "## right\nset background\n> POST /v1/responses\n< 200\n<< created 0\n\
        event created\n<< delta 1 Hi\ntext Hi\n<< completed 2 Hi\nevent completed\n\
        closed Finished\noutcome completed\nfinal Hi\n";
    let holds = |text: &str| {
        let scenario = script::parse("x", text).remove(0);
        std::panic::catch_unwind(|| run(&scenario, Chunking::Whole)).is_ok()
    };
    assert!(holds(right));
    for (from, to) in [
        ("> POST", "> GET"),
        ("/v1/responses", "/v1/chat/completions"),
        ("> POST /v1/responses\n", ""),
        ("responses\n", "responses\n  accept: text/html\n"),
        ("responses\n", "responses\n  -accept\n"),
        ("responses\n", "responses\n  no body\n"),
        ("event created\n", ""),
        ("text Hi", "text Ho"),
        ("<< completed 2 Hi", "<< failed 2 x"),
        ("closed Finished", "closed EndOfStream"),
        ("outcome completed", "outcome refused"),
        ("final Hi", "final Ho"),
        ("final Hi", "warns EventLost"),
        ("final Hi\n", "final Hi\n> POST /v1/responses\n"),
        ("final Hi\n", "final Hi\ntext Hi\n"),
    ] {
        assert!(!holds(&right.replacen(from, to, 1)), "{from:?} for {to:?}");
    }
}
