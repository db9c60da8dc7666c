//! What goes wrong between a server and its client: streams that drip, flood, never end or are
//! compressed, answers that do not come, redirects, wrong labels.

mod client;

use core::time::Duration;
use std::io::Read as _;

use client::{Client, Ended, ask, request, streaming};
use flate2::read::{GzDecoder, MultiGzDecoder};
use headwater_replay::{Api, Delivery, End, Fault, Feed, Recording, Reply, RunningServer, Server};
use tokio::time::{Instant, timeout};

const BYTES: &[u8] = b"data: {\"choices\":[]}\n\ndata: \xe6\xb0\xb4\n\ndata: [DONE]\n\n";

async fn serving(end: End, delivery: Delivery) -> RunningServer {
    let recording = Recording::with_api("r", Api::ChatCompletions, BYTES).ending(end);
    Server::new().recording(recording).delivery(delivery).bind_loopback().await.unwrap()
}

/// A client that has the head of a stream.
async fn reading(server: &RunningServer) -> (Client, String) {
    let mut client = Client::connect(server.addr()).await;
    let body = streaming(Api::ChatCompletions, "m", "");
    client.send("POST", Api::ChatCompletions.path(), body.as_bytes()).await;
    let head = client.head().await;
    (client, head)
}

#[tokio::test]
async fn a_drip_pauses_before_each_write() {
    const PAUSE: Duration = Duration::from_millis(10);
    let server = serving(End::Clean, Delivery::new().drip(9, PAUSE)).await;
    let begun = Instant::now();
    let answered = ask(server.addr(), Api::ChatCompletions, "hi").await;
    assert_eq!(answered.body(), BYTES);
    assert!(answered.chunks.len() >= BYTES.len() / 9);
    let least = PAUSE * answered.chunks.len().try_into().unwrap();
    assert!(begun.elapsed() >= least, "{:?}", begun.elapsed());
}

#[tokio::test]
async fn comments_keep_a_body_open_that_never_ends() {
    let server = serving(End::KeepAlive(Duration::from_millis(5)), Delivery::new()).await;
    let (mut client, _) = reading(&server).await;
    let mut body = Vec::new();
    while body.len() < BYTES.len() + 3 * b": keep-alive\n\n".len() {
        body.extend(client.chunk().await.unwrap());
    }
    assert_eq!(&body[..BYTES.len()], BYTES);
    assert_eq!(&body[BYTES.len()..], b": keep-alive\n\n".repeat(3));
}

#[tokio::test]
async fn a_flood_comes_as_fast_as_it_is_read() {
    for (end, line) in [(End::Flood, &b":\n"[..]), (End::EndlessLine, b"x")] {
        let server = serving(end, Delivery::new()).await;
        let (mut client, _) = reading(&server).await;
        let mut body = Vec::new();
        while body.len() < 4_000_000 {
            body.extend(client.chunk().await.unwrap());
        }
        assert_eq!(&body[..BYTES.len()], BYTES);
        let flood = &body[BYTES.len()..];
        assert_eq!(flood, line.repeat(flood.len() / line.len()), "{end:?}");
    }
}

#[tokio::test]
async fn a_compressed_body_can_be_read_as_it_comes_and_at_its_end() {
    let server = serving(End::Clean, Delivery::new().gzip()).await;
    let answered = ask(server.addr(), Api::ChatCompletions, "hi").await;
    assert_eq!(answered.header("content-encoding"), Some("gzip"));
    assert_eq!(answered.header("content-type"), Some("text/event-stream; charset=utf-8"));
    let mut plain = Vec::new();
    GzDecoder::new(&answered.body()[..]).read_to_end(&mut plain).unwrap();
    assert_eq!(plain, BYTES);
    // The first chunk alone has the first event, whole.
    let mut first = vec![0; 22];
    GzDecoder::new(&answered.chunks[0][..]).read_exact(&mut first).unwrap();
    assert_eq!(first, BYTES[..22]);
}

#[tokio::test]
async fn a_compressed_body_that_is_cut_is_not_whole() {
    let delivery = Delivery::new().gzip().truncate_after(30, End::Cut);
    let server = serving(End::Clean, delivery).await;
    let answered = ask(server.addr(), Api::ChatCompletions, "hi").await;
    assert_eq!(answered.ended, Ended::Closed);
    let mut plain = Vec::new();
    let error = MultiGzDecoder::new(&answered.body()[..]).read_to_end(&mut plain).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::UnexpectedEof);
    assert_eq!(plain, BYTES[..30]);
}

#[tokio::test]
async fn a_stream_can_be_mislabelled() {
    let server = Server::new()
        .recording(Recording::new("r", BYTES).unwrap())
        .content_type("text/html; charset=utf-8");
    let server = server.bind_loopback().await.unwrap();
    let answered = ask(server.addr(), Api::ChatCompletions, "hi").await;
    assert_eq!(answered.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(answered.body(), BYTES);
    let error = Server::new().content_type("a\nb").bind_loopback().await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
}

#[tokio::test]
async fn the_first_streams_leave_in_ways_of_their_own() {
    let cut = |bytes| Delivery::new().truncate_after(bytes, End::Cut);
    let server =
        Server::new().recording(Recording::new("r", BYTES).unwrap()).deliveries([cut(5), cut(10)]);
    let server = server.bind_loopback().await.unwrap();
    for length in [5, 10, BYTES.len(), BYTES.len()] {
        let answered = ask(server.addr(), Api::ChatCompletions, "hi").await;
        assert_eq!(answered.body(), &BYTES[..length]);
    }
}

#[tokio::test]
async fn statuses_that_tell_when_to_come_back() {
    let server = Server::new()
        .recording(Recording::new("r", BYTES).unwrap())
        .fault(Fault::error(503, "overloaded", "Later.").header("Retry-After", "2").times(1))
        .fault(
            Fault::error(429, "slow_down", "Later.")
                .header("retry-after-ms", "1500")
                .header("x-should-retry", "false")
                .times(1),
        )
        .fault(Fault::from(Reply::new(500)).times(1));
    let server = server.bind_loopback().await.unwrap();
    let mut told = Vec::new();
    for _ in 0..4 {
        let answered = ask(server.addr(), Api::ChatCompletions, "hi").await;
        let header = |name| answered.header(name).map(str::to_owned);
        let when = [header("retry-after"), header("retry-after-ms"), header("x-should-retry")];
        told.push((answered.status, when));
    }
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        told,
        [
            (503, [some("2"), None, None]),
            (429, [None, some("1500"), some("false")]),
            (500, [None, None, None]),
            (200, [None, None, None]),
        ]
    );
}

#[tokio::test]
async fn redirects_within_the_server_and_to_another() {
    let other = Server::new().feed("/events", Feed::new("data: other\n\n"));
    let other = other.bind_loopback().await.unwrap();
    let there = format!("http://{}/events", other.addr());
    let server = Server::new()
        .feed("/events", Feed::new("data: here\n\n"))
        .fault(Fault::from(Reply::redirect(307, "/events?again")).times(1))
        .fault(Fault::from(Reply::redirect(302, there.as_str())).times(1));
    let server = server.bind_loopback().await.unwrap();
    for (status, location) in [(307, "/events?again"), (302, there.as_str())] {
        let answered = request(server.addr(), "GET", "/events", "").await;
        assert_eq!((answered.status, answered.header("location")), (status, Some(location)));
    }
    let answered = request(server.addr(), "GET", "/events?again", "").await;
    assert_eq!(answered.text(), "data: here\n\n");
    let answered = request(other.addr(), "GET", "/events", "").await;
    assert_eq!(answered.text(), "data: other\n\n");
}

#[tokio::test]
async fn no_answer_at_all() {
    let server = Server::new()
        .feed("/", Feed::new("data: a\n\n"))
        .fault(Fault::from(Reply::reset()).times(1))
        .fault(Fault::from(Reply::silence()).times(1));
    let server = server.bind_loopback().await.unwrap();
    let mut client = Client::connect(server.addr()).await;
    client.send("GET", "/", b"").await;
    assert_eq!(client.more().await, Some(Ended::Reset));
    let mut client = Client::connect(server.addr()).await;
    client.send("GET", "/", b"").await;
    timeout(Duration::from_millis(100), client.more()).await.expect_err("nothing comes");
    assert_eq!(request(server.addr(), "GET", "/", "").await.status, 200);
}

#[tokio::test]
async fn a_reply_leaves_as_it_is_told_to() {
    let bytes = "data: a\n\ndata: b\n\n";
    for (end, ended) in [(End::Clean, Ended::Properly), (End::Reset, Ended::Reset)] {
        let reply = Reply::event_stream(bytes).delivery(Delivery::new().chunk_size(4)).ending(end);
        let server = Server::new().feed("/", Feed::new("")).fault(reply);
        let server = server.bind_loopback().await.unwrap();
        let answered = request(server.addr(), "GET", "/", "").await;
        assert_eq!(answered.header("content-type"), Some("text/event-stream"));
        assert_eq!((answered.text().as_str(), answered.ended), (bytes, ended));
        assert_eq!(answered.chunks.len(), 5);
    }
}
