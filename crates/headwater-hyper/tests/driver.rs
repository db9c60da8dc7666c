//! The driver over scripted bodies: every frame, pause and error is chosen by the test.

use std::{
    collections::VecDeque,
    pin::{Pin, pin},
    sync::Arc,
    sync::atomic::{AtomicUsize, Ordering},
    task::{Context, Poll, Waker},
    time::Duration,
};

use bytes::Bytes;
use futures_core::Stream;
use headwater::{
    Action, Attempt, CloseReason, Deadline, DeadlineReason, Decoder, EventSource, EventSourceItem,
    Instant, Item, OwnedEvent, Progress, ResponseHead, Sent, Session, Step,
};
use headwater_hyper::BodyReader;
use http_body::{Body, Frame};
use hyper_util::rt::TokioTimer;

/// What a scripted body does when it is polled.
enum Act {
    Data(&'static [u8]),
    Trailers,
    /// Not ready once, and awake at once.
    Pause,
    /// Never ready again.
    Stall,
    Break,
}

struct Script {
    acts: VecDeque<Act>,
    dropped: Arc<AtomicUsize>,
}

impl Script {
    fn new(acts: impl IntoIterator<Item = Act>) -> Self {
        Self { acts: acts.into_iter().collect(), dropped: Arc::default() }
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        self.dropped.fetch_add(1, Ordering::Relaxed);
    }
}

impl Body for Script {
    type Data = Bytes;
    type Error = &'static str;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        match self.acts.pop_front() {
            None => Poll::Ready(None),
            Some(Act::Data(data)) => Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(data))))),
            Some(Act::Trailers) => Poll::Ready(Some(Ok(Frame::trailers(Default::default())))),
            Some(Act::Pause) => {
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            Some(Act::Stall) => {
                self.acts.push_front(Act::Stall);
                Poll::Pending
            }
            Some(Act::Break) => Poll::Ready(Some(Err("broken"))),
        }
    }
}

fn data_of(item: <Decoder as Session>::Item<'_>) -> String {
    match item {
        Ok(Item::Event(event)) => event.data_lossy().to_string(),
        other => panic!("an event was expected, not {other:?}"),
    }
}

async fn all_data(reader: &mut BodyReader<Script>) -> Result<Vec<String>, &'static str> {
    let mut all = Vec::new();
    while let Some(item) = reader.next().await? {
        all.push(data_of(item));
    }
    Ok(all)
}

#[tokio::test]
async fn events_come_in_order_across_frames_pauses_and_trailers() {
    let acts = [
        Act::Data(b"data: a\n\ndata: b\n\nda"),
        Act::Pause,
        Act::Data(b""),
        Act::Data(b"ta: c\n\n"),
        Act::Trailers,
    ];
    let mut reader = BodyReader::new(Script::new(acts));
    assert_eq!(all_data(&mut reader).await, Ok(vec!["a".into(), "b".into(), "c".into()]));
    assert_eq!(reader.session().action(), Action::Closed(CloseReason::EndOfStream));
    assert_eq!(reader.next().await.map(|item| item.is_none()), Ok(true), "it stays ended");
}

#[tokio::test]
async fn what_the_end_cuts_off_stays_with_the_session() {
    let mut reader = BodyReader::new(Script::new([Act::Data(b"data: a\n\ndata: last")]));
    assert_eq!(all_data(&mut reader).await, Ok(vec!["a".into()]));
    assert_eq!(reader.session().unfinished().map(|event| event.data()), Some(&b"last"[..]));
}

#[tokio::test]
async fn a_broken_transport_is_told_once_after_what_came_before() {
    let acts = [Act::Data(b"data: a\n\ndata: b"), Act::Break, Act::Data(b"\n\n")];
    let mut reader = BodyReader::new(Script::new(acts));
    assert_eq!(reader.next().await.map(|item| item.map(data_of)), Ok(Some("a".into())));
    assert_eq!(reader.next().await.map(|item| item.map(data_of)), Err("broken"));
    assert_eq!(reader.next().await.map(|item| item.map(data_of)), Ok(None));
    assert_eq!(reader.session().action(), Action::Closed(CloseReason::NetworkError));
}

/// Ends by itself at the first event whose data is `last`, and wants bytes at least every 100 ms.
#[derive(Debug)]
struct Impatient {
    decoder: Decoder,
    closed: Option<CloseReason>,
    last_bytes: Instant,
    head: Option<(u16, Vec<u8>)>,
}

impl Impatient {
    const PATIENCE_MS: u64 = 100;

    fn new() -> Self {
        Self { decoder: Decoder::new(), closed: None, last_bytes: Instant::ORIGIN, head: None }
    }
}

impl Session for Impatient {
    type Item<'a> = &'a [u8];

    fn action(&self) -> Action<'_> {
        self.closed.map_or(Action::Read, Action::Closed)
    }

    fn poll_timeout(&self) -> Option<Deadline> {
        let at = self.last_bytes.saturating_add_millis(Self::PATIENCE_MS);
        Some(Deadline { at, reason: DeadlineReason::Idle })
    }

    fn handle_request_started(&mut self, now: Instant) {
        self.last_bytes = now;
    }

    fn handle_response(&mut self, head: ResponseHead<'_>, _: Instant) {
        self.head = Some((head.status, head.content_type.unwrap_or_default().to_vec()));
    }

    fn advance(&mut self, chunk: &[u8], now: Instant) -> Progress {
        if !chunk.is_empty() {
            self.last_bytes = now;
        }
        let progress = self.decoder.advance(chunk);
        if self.item(chunk) == Some(b"last") {
            self.closed = Some(CloseReason::Finished);
        }
        progress
    }

    fn item<'a>(&'a self, chunk: &'a [u8]) -> Option<&'a [u8]> {
        self.decoder.event(chunk).map(|event| event.data())
    }

    fn handle_end(&mut self, _: Instant) {
        self.closed.get_or_insert(CloseReason::EndOfStream);
    }

    fn handle_network_error(&mut self, _: Sent, _: Instant) {
        self.closed.get_or_insert(CloseReason::NetworkError);
    }

    fn handle_timeout(&mut self, now: Instant) {
        if self.poll_timeout().is_some_and(|deadline| now >= deadline.at) {
            self.closed.get_or_insert(CloseReason::Timeout(DeadlineReason::Idle));
        }
    }

    fn close(&mut self) {
        self.closed.get_or_insert(CloseReason::Closed);
    }
}

#[tokio::test(start_paused = true)]
async fn a_deadline_strikes_during_a_silent_read_and_not_before() {
    let script = Script::new([Act::Data(b"data: a\n\n"), Act::Pause, Act::Stall]);
    let dropped = Arc::clone(&script.dropped);
    let mut reader = BodyReader::with_session(script, Impatient::new()).timer(TokioTimer::new());
    let begun = tokio::time::Instant::now();
    assert_eq!(reader.next().await, Ok(Some(&b"a"[..])));
    assert_eq!(reader.next().await, Ok(None));
    assert_eq!(begun.elapsed(), Duration::from_millis(100));
    let idle = CloseReason::Timeout(DeadlineReason::Idle);
    assert_eq!(reader.session().action(), Action::Closed(idle));
    assert_eq!(dropped.load(Ordering::Relaxed), 1, "the connection is given up");
}

#[tokio::test(start_paused = true)]
async fn bytes_move_the_deadline() {
    let (to_body, frames) = tokio::sync::mpsc::channel::<&'static [u8]>(1);
    let feeder = tokio::spawn(async move {
        for _ in 0..5 {
            tokio::time::sleep(Duration::from_millis(80)).await;
            to_body.send(b": keep-alive\n").await.expect("the reader is there");
        }
        tokio::time::sleep(Duration::from_secs(3600)).await;
    });
    let mut reader =
        BodyReader::with_session(Channel(frames), Impatient::new()).timer(TokioTimer::new());
    let begun = tokio::time::Instant::now();
    assert_eq!(reader.next().await, Ok(None));
    assert_eq!(begun.elapsed(), Duration::from_millis(5 * 80 + 100));
    feeder.abort();
}

struct Channel(tokio::sync::mpsc::Receiver<&'static [u8]>);

impl Body for Channel {
    type Data = Bytes;
    type Error = &'static str;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let frame = |data| Ok(Frame::data(Bytes::from_static(data)));
        self.0.poll_recv(cx).map(|data| data.map(frame))
    }
}

/// Never without bytes, and never done.
struct Flood(Duration);

impl Body for Flood {
    type Data = Bytes;
    type Error = &'static str;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        std::thread::sleep(self.0);
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b": ping\n\n")))))
    }
}

const TOTAL: CloseReason = CloseReason::Timeout(DeadlineReason::Total);

/// Has to be done with everything 20 ms after the head of the response.
#[derive(Debug, Default)]
struct Limited {
    decoder: Decoder,
    begun: Option<Instant>,
    timed_out: Option<Instant>,
}

impl Session for Limited {
    type Item<'a> = &'a [u8];

    fn action(&self) -> Action<'_> {
        self.timed_out.map_or(Action::Read, |_| Action::Closed(TOTAL))
    }

    fn poll_timeout(&self) -> Option<Deadline> {
        let at = self.begun?.saturating_add_millis(20);
        Some(Deadline { at, reason: DeadlineReason::Total })
    }

    fn handle_request_started(&mut self, _: Instant) {}

    fn handle_response(&mut self, _: ResponseHead<'_>, now: Instant) {
        self.begun = Some(now);
    }

    fn advance(&mut self, chunk: &[u8], _: Instant) -> Progress {
        self.decoder.advance(chunk)
    }

    fn item<'a>(&'a self, chunk: &'a [u8]) -> Option<&'a [u8]> {
        self.decoder.event(chunk).map(|event| event.data())
    }

    fn handle_end(&mut self, _: Instant) {}

    fn handle_network_error(&mut self, _: Sent, _: Instant) {}

    fn handle_timeout(&mut self, now: Instant) {
        self.timed_out.get_or_insert(now);
    }

    fn close(&mut self) {}
}

fn response<B>(body: B) -> http::Response<B> {
    http::Response::new(body)
}

#[tokio::test]
async fn a_deadline_strikes_where_bytes_never_stop() {
    let flood = response(Flood(Duration::from_millis(1)));
    // With a timer and without one: bytes come all the time.
    let mut reader = BodyReader::from_response(flood, Limited::default());
    assert_eq!(reader.next().await, Ok(None));
    let flood = response(Flood(Duration::from_millis(1)));
    let mut reader = BodyReader::from_response(flood, Limited::default()).timer(TokioTimer::new());
    assert_eq!(reader.next().await, Ok(None));
    assert_eq!(reader.session().action(), Action::Closed(TOTAL));
}

#[test]
fn a_body_that_is_always_ready_lets_others_have_their_turn() {
    let mut reader = BodyReader::new(Flood(Duration::ZERO));
    let mut cx = Context::from_waker(Waker::noop());
    assert!(reader.poll_advance(&mut cx).is_pending());
}

#[tokio::test(start_paused = true)]
async fn a_timer_given_later_goes_on_with_the_same_time() {
    let stalled = response(Script::new([Act::Stall]));
    let reader = BodyReader::from_response(stalled, Limited::default());
    // The head was told by the system's clock, of which this passes some.
    std::thread::sleep(Duration::from_millis(5));
    let mut reader = reader.timer(TokioTimer::new());
    let begun = tokio::time::Instant::now();
    assert_eq!(reader.next().await, Ok(None));
    let waited = begun.elapsed().as_millis();
    assert!(waited <= 15, "20 ms after the head, of which 5 had passed: {waited}");
}

/// Closes for a reason of its own when the transport breaks.
#[derive(Debug, Default)]
struct Content(Option<CloseReason>);

impl Session for Content {
    type Item<'a> = ();

    fn action(&self) -> Action<'_> {
        self.0.map_or(Action::Read, Action::Closed)
    }

    fn poll_timeout(&self) -> Option<Deadline> {
        None
    }

    fn handle_request_started(&mut self, _: Instant) {}

    fn handle_response(&mut self, _: ResponseHead<'_>, _: Instant) {}

    fn advance(&mut self, chunk: &[u8], _: Instant) -> Progress {
        Progress { consumed: chunk.len(), step: Step::NeedData }
    }

    fn item<'a>(&'a self, _: &'a [u8]) -> Option<()> {
        None
    }

    fn handle_end(&mut self, _: Instant) {}

    fn handle_network_error(&mut self, _: Sent, _: Instant) {
        self.0 = Some(CloseReason::Finished);
    }

    fn handle_timeout(&mut self, _: Instant) {}

    fn close(&mut self) {}
}

#[tokio::test]
async fn a_break_that_spoils_nothing_is_no_error() {
    let mut reader = BodyReader::with_session(Script::new([Act::Break]), Content::default());
    assert_eq!(reader.next().await, Ok(None));
}

#[tokio::test]
async fn the_bytes_of_the_body_are_counted() {
    let acts = [Act::Data(b"data: a\n\nda"), Act::Pause, Act::Data(b""), Act::Data(b"ta: b")];
    let mut reader = BodyReader::new(Script::new(acts));
    assert_eq!(reader.bytes_read(), 0);
    assert_eq!(all_data(&mut reader).await, Ok(vec!["a".into()]));
    assert_eq!(reader.bytes_read(), 16);
}

#[tokio::test]
async fn a_session_that_finished_reads_no_further_and_keeps_its_items() {
    let script = Script::new([
        Act::Data(b"data: a\n\ndata: last\n\n"),
        Act::Break,
        Act::Data(b"data: no\n\n"),
    ]);
    let dropped = Arc::clone(&script.dropped);
    let mut reader = BodyReader::with_session(script, Impatient::new());
    assert_eq!(reader.next().await, Ok(Some(&b"a"[..])));
    assert_eq!(reader.next().await, Ok(Some(&b"last"[..])));
    assert_eq!(reader.next().await, Ok(None), "the break behind the end does not matter");
    assert_eq!(dropped.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn the_session_is_told_the_head_of_the_response() {
    let response = http::Response::builder()
        .status(503)
        .header("content-type", "text/plain")
        .body(Script::new([]))
        .expect("a response");
    let mut reader = BodyReader::from_response(response, Impatient::new());
    assert_eq!(reader.next().await, Ok(None));
    assert_eq!(reader.into_session().head, Some((503, b"text/plain".to_vec())));
}

#[test]
fn a_dropped_future_loses_nothing_at_any_await() {
    let script = || {
        Script::new([
            Act::Pause,
            Act::Data(b"data: a\n\nda"),
            Act::Pause,
            Act::Data(b"ta: b\n"),
            Act::Pause,
            Act::Data(b"\n"),
            Act::Pause,
        ])
    };
    // Polls `next` so many times before each drop; every count has to give the same events.
    for polls in 1..6 {
        let mut reader = BodyReader::new(script());
        let mut events = Vec::new();
        let mut cx = Context::from_waker(Waker::noop());
        'reading: for _ in 0..100 {
            let mut next = pin!(reader.next());
            for _ in 0..polls {
                match next.as_mut().poll(&mut cx) {
                    Poll::Pending => {}
                    Poll::Ready(Ok(Some(item))) => {
                        events.push(data_of(item));
                        continue 'reading;
                    }
                    Poll::Ready(Ok(None)) => break 'reading,
                    Poll::Ready(Err(error)) => panic!("{error}"),
                }
            }
        }
        assert_eq!(events, ["a", "b"], "{polls} polls before each drop");
    }
}

#[tokio::test]
async fn the_stream_owns_its_items() {
    let own = |item: <Decoder as Session>::Item<'_>| match item {
        Ok(Item::Event(event)) => event.to_owned(),
        other => panic!("{other:?}"),
    };
    let acts = [Act::Data(b"data: a\n\ndata: b\n\n"), Act::Pause, Act::Break];
    let mut items = BodyReader::new(Script::new(acts)).into_items(own);
    let mut all: Vec<Result<OwnedEvent, &str>> = Vec::new();
    while let Some(item) = std::future::poll_fn(|cx| Pin::new(&mut items).poll_next(cx)).await {
        all.push(item);
    }
    let data: Vec<_> = all.iter().map(|item| item.as_ref().map(OwnedEvent::data)).collect();
    assert_eq!(data, [Ok(&b"a"[..]), Ok(&b"b"[..]), Err(&"broken")]);
}

#[test]
fn debug_shows_no_payload() {
    let mut reader = BodyReader::new(Script::new([Act::Data(b"data: secret\n\ndata: secret")]));
    let mut cx = Context::from_waker(Waker::noop());
    assert!(matches!(reader.poll_advance(&mut cx), Poll::Ready(Ok(true))));
    assert!(!format!("{reader:?}").contains("secret"));
}

#[tokio::test]
async fn an_event_source_reads_the_one_response_and_then_wants_to_connect_again() {
    let acts =
        [Act::Data(b"id: 7\ndata: a\n\ndata: b"), Act::Data(b"c\n\n"), Act::Data(b"data: d")];
    let response = http::Response::builder()
        .header("Content-Type", "text/event-stream")
        .body(Script::new(acts))
        .expect("a response");
    let mut reader = BodyReader::from_response(response, EventSource::new());
    let mut seen = Vec::new();
    while let Some(item) = reader.next().await.expect("nothing breaks") {
        seen.push(match item {
            EventSourceItem::Open => "open".to_owned(),
            EventSourceItem::Event(event) => event.data_lossy().to_string(),
            EventSourceItem::Reconnecting(how) => format!("{:?}", how.why),
            other => panic!("{other:?}"),
        });
    }
    assert_eq!(seen, ["open", "a", "bc", "EndOfStream"]);
    assert_eq!(reader.session().action(), Action::Wait);
    assert_eq!(reader.session().last_event_id(), b"7");
}

/// Wants another connection once its body is over, however.
#[derive(Debug, Default)]
struct Reconnecting(bool);

impl Session for Reconnecting {
    type Item<'a> = ();

    fn action(&self) -> Action<'_> {
        if self.0 { Action::Connect(Attempt::original()) } else { Action::Read }
    }

    fn poll_timeout(&self) -> Option<Deadline> {
        None
    }

    fn handle_request_started(&mut self, _: Instant) {}

    fn handle_response(&mut self, _: ResponseHead<'_>, _: Instant) {}

    fn advance(&mut self, chunk: &[u8], _: Instant) -> Progress {
        Progress { consumed: chunk.len(), step: Step::NeedData }
    }

    fn item<'a>(&'a self, _: &'a [u8]) -> Option<()> {
        None
    }

    fn handle_end(&mut self, _: Instant) {
        self.0 = true;
    }

    fn handle_network_error(&mut self, _: Sent, _: Instant) {
        self.0 = true;
    }

    fn handle_timeout(&mut self, _: Instant) {}

    fn close(&mut self) {}
}

#[tokio::test]
async fn a_reader_has_one_body_and_ends_where_the_session_wants_another() {
    for (acts, told) in [(vec![], Ok(None)), (vec![Act::Break], Err("broken"))] {
        let script = Script::new(acts);
        let dropped = Arc::clone(&script.dropped);
        let mut reader = BodyReader::with_session(script, Reconnecting::default());
        assert_eq!(reader.next().await, told);
        assert_eq!(dropped.load(Ordering::Relaxed), 1, "the connection is given up");
        assert_eq!(reader.next().await, Ok(None), "and it stays so");
        assert!(matches!(reader.session().action(), Action::Connect(_)));
    }
}
