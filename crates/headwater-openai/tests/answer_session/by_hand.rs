//! What no scenario says: settings that only change amounts, and what is shown.

use headwater::{Config, Instant, ResponseHead, Sent, Session as _, Step};
use headwater_openai::request::Endpoint;
use headwater_openai::{
    AnswerSession, AnswerSessionConfig, Limits, Operation, Outcome, PaysTwice, Request, Warning,
};

const NOW: Instant = Instant::ORIGIN;

fn asking(config: AnswerSessionConfig) -> AnswerSession {
    let endpoint = Endpoint::new("https://a.example/v1").bearer("sk-secret");
    let request = Request::responses("river").prompt("a prompt").into();
    AnswerSession::with_config(&request, &endpoint, config).expect("an endpoint")
}

/// The delays before so many requests, each of which is refused.
fn delays(config: AnswerSessionConfig, count: usize) -> Vec<u64> {
    let mut session = asking(config.max_retries(None));
    let mut now = NOW;
    let next = (0..count).map(|_| {
        session.handle_request_started(now);
        session.handle_network_error(Sent::Nothing, now);
        let deadline = session.poll_timeout().expect("it waits");
        let delay = deadline.at.saturating_millis_since(now);
        now = deadline.at;
        session.handle_timeout(now);
        delay
    });
    next.collect()
}

#[test]
fn delays_grow_to_the_limit_and_differ_from_seed_to_seed() {
    let config = AnswerSessionConfig::new;
    let usual = delays(config(), 40);
    assert!(usual.iter().all(|delay| (250..=8_000).contains(delay)), "{usual:?}");
    assert!(usual.iter().any(|delay| *delay > 4_000), "{usual:?}");
    let short = delays(config().max_backoff_ms(300), 40);
    assert!(short.iter().all(|delay| (250..=300).contains(delay)), "{short:?}");
    assert_eq!(delays(config().seed(7), 40), delays(config().seed(7), 40));
    assert_ne!(delays(config().seed(7), 40), usual);
}

/// Reads a whole answer of two events.
fn answered(config: AnswerSessionConfig) -> AnswerSession {
    let mut session = asking(config);
    session.handle_request_started(NOW);
    session.handle_response(ResponseHead::new(200), NOW);
    let mut stream: &[u8] = concat!(
        r#"data: {"type":"response.output_text.delta","sequence_number":0,"delta":"a text of some length"}"#,
        "\n\n",
        r#"data: {"type":"response.completed","sequence_number":1,"response":{"status":"completed"}}"#,
        "\n\n",
    )
    .as_bytes();
    loop {
        let progress = session.advance(stream, NOW);
        stream = &stream[progress.consumed..];
        if progress.step == Step::NeedData {
            return session;
        }
    }
}

#[test]
fn what_is_kept_of_an_answer_can_be_limited() {
    let whole = answered(AnswerSessionConfig::new());
    assert_eq!(whole.outcome(), Some(&Outcome::Completed));
    assert!(whole.answer().snapshot().is_some());
    let unkept = answered(AnswerSessionConfig::new().without_accumulation());
    assert_eq!(unkept.outcome(), Some(&Outcome::Completed));
    assert!(unkept.answer().snapshot().is_none());
    // The first event is too long.
    let small = Config::new().max_event_bytes(85);
    let lost = answered(AnswerSessionConfig::new().decoder(small));
    assert!(lost.answer().warnings().contains(&Warning::EventLost));
    let limits = Limits::new().max_answer_bytes(4);
    let limited = answered(AnswerSessionConfig::new().limits(limits));
    assert_ne!(limited.outcome(), Some(&Outcome::Completed));
}

#[test]
fn what_is_asked_next_is_told_until_the_end() {
    let mut session = asking(AnswerSessionConfig::new());
    assert_eq!(session.operation(), Some(Operation::Create));
    session.handle_request_started(NOW);
    assert_eq!(session.operation(), Some(Operation::Create));
    session.close();
    assert_eq!(session.operation(), None);
    let endpoint = Endpoint::new("/v1");
    let resuming =
        AnswerSession::resuming("resp_1", Some(2), &endpoint, AnswerSessionConfig::new());
    assert_eq!(resuming.expect("an id").operation(), Some(Operation::Resume));
}

/// As where no request can be made of what the session asks for.
#[test]
fn a_request_that_could_not_be_handed_over_is_tried_again() {
    let mut session = asking(AnswerSessionConfig::new());
    session.handle_network_error(Sent::Perhaps, NOW);
    assert_eq!(session.action(), headwater::Action::Wait);
    assert_eq!(session.operation(), Some(Operation::Create));
}

#[test]
fn debugging_shows_where_it_stands_and_no_secret() {
    let config = AnswerSessionConfig::new()
        .retry_as_official_sdks("key-secret")
        .restart_broken_answers(PaysTwice::Accepted);
    let shown = format!("{config:?}");
    for part in [
        "AnswerSessionConfig { has_idempotency_key: true, restart_broken_answers: true, ",
        "retry_reported_errors: false, timers: Timers {",
    ] {
        assert!(shown.contains(part), "{shown}");
    }
    let session = asking(config);
    let all = format!("{session:?}");
    let start = "AnswerSession { phase: Connect(Create), is_background: false, cancelling: false, \
        retries: 0, resumes: 0, stream: AnswerStream {";
    assert!(all.starts_with(start), "{all}");
    for hidden in ["secret", "a prompt", "a.example", "river"] {
        assert!(!all.contains(hidden) && !shown.contains(hidden), "{all} {shown}");
    }
}

/// What a server that holds many answers has to keep of each, beside what came.
#[test]
fn the_state_is_small() {
    let size = size_of::<AnswerSession>();
    println!("{size} bytes, usize has {}", size_of::<usize>());
    let most = if size_of::<usize>() == 4 { 1_152 } else { 1_760 };
    assert!(size <= most, "{size} bytes");
}
