//! The judge of mutation testing of the response session: what `tests/answer_session` checks at length,
//! in little, and quickly built. `cargo test` leaves it out (`Cargo.toml`); *How we test* of `headwater`
//! says how it is run.

#[path = "answer_session/by_hand.rs"]
mod by_hand;
#[path = "answer_session/expected.rs"]
mod expected;
#[path = "answer_session/files.rs"]
mod files;
#[path = "support/answer_session_model.rs"]
mod model;
#[path = "answer_session/rows_of_inputs.rs"]
mod rows_of_inputs;
#[path = "answer_session/run.rs"]
mod run;
#[path = "answer_session/script.rs"]
mod script;

use run::{Chunking, run};

#[test]
fn every_scenario_comes_out_right_at_few_cuts() {
    for scenario in &files::scenarios() {
        for chunking in [Chunking::Whole, Chunking::ByByte, Chunking::CutAt(9)] {
            run(scenario, chunking);
        }
    }
}

#[test]
fn short_rows_of_inputs_keep_the_laws() {
    // Two of them from an answer that has begun and from a wait, in three settings.
    let depth = |bits, which| if which > 0 && matches!(bits, 2 | 4 | 26) { 2 } else { 1 };
    assert!(rows_of_inputs::every_row(depth) > 5_000);
}

#[test]
fn some_long_rows_of_inputs_keep_the_laws() {
    assert!(rows_of_inputs::random_rows(256) > 10_000);
}
