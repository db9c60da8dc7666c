//! Event sources of any content, and requests that the test answers itself.

mod client;

use client::{Client, Ended, request};
use headwater_replay::{Delivery, End, Feed, Reply, Server};

const BYTES: &str = "retry: 10\n\nid: 1\ndata: a\n\nid: 2\ndata: b\n\ndata: c\n\n";

#[tokio::test]
async fn a_client_that_comes_back_gets_what_it_has_not_seen() {
    let server = Server::new().feed("/events", Feed::new(BYTES)).bind_loopback().await.unwrap();
    for (method, id, rest) in [
        ("GET", None, BYTES),
        ("POST", None, BYTES),
        ("GET", Some("1"), "id: 2\ndata: b\n\ndata: c\n\n"),
        ("GET", Some("2"), "data: c\n\n"),
        ("GET", Some("unknown"), BYTES),
    ] {
        let mut client = Client::connect(server.addr()).await;
        let headers = id.map(|id| format!("last-event-id: {id}\r\n")).unwrap_or_default();
        client.send_with(method, "/events", &headers, b"").await;
        let answered = client.answer().await;
        assert_eq!(answered.status, 200);
        assert_eq!(answered.header("content-type"), Some("text/event-stream; charset=utf-8"));
        assert_eq!(answered.text(), rest, "{id:?}");
    }
    let ids: Vec<_> =
        server.requests().iter().map(|it| it.header("last-event-id").is_some()).collect();
    assert_eq!(ids, [false, false, true, true, true]);
    assert_eq!(request(server.addr(), "GET", "/other", "").await.status, 404);
}

#[tokio::test]
async fn a_client_that_has_seen_everything_is_told_to_stay_away() {
    let server = Server::new().feed("/", Feed::new("id: 1\ndata: a\n\n")).bind_loopback().await;
    let server = server.unwrap();
    let mut client = Client::connect(server.addr()).await;
    client.send_with("GET", "/", "last-event-id: 1\r\n", b"").await;
    assert!(client.head().await.starts_with("HTTP/1.1 204 "));
}

#[tokio::test]
async fn a_feed_ends_and_is_cut_like_any_stream() {
    let server = Server::new()
        .feed("/", Feed::new(BYTES).ending(End::Reset))
        .deliveries([Delivery::new().truncate_after(20, End::Cut)]);
    let server = server.bind_loopback().await.unwrap();
    let answered = request(server.addr(), "GET", "/", "").await;
    assert_eq!((answered.text().as_str(), answered.ended), (&BYTES[..20], Ended::Closed));
    let answered = request(server.addr(), "GET", "/", "").await;
    assert_eq!((answered.text().as_str(), answered.ended), (BYTES, Ended::Reset));
}

#[tokio::test]
async fn requests_are_answered_by_hand_in_the_order_in_which_they_came() {
    let mut server = Server::new().by_hand().bind_loopback().await.unwrap();
    let mut first = Client::connect(server.addr()).await;
    first.send("GET", "/a?b=c", b"").await;
    let exchange = server.next_request().await;
    assert_eq!((exchange.request().method(), exchange.request().path()), ("GET", "/a"));

    let mut second = Client::connect(server.addr()).await;
    second.send("POST", "/d", b"body").await;
    let later = server.next_request().await;
    assert_eq!(later.request().body().as_ref(), b"body");
    later.respond(Reply::new(503).header("retry-after", "1")).unwrap();
    assert!(second.head().await.contains("503"));

    let body = exchange.stream(Reply::event_stream("")).unwrap();
    assert!(first.head().await.contains("content-type: text/event-stream"));
    for piece in ["da", "ta: a\n\n"] {
        body.write(piece);
        assert_eq!(first.chunk().await, Ok(piece.into()));
    }
    body.end(End::Reset);
    assert_eq!(first.chunk().await, Err(Ended::Reset));
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_request_that_nobody_answers_is_closed() {
    let mut server = Server::new().by_hand().bind_loopback().await.unwrap();
    let mut client = Client::connect(server.addr()).await;
    client.send("GET", "/", b"").await;
    drop(server.next_request().await);
    assert_eq!(client.more().await, Some(Ended::Closed));

    let mut client = Client::connect(server.addr()).await;
    client.send("GET", "/", b"").await;
    let refused = server.next_request().await.respond(Reply::new(99));
    assert_eq!(refused.unwrap_err().kind(), std::io::ErrorKind::InvalidInput);
    assert_eq!(client.more().await, Some(Ended::Closed));
}
