//! Background responses: resumed, polled and cancelled.

mod client;

use client::{Ended, request};
use headwater_replay::{Answer, Api, Delivery, End, Resume, RunningServer, Server};
use serde_json::Value;

/// The events of a stream: each its number and its text.
fn events(stream: &str) -> Vec<(u64, &str)> {
    let events = stream.split_inclusive("\n\n");
    let number = |event: &str| {
        let json = event.lines().find_map(|line| line.strip_prefix("data: ")).unwrap();
        serde_json::from_str::<Value>(json).unwrap()["sequence_number"].as_u64().unwrap()
    };
    events.map(|event| (number(event), event)).collect()
}

async fn serving(server: Server) -> RunningServer {
    server.answer("m", Answer::text("One two three.")).bind_loopback().await.unwrap()
}

/// Creates a background response; gives its stream and its id.
async fn create(server: &RunningServer) -> (client::Answered, String) {
    let body = r#"{"model":"m","stream":true,"background":true,"input":"hi"}"#;
    let answered = request(server.addr(), "POST", "/v1/responses", body).await;
    let text = answered.text();
    let json = text.lines().find_map(|line| line.strip_prefix("data: ")).unwrap();
    let created: Value = serde_json::from_str(json).unwrap();
    let id = created["response"]["id"].as_str().unwrap().to_owned();
    (answered, id)
}

async fn resume(server: &RunningServer, id: &str, after: u64) -> client::Answered {
    let path = format!("/v1/responses/{id}?stream=true&starting_after={after}");
    request(server.addr(), "GET", &path, "").await
}

async fn get(server: &RunningServer, id: &str) -> Value {
    let answered = request(server.addr(), "GET", &format!("/v1/responses/{id}"), "").await;
    assert_eq!(answered.status, 200);
    answered.json()
}

#[tokio::test]
async fn a_stream_goes_on_behind_every_event() {
    let server = serving(Server::new()).await;
    let (answered, id) = create(&server).await;
    let text = answered.text();
    let all = events(&text);
    assert!(all.len() > 8 && all[0].0 == 0);
    assert!(all[0].1.contains("\"status\":\"queued\",\"background\":true"));
    assert!(all[1].1.starts_with("event: response.queued\n"));
    for (number, _) in &all {
        let rest = resume(&server, &id, *number).await;
        assert_eq!(rest.status, 200);
        assert_eq!(rest.header("content-type"), Some("text/event-stream; charset=utf-8"));
        let expected: String =
            all.iter().filter(|(other, _)| other > number).map(|(_, event)| *event).collect();
        assert_eq!(rest.text(), expected);
    }
    let whole = request(server.addr(), "GET", &format!("/responses/{id}?stream=true"), "").await;
    assert_eq!(whole.text(), text);
}

#[tokio::test]
async fn a_resumption_can_be_wrong_in_each_way() {
    let server = Server::new()
        .resume(Resume::Repeating(1))
        .resume(Resume::Repeating(100))
        .resume(Resume::FromTheStart)
        .resume(Resume::Skipping(2))
        .resume(Resume::NotFound)
        .resume(Resume::TooOld)
        .resume(Resume::Right);
    let server = serving(server).await;
    let (_, id) = create(&server).await;
    for first in [3, 0, 0, 6] {
        let rest = resume(&server, &id, 3).await.text();
        assert_eq!(events(&rest)[0].0, first);
    }
    let missing = resume(&server, &id, 3).await;
    assert_eq!(missing.status, 404);
    assert!(missing.json()["error"]["message"].as_str().unwrap().contains(&id));
    let old = resume(&server, &id, 3).await;
    assert_eq!(old.status, 400);
    assert_eq!(
        old.json()["error"]["message"],
        "This response can no longer be streamed because it is more than 5 minutes old."
    );
    for _ in 0..2 {
        assert_eq!(events(&resume(&server, &id, 3).await.text())[0].0, 4);
    }
}

#[tokio::test]
async fn each_stream_may_break_off() {
    let cut = |bytes| Delivery::new().truncate_after(bytes, End::Cut);
    let server = serving(Server::new().deliveries([cut(2000), cut(100)])).await;
    let (first, id) = create(&server).await;
    assert_eq!((first.body().len(), first.ended), (2000, Ended::Closed));
    let second = resume(&server, &id, 1).await;
    assert_eq!((second.body().len(), second.ended), (100, Ended::Closed));
    assert_eq!(resume(&server, &id, 1).await.ended, Ended::Properly);
}

#[tokio::test]
async fn a_response_is_polled_until_it_is_done() {
    let server = serving(Server::new().polls_before_done(2)).await;
    let (_, id) = create(&server).await;
    for _ in 0..2 {
        let response = get(&server, &id).await;
        assert_eq!(
            (response["status"].as_str(), response["id"].as_str()),
            (Some("in_progress"), Some(&*id))
        );
    }
    for _ in 0..2 {
        let response = get(&server, &id).await;
        assert_eq!(response["status"], "completed");
        assert_eq!(response["output"][0]["content"][0]["text"], "One two three.");
    }
}

#[tokio::test]
async fn a_cancelled_response_says_so_and_has_no_more_events() {
    let server = serving(Server::new()).await;
    let (_, id) = create(&server).await;
    let path = format!("/v1/responses/{id}/cancel");
    for _ in 0..2 {
        let answered = request(server.addr(), "POST", &path, "").await;
        assert_eq!((answered.status, answered.json()["status"].as_str()), (200, Some("cancelled")));
    }
    assert_eq!(get(&server, &id).await["status"], "cancelled");
    assert_eq!(resume(&server, &id, 3).await.text(), "");
    assert_eq!(request(server.addr(), "GET", &path, "").await.status, 405);
}

#[tokio::test]
async fn what_was_not_created_in_the_background_is_not_there() {
    let server = serving(Server::new()).await;
    let answered = client::ask(server.addr(), Api::Responses, "hi").await;
    let text = answered.text();
    let json = text.lines().find_map(|line| line.strip_prefix("data: ")).unwrap();
    let created: Value = serde_json::from_str(json).unwrap();
    let id = created["response"]["id"].as_str().unwrap();
    assert_eq!(resume(&server, id, 0).await.status, 404);
    for (method, path, status) in [
        ("GET", "/v1/responses/none", 404),
        ("POST", "/v1/responses/none/cancel", 404),
        ("POST", "/v1/responses/none", 405),
        ("GET", "/v1/responses/", 404),
        ("GET", "/v1/responses/a/b", 404),
    ] {
        let answered = request(server.addr(), method, path, "").await;
        assert_eq!(answered.status, status, "{method} {path}");
    }
}

#[tokio::test]
async fn a_cursor_that_is_no_number_is_refused() {
    let server = serving(Server::new()).await;
    let (_, id) = create(&server).await;
    let path = format!("/v1/responses/{id}?stream=true&starting_after=x");
    assert_eq!(request(server.addr(), "GET", &path, "").await.status, 400);
}
