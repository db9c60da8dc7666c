//! Random streams under random cuttings and limits: all faces equal the reference.

mod support;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use support::reference::{self, Limits, What};
use support::{faces, splits, streams};

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config(10_000))]

    #[test]
    fn every_face_equals_the_reference_under_every_cutting(
        input in streams::stream(),
        cuttings in prop::collection::vec(streams::places(), 3),
        setup in streams::setup(),
    ) {
        let mut faces = faces::all(&setup);
        faces::check_all(&setup, &mut faces, &input, &[&input]);
        faces::check_all(&setup, &mut faces, &input, &splits::bytewise(&input));
        for places in &cuttings {
            let chunks = splits::at_places(&input, places);
            faces::check_all(&setup, &mut faces, &input, &chunks);
        }
    }

    #[test]
    fn bytes_with_no_grammar_at_all(
        input in prop::collection::vec(any::<u8>(), 0..200),
        places in streams::places(),
        setup in streams::setup(),
    ) {
        let mut faces = faces::all(&setup);
        let chunks = splits::at_places(&input, &places);
        faces::check_all(&setup, &mut faces, &input, &chunks);
    }
}

/// The grammar is worth its cases only if they get somewhere: in a thousand streams there are
/// hundreds of events, and each kind of happening comes up often.
#[test]
fn the_grammar_reaches_everything() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen = [0_usize; 7];
    for _ in 0..1000 {
        let strategy = (streams::stream(), streams::setup());
        let (input, setup) = strategy.new_tree(&mut runner).unwrap().current();
        let outcome = reference::decode(&input, &setup, Limits::of(&setup));
        for happening in &outcome.happenings {
            use headwater::DecodeError::*;
            seen[match &happening.what {
                What::Event(_) => 0,
                What::Comment(_) => 1,
                What::UnknownField { .. } => 2,
                What::Error(EventTooLarge { .. }) => 3,
                What::Error(IdTooLong { .. }) => 4,
                What::Error(CommentTooLong { .. }) => 5,
                What::Error(_) => 6,
            }] += 1;
        }
    }
    println!("events, comments, unknown fields, four kinds of errors: {seen:?}");
    assert!(seen[0] > 500, "{seen:?}");
    assert!(seen.iter().all(|&times| times > 60), "{seen:?}");
}
