//! The scenarios of the core's event source over real TCP: a server that does what the scenario says,
//! a client of hyper's, and a clock that the test moves.

#[path = "../../../headwater/tests/event_source/expected.rs"]
mod expected;
#[path = "../../../headwater/tests/event_source/files.rs"]
mod files;
#[path = "../support/moved_timer.rs"]
mod moved_timer;
mod run;
#[path = "../../../headwater/tests/event_source/script.rs"]
mod script;
#[path = "../support/test_client.rs"]
mod test_client;
#[path = "../support/wire.rs"]
mod wire;

use std::collections::BTreeSet;

use run::run;

/// Scenarios that no transport can bring about, and why.
const LEFT_OUT: [(&str, &str); 3] = [
    ("a refusal after the response proves nothing", "who has a response was not refused"),
    ("nothing that comes late changes anything", "what was given up brings nothing over TCP"),
    (
        "a POST that could not even be handed over is handed over again",
        "the client takes every request",
    ),
];

/// Each with the bytes of a step in one HTTP chunk, and each byte in a chunk of its own.
#[tokio::test]
async fn every_scenario_comes_out_right_over_tcp() {
    let scenarios = files::scenarios();
    let (mut ran, mut left_out) = (0, 0);
    let mut rows = BTreeSet::new();
    for scenario in &scenarios {
        if LEFT_OUT.iter().any(|(title, _)| *title == scenario.title) {
            left_out += 1;
            continue;
        }
        for by_byte in [false, true] {
            run(scenario, by_byte, 10_000).await;
        }
        ran += 1;
        rows.extend(scenario.rows.iter().map(String::as_str));
    }
    println!(
        "{ran} of {} scenarios ran over TCP, for {} rows: {rows:?}",
        scenarios.len(),
        rows.len()
    );
    assert_eq!(left_out, LEFT_OUT.len(), "each that is left out is there");
}

/// A scenario that says something wrong fails: the test can.
#[tokio::test]
async fn a_scenario_that_is_wrong_fails() {
    let right = "## X right\nset header a: b\n> GET\n  a: b\n< 204\nclosed NoContent\n";
    for (from, to, fails) in [
        ("", "", false),
        ("> GET", "> POST", true),
        ("> GET", "> GET https://b.example/", true),
        ("  a: b", "  a: c", true),
        ("  a: b", "  -a", true),
        ("  a: b", "  body a", true),
        ("< 204", "< 501", true),
        ("closed NoContent", "closed Finished", true),
        ("closed NoContent", "event a", true),
    ] {
        let text = if from.is_empty() { right.to_owned() } else { right.replacen(from, to, 1) };
        let scenario = script::parse("x", &text).remove(0);
        let run = tokio::spawn(async move { run(&scenario, false, 300).await });
        assert_eq!(run.await.is_err(), fails, "{from:?} for {to:?}");
    }
}
