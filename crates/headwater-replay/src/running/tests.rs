use alloc::collections::VecDeque;
use alloc::sync::Arc;
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;
use std::io;
use std::sync::Mutex;

use hyper::header::HeaderValue;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, timeout};

use super::{PATIENCE, serve};
use crate::plan::Plan;
use crate::service::{Service, Settings, Source};
use crate::wire::Transport;
use crate::{Api, Delivery, End, Recording};

const STREAM: &str = "data: {\"delta\":{\"content\":\"a\"}}\n\ndata: {\"delta\":{\"content\":\"水\"}}\n\n\
    data: {\"delta\":{}}\n\ndata: {\"delta\":{\"content\":\"c\"}}\n\n";

/// The writes of a connection, each with the time since its start.
type Writes = Vec<(Duration, Vec<u8>)>;

/// A connection in memory: gives one request, notes each write and when it was made.
struct Memory {
    request: VecDeque<u8>,
    writes: Arc<Mutex<Writes>>,
    start: Instant,
    /// The most bytes that one write takes; between writes it is not ready once.
    accepts: usize,
    ready: bool,
}

impl Transport for Memory {
    fn reset_on_close(&self) {}
}

impl AsyncRead for Memory {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.request.is_empty() {
            return Poll::Pending;
        }
        buffer.put_slice(self.request.make_contiguous());
        self.request.clear();
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Memory {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.ready = !self.ready || self.accepts == usize::MAX;
        if !self.ready {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let taken = &buffer[..buffer.len().min(self.accepts)];
        let time = self.start.elapsed();
        self.writes.lock().unwrap().push((time, taken.to_vec()));
        Poll::Ready(Ok(taken.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// What is written for one request, in which writes; the last one ends the body.
async fn writes(delivery: &Delivery, accepts: usize) -> Writes {
    let body = "{\"stream\":true}";
    let request = format!(
        "POST {} HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n\r\n{body}",
        Api::ChatCompletions.path(),
        body.len()
    );
    let noted = Arc::default();
    let memory = Memory {
        request: request.into_bytes().into(),
        writes: Arc::clone(&noted),
        start: Instant::now(),
        accepts,
        ready: false,
    };
    let recording = Recording::with_api("r", Api::ChatCompletions, STREAM);
    let mut settings = Settings::new();
    settings.sources.push(Source::Recording(recording));
    settings.delivery = delivery.clone();
    let (service, _) = Service::new(settings, HeaderValue::from_static("text/event-stream"));
    // The connection ends when the time for a second request is over.
    let end = timeout(10 * PATIENCE, serve(memory, Arc::new(service)));
    end.await.expect("the connection comes to its end");
    let writes = noted.lock().unwrap();
    writes.clone()
}

fn chunk(bytes: &[u8]) -> Vec<u8> {
    [format!("{:X}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat()
}

fn plan(delivery: &Delivery) -> Plan {
    Plan::new(&STREAM.into(), End::Clean, delivery)
}

#[tokio::test(start_paused = true)]
async fn each_piece_is_a_write_of_its_own() {
    for delivery in [
        Delivery::new(),
        Delivery::new().chunk_size(1),
        Delivery::new().chunk_size(1000),
        Delivery::new().awkward_chunks(3),
        Delivery::new().awkward_chunks(3).natural_pace(3),
    ] {
        let writes = writes(&delivery, usize::MAX).await;
        let (head, rest) = writes.split_first().unwrap();
        assert!(head.1.starts_with(b"HTTP/1.1 200 OK\r\n") && head.1.ends_with(b"\r\n\r\n"));
        let expected: Vec<_> = plan(&delivery).map(|piece| chunk(&piece.bytes)).collect();
        let mut written: Vec<_> = rest.iter().map(|(_, bytes)| bytes.clone()).collect();
        assert_eq!(written.pop().unwrap(), b"0\r\n\r\n");
        assert_eq!(written, expected, "{delivery:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn pieces_stay_apart_when_the_connection_is_slow() {
    let delivery = Delivery::new().chunk_size(10);
    let writes = writes(&delivery, 4).await;
    let ends: Vec<_> = writes
        .iter()
        .scan(0, |at, (_, bytes)| {
            *at += bytes.len();
            Some(*at)
        })
        .collect();
    let all: Vec<u8> = writes.into_iter().flat_map(|(_, bytes)| bytes).collect();
    let mut at = all.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
    // A write stops where each piece stops, though a piece takes several.
    for piece in plan(&delivery) {
        at += chunk(&piece.bytes).len();
        assert!(ends.contains(&at), "{at} in {ends:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_clock_of_the_natural_pace() {
    let delivery = Delivery::new().natural_pace(5);
    let writes = writes(&delivery, usize::MAX).await;
    let at = |nth: usize| writes[nth].0.as_millis();
    // The head, three tokens with an event without token in between, the last chunk.
    assert_eq!(writes.len(), 6);
    assert_eq!(at(0), 0);
    assert!((250..=291).contains(&at(1)), "{}", at(1));
    assert!((20..=46).contains(&(at(2) - at(1))), "{}", at(2) - at(1));
    assert_eq!(at(3), at(2));
    assert!((20..=46).contains(&(at(4) - at(3))), "{}", at(4) - at(3));
    assert_eq!(at(5), at(4));
}

#[tokio::test(start_paused = true)]
async fn the_clock_of_an_even_pace() {
    const PAUSE: Duration = Duration::from_millis(60);
    let delivery = Delivery::new().chunk_size(20).pace(PAUSE);
    let writes = writes(&delivery, usize::MAX).await;
    let (head, rest) = writes.split_first().unwrap();
    // The head does not wait for the first event.
    assert_eq!(head.0, Duration::ZERO);
    let (end, pieces) = rest.split_last().unwrap();
    let mut time = Duration::ZERO;
    let mut events = 0;
    for (piece, (at, _)) in plan(&delivery).zip(pieces) {
        events += u32::from(piece.bytes.starts_with(b"data:"));
        time = PAUSE * events;
        // The timer counts in milliseconds and never fires early.
        let late = at.checked_sub(time).unwrap();
        assert!(late <= Duration::from_millis(u64::from(events)), "{at:?} for event {events}");
    }
    assert_eq!(events, 4);
    assert!(end.0 < time + PAUSE, "the end does not wait");
}
