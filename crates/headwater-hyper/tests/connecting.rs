//! The driver that connects: what it sends, what it tells of an error, and that a dropped future sends
//! nothing twice.

use std::{
    cell::RefCell,
    future::{Future as _, poll_fn},
    io,
    pin::pin,
    rc::Rc,
    task::{Context, Poll, Waker},
};

use bytes::Bytes;
use headwater::{
    Action, CloseReason, EventSource, EventSourceConfig, EventSourceItem, Interruption, RetryLimit,
    Sent, Session as _,
};
use headwater_hyper::{Client, Driver, Requests, TransportError, client_fn};
use http::{Request, Response, header::CONTENT_TYPE};
use http_body_util::Full;
use hyper_util::rt::TokioTimer;
use moved_timer::MovedTimer;

#[path = "support/moved_timer.rs"]
mod moved_timer;

fn get() -> Request<Bytes> {
    Request::get("http://a.example/events").body(Bytes::new()).expect("a request")
}

fn stream(events: &'static str) -> Response<Full<Bytes>> {
    let response = Response::builder().header(CONTENT_TYPE, "text/event-stream");
    response.body(Full::new(Bytes::from_static(events.as_bytes()))).expect("a response")
}

/// Not ready so many times, and awake at once.
async fn pauses(mut left: u32) {
    poll_fn(|cx| {
        if left == 0 {
            return Poll::Ready(());
        }
        left -= 1;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

fn shown(item: EventSourceItem<'_>) -> String {
    match item {
        EventSourceItem::Open => "open".into(),
        EventSourceItem::Event(event) => event.data_lossy().to_string(),
        EventSourceItem::Reconnecting(how) => format!("{:?}", how.why),
        other => panic!("{other:?}"),
    }
}

async fn all<C: Client>(driver: &mut Driver<Requests<C>, EventSource>) -> Vec<String> {
    let mut seen = Vec::new();
    while let Ok(Some(item)) = driver.next().await {
        seen.push(shown(item));
    }
    seen
}

#[test]
fn a_future_dropped_at_any_await_sends_nothing_twice_and_loses_nothing() {
    for polls in 1..8 {
        let sent = Rc::new(RefCell::new(Vec::new()));
        let client = client_fn(
            |request: Request<Bytes>| {
                let id = request.headers().get("last-event-id").cloned();
                let id = id.map(|id| id.to_str().expect("an id").to_owned());
                sent.borrow_mut().push(id);
                let nth = sent.borrow().len();
                async move {
                    pauses(5).await;
                    match nth {
                        1 => Ok(stream("id: 1\ndata: a\n\ndata: half")),
                        2 => Err("broken"),
                        3 => Ok(stream("data: b\n\n")),
                        _ => {
                            let mut gone = Response::new(Full::default());
                            *gone.status_mut() = http::StatusCode::NO_CONTENT;
                            Ok(gone)
                        }
                    }
                }
            },
            |_| Sent::Perhaps,
        );
        let timer = MovedTimer::new();
        let mut driver = Driver::connect(client, get(), EventSource::new(), timer.clone());
        let mut seen = Vec::new();
        let mut cx = Context::from_waker(Waker::noop());
        'driving: for _ in 0..200 {
            let mut next = pin!(driver.next());
            for _ in 0..polls {
                match next.as_mut().poll(&mut cx) {
                    Poll::Pending => {}
                    Poll::Ready(Ok(Some(item))) => {
                        seen.push(shown(item));
                        continue 'driving;
                    }
                    Poll::Ready(Ok(None)) => break 'driving,
                    Poll::Ready(Err(error)) => panic!("{error:?}"),
                }
            }
            timer.pass(1000);
        }
        let all = ["open", "a", "EndOfStream", "NetworkError", "open", "b", "EndOfStream"];
        assert_eq!(seen, all, "{polls} polls before each drop");
        let id = || Some("1".to_owned());
        assert_eq!(*sent.borrow(), [None, id(), id(), id()], "{polls} polls before each drop");
        assert_eq!(driver.session().action(), Action::Closed(CloseReason::NoContent));
    }
}

#[tokio::test]
async fn nothing_is_sent_before_the_first_poll_and_dropping_gives_the_request_up() {
    let sent = Rc::new(());
    let client = client_fn(
        |_: Request<Bytes>| {
            let under_way = Rc::clone(&sent);
            async move {
                poll_fn(|_| Poll::<()>::Pending).await;
                drop(under_way);
                Ok::<_, io::Error>(stream(""))
            }
        },
        |_| Sent::Perhaps,
    );
    let mut driver = Driver::connect(client, get(), EventSource::new(), TokioTimer::new());
    assert_eq!(Rc::strong_count(&sent), 1);
    let mut cx = Context::from_waker(Waker::noop());
    assert!(driver.poll_advance(&mut cx).is_pending());
    assert_eq!(Rc::strong_count(&sent), 2);
    drop(driver);
    assert_eq!(Rc::strong_count(&sent), 1);
}

#[tokio::test(start_paused = true)]
async fn an_error_is_told_while_it_goes_on_and_given_where_it_ends() {
    let sent = RefCell::new(0);
    let client = client_fn(
        |_: Request<Bytes>| {
            *sent.borrow_mut() += 1;
            let nth = *sent.borrow();
            async move {
                match nth {
                    1 => Err(io::Error::other("first")),
                    2 => Ok(stream("")),
                    _ => Err(io::Error::other("last")),
                }
            }
        },
        |_| Sent::Nothing,
    );
    let source = EventSource::with_config(EventSourceConfig::new().max_retries(Some(2)));
    let mut driver = Driver::connect(client, get(), source, TokioTimer::new());
    let retrying = driver.next().await.expect("it goes on").map(shown);
    assert_eq!(retrying.as_deref(), Some("NetworkError"));
    let told = driver.last_error().map(ToString::to_string);
    assert_eq!(told.as_deref(), Some("no response came: first"));
    assert_eq!(driver.next().await.expect("it goes on").map(shown).as_deref(), Some("open"));
    assert!(driver.last_error().is_none(), "there was a response since");
    assert_eq!(driver.response().map(|head| head.status.as_u16()), Some(200));
    assert_eq!(driver.next().await.expect("it goes on").map(shown).as_deref(), Some("EndOfStream"));
    match driver.next().await.map(|item| item.map(shown)) {
        Err(TransportError::Request(error)) => assert_eq!(error.to_string(), "last"),
        other => panic!("{other:?}"),
    }
    assert_eq!(driver.next().await.expect("given once").map(shown), None);
    let last = Interruption::NetworkError;
    let why = CloseReason::RetriesExhausted { limit: RetryLimit::Attempts, last };
    assert_eq!(driver.session().action(), Action::Closed(why));
}

#[tokio::test(start_paused = true)]
async fn a_deadline_strikes_while_a_response_is_awaited_and_gives_the_request_up() {
    let held = Rc::new(());
    let client = client_fn(
        |_: Request<Bytes>| {
            let under_way = Rc::clone(&held);
            async move {
                poll_fn(|_| Poll::<()>::Pending).await;
                drop(under_way);
                Ok::<_, io::Error>(stream(""))
            }
        },
        |_| Sent::Perhaps,
    );
    let timers = headwater::Timers::new().total_ms(Some(700)).first_byte_ms(Some(300));
    let config = EventSourceConfig::new().timers(timers);
    let source = EventSource::with_config(config);
    let begun = tokio::time::Instant::now();
    let mut driver = Driver::connect(client, get(), source, TokioTimer::new());
    let struck = driver.next().await.expect("it goes on").map(shown);
    assert_eq!(struck.as_deref(), Some("Timeout(FirstByte)"));
    assert_eq!(begun.elapsed().as_millis(), 300);
    let mut cx = Context::from_waker(Waker::noop());
    assert!(driver.poll_advance(&mut cx).is_pending());
    assert_eq!(Rc::strong_count(&held), 1, "nothing is under way while it waits");
    assert_eq!(all(&mut driver).await, [""; 0]);
    assert_eq!(begun.elapsed().as_millis(), 700);
}

#[tokio::test]
async fn debugging_shows_no_url_and_no_header() {
    let client =
        client_fn(|_: Request<Bytes>| async { Ok::<_, io::Error>(stream("")) }, |_| Sent::Perhaps);
    let request = Request::get("http://a.example/?key=hidden").header("x-key", "hidden");
    let request = request.body(Bytes::from_static(b"hidden")).expect("a request");
    let mut driver = Driver::connect(client, request, EventSource::new(), TokioTimer::new());
    let _ = driver.next().await;
    assert!(!format!("{driver:?}").contains("hidden"));
}
