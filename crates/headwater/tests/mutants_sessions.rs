//! The judge of mutation testing of the event source and what it is made of: what `tests/event_source`
//! checks at length, in little, and quickly built. `cargo test` leaves it out (`Cargo.toml`);
//! how_we_test.md says how it is run.

#[path = "event_source/by_hand.rs"]
mod by_hand;
#[path = "event_source/expected.rs"]
mod expected;
#[path = "event_source/files.rs"]
mod files;
#[path = "support/event_source_model.rs"]
mod model;
#[path = "event_source/rows_of_inputs.rs"]
mod rows_of_inputs;
#[path = "event_source/run.rs"]
mod run;
#[path = "event_source/script.rs"]
mod script;

use run::{Chunking, run};

#[test]
fn every_scenario_comes_out_right_at_few_cuts() {
    for scenario in files::scenarios().iter().filter(|scenario| run::can_run(scenario)) {
        assert!(!scenario.rows.is_empty());
        for chunking in [Chunking::Whole, Chunking::ByByte, Chunking::CutAt(9)] {
            run(scenario, chunking);
        }
    }
}

#[test]
fn rows_of_two_inputs_keep_the_laws() {
    assert!(rows_of_inputs::every_row(|_, _| 2) > 10_000);
}

#[test]
fn some_long_rows_of_inputs_keep_the_laws() {
    rows_of_inputs::random_rows(256);
}
