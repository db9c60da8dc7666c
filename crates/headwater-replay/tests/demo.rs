//! The demo as a client sees it, in both APIs.

mod client;

use client::{Ended, ask, request};
use core::time::Duration;
use headwater_replay::{Api, Delivery, RunningServer, Server, demo};
use serde_json::Value;
use tokio::time::Instant;

async fn fast() -> RunningServer {
    Server::demo().delivery(Delivery::new()).bind_loopback().await.unwrap()
}

/// The JSON of all events.
fn events(text: &str) -> Vec<Value> {
    text.lines()
        .filter_map(|line| line.strip_prefix("data: "))
        .filter(|data| *data != "[DONE]")
        .map(|data| serde_json::from_str(data).unwrap())
        .collect()
}

/// The deltas of one kind, joined.
fn joined(api: Api, events: &[Value], kind: &str) -> String {
    let delta = |event: &Value| match api {
        Api::Responses => {
            (event["type"] == kind).then(|| event["delta"].as_str().unwrap().to_owned())
        }
        Api::ChatCompletions => event["choices"][0]["delta"][kind].as_str().map(str::to_owned),
    };
    events.iter().filter_map(delta).collect()
}

#[tokio::test]
async fn hello_says_what_it_is_and_ends_completely() {
    let server = fast().await;
    for (api, kind) in
        [(Api::Responses, "response.output_text.delta"), (Api::ChatCompletions, "content")]
    {
        let answered = ask(server.addr(), api, "How are you?").await;
        assert_eq!(answered.ended, Ended::Properly);
        let text = joined(api, &events(&answered.text()), kind);
        for needed in ["Headwater", "demo", "sent anywhere", "OPENAI_API_KEY", "--base-url"] {
            assert!(text.contains(needed), "{text}");
        }
        for name in &demo::NAMES[1..] {
            assert!(text.contains(&format!("• {name} – ")), "{name} in {text}");
        }
    }
}

#[tokio::test]
async fn each_word_has_its_ending_in_responses() {
    let server = fast().await;
    for (word, last, ended) in [
        ("poem", "response.completed", Ended::Properly),
        ("weather", "response.completed", Ended::Properly),
        ("think", "response.completed", Ended::Properly),
        ("refuse", "response.completed", Ended::Properly),
        ("long", "response.incomplete", Ended::Properly),
        ("fail", "response.failed", Ended::Properly),
        ("cut", "response.output_text.delta", Ended::Closed),
    ] {
        let answered = ask(server.addr(), Api::Responses, &format!("Please {word}!")).await;
        let events = events(&answered.text());
        assert_eq!(events.last().unwrap()["type"], last, "{word}");
        assert_eq!(answered.ended, ended, "{word}");
    }
}

#[tokio::test]
async fn each_word_has_its_ending_in_chat() {
    let server = fast().await;
    for (word, reason, ended) in [
        ("poem", Some("stop"), Ended::Properly),
        ("weather", Some("tool_calls"), Ended::Properly),
        ("think", Some("stop"), Ended::Properly),
        ("refuse", Some("stop"), Ended::Properly),
        ("long", Some("length"), Ended::Properly),
        ("fail", None, Ended::Properly),
        ("cut", None, Ended::Closed),
    ] {
        let answered = ask(server.addr(), Api::ChatCompletions, &format!("Please {word}!")).await;
        let text = answered.text();
        let events = events(&text);
        let reasons: Vec<_> =
            events.iter().filter_map(|e| e["choices"][0]["finish_reason"].as_str()).collect();
        assert_eq!(reasons, Vec::from_iter(reason), "{word}");
        assert_eq!(text.ends_with("data: [DONE]\n\n"), reason.is_some(), "{word}");
        assert_eq!(answered.ended, ended, "{word}");
        let failed = !events.last().unwrap()["error"]["message"].is_null();
        assert_eq!(failed, word == "fail");
    }
}

#[tokio::test]
async fn the_result_of_the_tool_closes_the_loop() {
    let server = fast().await;
    let body = r#"{"stream":true,"input":[{"role":"user","content":"weather"},
        {"type":"function_call_output","call_id":"c","output":"7 °C"}]}"#;
    let answered = request(server.addr(), "POST", "/v1/responses", body).await;
    let text = joined(Api::Responses, &events(&answered.text()), "response.output_text.delta");
    assert!(text.contains("7 °C"), "{text}");
    let body = r#"{"stream":true,"messages":[{"role":"user","content":"weather"},
        {"role":"tool","tool_call_id":"c","content":"7 °C"}]}"#;
    let answered = request(server.addr(), "POST", "/v1/chat/completions", body).await;
    let text = joined(Api::ChatCompletions, &events(&answered.text()), "content");
    assert!(text.contains("7 °C"), "{text}");
}

/// A client that did not ask for usage need not expect a chunk without choices.
#[tokio::test]
async fn usage_is_sent_where_it_is_asked_for() {
    let server = fast().await;
    for (options, has_usage) in [
        ("", false),
        (r#""stream_options":{"include_usage":false},"#, false),
        (r#""stream_options":{"include_usage":true},"#, true),
    ] {
        let body = format!(
            r#"{{"stream":true,{options}"messages":[{{"role":"user","content":"refuse"}}]}}"#
        );
        let answered = request(server.addr(), "POST", "/v1/chat/completions", body).await;
        let chunks = events(&answered.text());
        assert!(chunks.len() > 10);
        let without_choices =
            chunks.iter().filter(|chunk| chunk["choices"].as_array().is_some_and(Vec::is_empty));
        assert_eq!(without_choices.count(), usize::from(has_usage), "{options}");
        assert!(chunks.iter().all(|chunk| chunk.get("usage").is_some() == has_usage));
        assert!(answered.text().ends_with("data: [DONE]\n\n"));
    }
}

#[tokio::test]
async fn streams_without_http_are_what_the_server_sends() {
    let server = fast().await;
    for recording in demo::recordings() {
        let body = client::streaming(recording.api(), demo::MODEL, recording.name());
        let answered = request(server.addr(), "POST", recording.api().path(), body).await;
        assert_eq!(&answered.body(), recording.bytes(), "{recording:?}");
    }
}

#[tokio::test]
async fn the_demo_has_the_pace_of_a_model_and_awkward_cuts() {
    let server = Server::demo().bind_loopback().await.unwrap();
    let start = Instant::now();
    let answered = ask(server.addr(), Api::Responses, "refuse").await;
    let took = start.elapsed();
    let tokens = answered.text().matches("event: response.refusal.delta").count() as u32;
    let expected = Duration::from_millis(250) + Duration::from_millis(20) * (tokens - 1);
    assert!(took > expected, "{tokens} tokens took {took:?}");
    assert!(answered.chunks.iter().any(|chunk| core::str::from_utf8(chunk).is_err()));
}
