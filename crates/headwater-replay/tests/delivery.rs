//! How bytes leave: verbatim, in the pieces asked for, at the pace asked for, and how they end.

mod client;

use core::time::Duration;

use client::{Client, Ended, ask, streaming};
use headwater_replay::{Api, Delivery, End, Recording, RunningServer, Server};
use tokio::time::{Instant, timeout};

/// Line ends of all kinds, a byte order mark, multi-byte characters, bytes that are no UTF-8, and an
/// unfinished event.
const BYTES: &[u8] =
    b"\xef\xbb\xbf: hi\r\n\r\ndata: {\"choices\":[{\"delta\":{\"content\":\"\xe6\xb0\xb4\"}}]}\n\n\
    data: \xff\xfe\r\rdata: \xf0\x9f\x8c\x8a\r\n\r\n\n\nevent: x\ndata";

async fn serving(bytes: &'static [u8], end: End, delivery: Delivery) -> RunningServer {
    let recording = Recording::with_api("r", Api::ChatCompletions, bytes).ending(end);
    Server::new().recording(recording).delivery(delivery).bind_loopback().await.unwrap()
}

#[tokio::test]
async fn verbatim_in_chunks_of_every_size() {
    for size in 1..=BYTES.len() + 1 {
        let server = serving(BYTES, End::Clean, Delivery::new().chunk_size(size)).await;
        let answered = ask(server.addr(), Api::ChatCompletions, "hi").await;
        let expected: Vec<Vec<u8>> = BYTES.chunks(size).map(<[u8]>::to_vec).collect();
        assert_eq!(answered.chunks, expected, "{size}");
        assert_eq!(answered.ended, Ended::Properly);
    }
}

#[tokio::test]
async fn verbatim_in_awkward_chunks() {
    for seed in 0..50 {
        let server = serving(BYTES, End::Clean, Delivery::new().awkward_chunks(seed)).await;
        let answered = ask(server.addr(), Api::ChatCompletions, "hi").await;
        assert_eq!(answered.body(), BYTES);
        assert!(answered.chunks.len() > 3);
    }
}

#[tokio::test]
async fn an_event_a_chunk_by_default() {
    let server = serving(BYTES, End::Clean, Delivery::new()).await;
    let answered = ask(server.addr(), Api::ChatCompletions, "hi").await;
    assert_eq!(answered.body(), BYTES);
    assert_eq!(answered.chunks.len(), 5);
    assert_eq!(answered.chunks[2], b"data: \xff\xfe\r\r");
}

#[tokio::test]
async fn truncated_at_every_byte_with_every_end() {
    for (end, seen) in
        [(End::Clean, Ended::Properly), (End::Cut, Ended::Closed), (End::Reset, Ended::Reset)]
    {
        for length in 0..BYTES.len() {
            let delivery = Delivery::new().truncate_after(length, end);
            let server = serving(BYTES, End::Clean, delivery).await;
            let answered = ask(server.addr(), Api::ChatCompletions, "hi").await;
            assert_eq!(answered.body(), &BYTES[..length], "{end:?}");
            assert_eq!(answered.ended, seen, "{end:?} after {length}");
        }
    }
}

#[tokio::test]
async fn a_recording_has_an_end_of_its_own() {
    let server = serving(BYTES, End::Cut, Delivery::new().chunk_size(7)).await;
    let answered = ask(server.addr(), Api::ChatCompletions, "hi").await;
    assert_eq!((answered.body(), answered.ended), (BYTES.to_vec(), Ended::Closed));
}

#[tokio::test]
async fn a_cut_loses_nothing_of_a_large_stream_that_is_read_slowly() {
    static LARGE: [u8; 4_000_000] = [b'x'; 4_000_000];
    let server = serving(&LARGE, End::Cut, Delivery::new().chunk_size(100_000)).await;
    let mut client = Client::connect(server.addr()).await;
    client
        .send("POST", "/v1/chat/completions", streaming(Api::ChatCompletions, "m", "").as_bytes())
        .await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    let answered = client.answer().await;
    assert_eq!((answered.body().len(), answered.ended), (LARGE.len(), Ended::Closed));
}

#[tokio::test]
async fn a_stalled_stream_stays_open_until_the_server_leaves() {
    let server = serving(BYTES, End::Clean, Delivery::new().truncate_after(20, End::Stall)).await;
    let mut client = Client::connect(server.addr()).await;
    client
        .send("POST", "/v1/chat/completions", streaming(Api::ChatCompletions, "m", "").as_bytes())
        .await;
    client.head().await;
    let mut body = Vec::new();
    while body.len() < 20 {
        body.extend(client.chunk().await.unwrap());
    }
    assert_eq!(body, &BYTES[..20]);
    timeout(Duration::from_millis(100), client.chunk()).await.expect_err("nothing more comes");
    server.shutdown().await;
    assert_eq!(client.chunk().await, Err(Ended::Closed));
}

// Only that nothing comes too early: on a busy machine anything can come late. That nothing waits
// too long is tested with a clock that stands still, next to the code.
#[tokio::test]
async fn no_event_comes_before_its_pauses_are_over() {
    const PAUSE: Duration = Duration::from_millis(60);
    const THREE: &[u8] = b"data: 1\n\ndata: 2\n\ndata: 3\n\n";
    let server = serving(THREE, End::Clean, Delivery::new().chunk_size(4).pace(PAUSE)).await;
    let mut client = Client::connect(server.addr()).await;
    let body = streaming(Api::ChatCompletions, "m", "");
    let start = Instant::now();
    client.send("POST", "/v1/chat/completions", body.as_bytes()).await;
    client.head().await;
    for event in 1..=3_u32 {
        for _ in 0..3 {
            client.chunk().await.unwrap();
            assert!(start.elapsed() >= PAUSE * event, "event {event}: {:?}", start.elapsed());
        }
    }
}
