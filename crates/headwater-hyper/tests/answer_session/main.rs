//! The scenarios of the OpenAI session over real TCP: the driver knows nothing of it, and drives it like
//! any other.

#[path = "../../../headwater-openai/tests/answer_session/expected.rs"]
mod expected;
#[path = "../../../headwater-openai/tests/answer_session/files.rs"]
mod files;
#[path = "../support/moved_timer.rs"]
mod moved_timer;
#[path = "../../../headwater-openai/tests/answer_session/script.rs"]
mod script;
#[path = "../support/test_client.rs"]
mod test_client;
#[path = "../support/wire.rs"]
mod wire;

use bytes::Bytes;
use expected::{PROMPT, outcome, seen, session, text_of};
use headwater::{Action, Session as _};
use headwater_openai::AnswerSession;
use headwater_replay::End;
use http::Request;
use script::{Scenario, Step};
use wire::Wire;

type Run = Wire<AnswerSession, String>;

/// `patience_ms` is for what is expected, each time.
async fn run(scenario: &Scenario, by_byte: bool, patience_ms: u64) {
    let wire = Wire::new(session(scenario), Request::new(Bytes::new()), seen).await;
    let mut wire = wire.patience_ms(patience_ms);
    let steps = &scenario.steps;
    for (index, step) in steps.iter().enumerate() {
        let rest = steps.iter().skip(index).map(|step| step.text.as_str());
        let is_refused = wire.begin(format!("{} of {}", step.at, scenario.title), rest);
        run_step(&mut wire, scenario, step, is_refused, by_byte).await;
        wire.poll().await;
    }
    wire.ends();
}

async fn run_step(
    wire: &mut Run,
    scenario: &Scenario,
    step: &Step,
    is_refused: bool,
    by_byte: bool,
) {
    let (word, rest) = step.text.split_once(' ').unwrap_or((&step.text, ""));
    if matches!(word, ">" | "<" | "<<" | "wait" | "pass" | "cancel" | "close" | "closed") {
        wire.saw_all();
    }
    match word {
        ">" => request(wire, rest, &step.details, is_refused).await,
        "<" => {
            let headers = step.details.iter().map(|detail| {
                let (name, value) = detail.split_once(": ").expect("name: value");
                (name, value.as_bytes().to_vec())
            });
            wire.respond(rest, headers.collect()).await;
        }
        "<<" => match (scenario.bytes(rest), rest) {
            (Some(bytes), _) => wire.write(&bytes, by_byte).await,
            (None, "end") => wire.end_body(End::Clean),
            (None, _) => wire.end_body(End::Reset),
        },
        "wait" => wire.wait(rest).await,
        "pass" => wire.pass(rest.parse().expect("milliseconds")).await,
        "cancel" => {
            let now = wire.driver.now();
            wire.driver.session_mut().cancel(now);
        }
        "close" => wire.driver.session_mut().close(),
        "closed" => {
            wire.until("closed", |wire| matches!(wire.action(), Action::Closed(_))).await;
            let Action::Closed(reason) = wire.action() else { unreachable!() };
            assert_eq!(format!("{reason:?}"), rest, "{}", wire.at());
        }
        "outcome" => wire.until(rest, |wire| outcome(wire.driver.session()) == rest).await,
        "final" => {
            let text = |wire: &Run| Some(text_of(&wire.driver.session().answer().snapshot()?));
            wire.until(rest, |wire| text(wire).as_deref() == Some(rest)).await;
        }
        "warns" => {
            let warnings = |wire: &Run| format!("{:?}", wire.driver.session().answer().warnings());
            wire.until(rest, |wire| warnings(wire).contains(rest)).await;
        }
        "says" => {
            let failure = |wire: &Run| wire.driver.session().last_failure()?.status;
            let status = rest.parse().expect("a status");
            wire.until(rest, |wire| failure(wire) == Some(status)).await;
        }
        _ => assert_eq!(wire.next_seen(&step.text).await, step.text, "{}", wire.at()),
    }
}

async fn request(wire: &mut Run, line: &str, details: &[String], is_refused: bool) {
    let (method, path) = line.split_once(' ').expect("a method and a path");
    let requested = wire.requested(&format!("https://a.example{path}"), is_refused).await;
    assert_eq!(requested.method, method, "{}", wire.at());
    assert_eq!(requested.values("authorization"), [b"Bearer sk-secret"], "{}", wire.at());
    for detail in details {
        if detail == "no body" {
            assert!(requested.body.is_empty(), "{}", wire.at());
        } else if detail == "body" {
            assert!(String::from_utf8_lossy(&requested.body).contains(PROMPT), "{}", wire.at());
        } else if let Some(name) = detail.strip_prefix('-') {
            assert_eq!(requested.values(name), [b""; 0], "{}: {name}", wire.at());
        } else {
            let (name, value) = detail.split_once(": ").expect("name: value");
            assert_eq!(requested.values(name), [value.as_bytes()], "{}: {name}", wire.at());
        }
    }
}

/// Each with the bytes of a step in one HTTP chunk, and each byte in a chunk of its own.
#[tokio::test]
async fn every_scenario_of_an_answer_comes_out_right_over_tcp() {
    let scenarios = files::scenarios();
    for scenario in &scenarios {
        for by_byte in [false, true] {
            run(scenario, by_byte, 10_000).await;
        }
    }
    println!("{} scenarios ran over TCP", scenarios.len());
}

/// A scenario that says something wrong fails: the test can.
#[tokio::test]
async fn a_scenario_that_is_wrong_fails() {
    let right = "## right\nset background\n> POST /v1/responses\n  body\n< 200\n<< created 0\n\
        event created\n<< delta 1 Hi\ntext Hi\n<< completed 2 Hi\nevent completed\n\
        closed Finished\noutcome completed\nfinal Hi\n";
    for (from, to, fails) in [
        ("", "", false),
        ("> POST", "> GET", true),
        ("/v1/responses", "/v1/chat/completions", true),
        ("  body", "  no body", true),
        ("  body", "  -accept", true),
        ("event created\n", "", true),
        ("text Hi", "text Ho", true),
        ("<< completed 2 Hi", "<< failed 2 x", true),
        ("closed Finished", "closed EndOfStream", true),
        ("outcome completed", "outcome refused", true),
        ("final Hi", "final Ho", true),
        ("final Hi", "warns EventLost", true),
        ("final Hi", "says 500", true),
    ] {
        let text = if from.is_empty() { right.to_owned() } else { right.replacen(from, to, 1) };
        let scenario = script::parse("x", &text).remove(0);
        let run = tokio::spawn(async move { run(&scenario, false, 300).await });
        assert_eq!(run.await.is_err(), fails, "{from:?} for {to:?}");
    }
}
