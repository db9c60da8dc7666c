//! hyper-util's client under the driver, against servers of headwater-replay.

use std::time::Duration;

use bytes::Bytes;
use headwater::{
    Action, CloseReason, EventSource, EventSourceConfig, EventSourceItem, Interruption,
    Session as _, Timers,
};
use headwater_hyper::{Driver, HyperUtilClient, Requests};
use headwater_replay::{Delivery, End, Fault, Feed, Reply, RunningServer, Server};
use http::{HeaderValue, Request};
use http_body_util::BodyExt as _;
use hyper_util::{
    client::legacy::{self, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use tokio::net::{TcpListener, TcpStream};

type Source = Driver<Requests<HyperUtilClient<HttpConnector>>, EventSource>;

fn follow(request: Request<Bytes>, config: EventSourceConfig) -> Source {
    let client =
        legacy::Client::builder(TokioExecutor::new()).retry_canceled_requests(false).build_http();
    let source = EventSource::with_config(config.reconnection_time_bounds_ms(1, 2));
    let source = source.with_url(&request.uri().to_string()).expect("a URL");
    Driver::connect(HyperUtilClient::new(client), request, source, TokioTimer::new())
}

fn get(server: &RunningServer) -> Request<Bytes> {
    let url = format!("http://{}/events", server.addr());
    Request::get(url).body(Bytes::new()).expect("a request")
}

fn post(url: String) -> Request<Bytes> {
    Request::post(url).body(Bytes::from_static(b"{}")).expect("a request")
}

/// What is handed out, to the end.
async fn all(driver: &mut Source) -> Vec<String> {
    let mut seen = Vec::new();
    let ended = async {
        while let Ok(Some(item)) = driver.next().await {
            seen.push(match item {
                EventSourceItem::Open => "open".into(),
                EventSourceItem::Event(event) => event.data_lossy().to_string(),
                EventSourceItem::Reconnecting(how) => format!("{:?}", how.why),
                other => panic!("{other:?}"),
            });
        }
    };
    tokio::time::timeout(Duration::from_secs(10), ended).await.expect("it comes to its end");
    seen
}

/// Cut at each byte in turn, with each way to end, until the server has no more.
#[tokio::test]
async fn a_source_that_breaks_at_every_byte_loses_and_doubles_nothing() {
    const BYTES: &str = "id: 1\ndata: a\n\nid: 2\ndata: b\n\nid: 3\ndata: c\n\n";
    for end in [End::Clean, End::Cut, End::Reset] {
        for cut in 0..BYTES.len() {
            let server = Server::new()
                .feed("/events", Feed::new(BYTES))
                .deliveries([Delivery::new().chunk_size(5).truncate_after(cut, end)]);
            let server = server.bind_loopback().await.expect("a server");
            let mut driver = follow(get(&server), EventSourceConfig::new());
            let seen = all(&mut driver).await;
            let events: Vec<_> = seen.iter().filter(|seen| seen.len() == 1).collect();
            assert_eq!(events, ["a", "b", "c"], "{end:?} after {cut}: {seen:?}");
            assert_eq!(driver.session().action(), Action::Closed(CloseReason::NoContent));
        }
    }
}

#[tokio::test]
async fn silence_is_told_and_reconnected() {
    let feed = Feed::new("id: 1\ndata: a\n\n").ending(End::Stall);
    let server = Server::new().feed("/events", feed);
    let server = server.bind_loopback().await.expect("a server");
    let config = EventSourceConfig::new().timers(Timers::new().idle_ms(Some(50)));
    let mut driver = follow(get(&server), config);
    assert_eq!(all(&mut driver).await, ["open", "a", "Timeout(Idle)"]);
}

#[tokio::test]
async fn comments_alone_do_not_keep_it_waiting_for_content() {
    for end in [End::KeepAlive(Duration::from_millis(5)), End::Flood] {
        let feed = Feed::new("id: 1\ndata: a\n\n").ending(end);
        let server = Server::new().feed("/events", feed).bind_loopback().await.expect("a server");
        let timers = Timers::new().idle_ms(Some(5_000)).content_idle_ms(Some(100));
        let mut driver = follow(get(&server), EventSourceConfig::new().timers(timers));
        assert_eq!(all(&mut driver).await, ["open", "a", "Timeout(ContentIdle)"], "{end:?}");
    }
}

/// `connect` is over when the connection stands, although the response is late.
#[tokio::test]
async fn the_time_to_connect_ends_with_the_connection() {
    let mut server = Server::new().by_hand().bind_loopback().await.expect("a server");
    let config = EventSourceConfig::new().timers(Timers::new().connect_ms(Some(100)));
    let mut driver = follow(get(&server), config);
    let served = async {
        let exchange = server.next_request().await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        exchange.respond(Reply::new(204)).expect("a reply");
    };
    let (seen, ()) = tokio::join!(all(&mut driver), served);
    assert_eq!(seen, [""; 0]);
    assert_eq!(driver.session().action(), Action::Closed(CloseReason::NoContent));
}

#[tokio::test]
async fn a_post_is_sent_again_where_nobody_listened_and_nowhere_else() {
    // The port of an outgoing connection is taken, and accepts none.
    let peer = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let held = TcpStream::connect(peer.local_addr().expect("an address")).await.expect("connected");
    let url = format!("http://{}/", held.local_addr().expect("an address"));
    let config = || EventSourceConfig::new().method("POST").max_retries(Some(2));
    let mut driver = follow(post(url), config());
    assert_eq!(all(&mut driver).await, ["NetworkError", "NetworkError"]);

    let server = Server::new().feed("/events", Feed::new("data: a\n\n")).fault(Reply::reset());
    let server = server.bind_loopback().await.expect("a server");
    let mut driver = follow(post(format!("http://{}/events", server.addr())), config());
    assert_eq!(all(&mut driver).await, [""; 0]);
    let why = CloseReason::NotRepeatable(Interruption::NetworkError);
    assert_eq!(driver.session().action(), Action::Closed(why));
    assert_eq!(server.requests().len(), 1);
}

/// A request with a secret of every kind, and a header that is none.
fn with_secrets(mut request: Request<Bytes>) -> Request<Bytes> {
    for (name, is_marked) in [
        ("authorization", false),
        ("cookie", false),
        ("proxy-authorization", false),
        ("x-api-key", true),
        ("x-open", false),
    ] {
        let mut value = HeaderValue::from_static("value");
        value.set_sensitive(is_marked);
        request.headers_mut().insert(name, value);
    }
    request
}

const SECRETS: [&str; 4] = ["authorization", "cookie", "proxy-authorization", "x-api-key"];

/// Which secrets each request carried that a server received; all or none.
fn carried(server: &RunningServer) -> Vec<bool> {
    let all_or_none = |request: &headwater_replay::ReceivedRequest| {
        assert_eq!(request.header("x-open"), Some("value"));
        let carried = SECRETS.map(|name| request.header(name).is_some());
        assert!(carried == [true; 4] || carried == [false; 4], "{request:?}");
        carried[0]
    };
    server.requests().iter().map(all_or_none).collect()
}

#[tokio::test]
async fn secrets_stay_behind_on_another_server_and_go_along_on_the_same() {
    for status in [301, 302, 303, 307, 308] {
        let other = Server::new().feed("/there", Feed::new("id: 1\ndata: a\n\n"));
        let other = other.bind_loopback().await.expect("a server");
        let there = format!("http://{}/there", other.addr());
        let server = Server::new()
            .feed("/events", Feed::new(""))
            .feed("/inside", Feed::new(""))
            .fault(Fault::from(Reply::redirect(status, "/inside")).times(1))
            .fault(Fault::from(Reply::redirect(status, there.as_str())).times(1))
            .fault(Reply::new(204));
        let server = server.bind_loopback().await.expect("a server");
        let request = with_secrets(get(&server));
        let mut driver = follow(request, EventSourceConfig::new());
        assert_eq!(all(&mut driver).await, ["open", "a", "EndOfStream"], "{status}");
        assert_eq!(carried(&other), [false], "{status}");
        // The caller's own URL, the same origin, and the caller's own once more.
        assert_eq!(carried(&server), [true, true, true], "{status}");
    }
}

#[tokio::test]
async fn secrets_do_not_come_back_by_way_of_another_server() {
    let server = Server::new().by_hand().bind_loopback().await.expect("a server");
    let home = format!("http://{}/events", server.addr());
    let other = Server::new()
        .feed("/there", Feed::new(""))
        .fault(Reply::redirect(307, home.as_str()))
        .bind_loopback()
        .await
        .expect("a server");
    let there = format!("http://{}/there", other.addr());
    let mut server = server;
    let mut driver = follow(with_secrets(get(&server)), EventSourceConfig::new());
    let served = async {
        server.next_request().await.respond(Reply::redirect(307, there)).expect("a reply");
        server.next_request().await.respond(Reply::new(204)).expect("a reply");
    };
    let (_, ()) = tokio::join!(all(&mut driver), served);
    assert_eq!(carried(&other), [false]);
    assert_eq!(carried(&server), [true, false]);
}

/// What the server says of it is the caller's to read, as the table of behaviour has it (B7, C7).
#[tokio::test]
async fn the_body_of_a_response_that_is_turned_down_can_be_read() {
    for (reply, why) in [
        (Reply::new(401).body("who are you?"), CloseReason::UnexpectedStatus { status: 401 }),
        (
            Reply::new(200).header("content-type", "application/json").body("who are you?"),
            CloseReason::UnexpectedContentType,
        ),
    ] {
        let server = Server::new().feed("/events", Feed::new("")).fault(reply);
        let server = server.bind_loopback().await.expect("a port");
        let mut source = follow(get(&server), EventSourceConfig::new());
        assert!(source.take_body().is_none(), "there is none yet");
        assert_eq!(all(&mut source).await, [""; 0]);
        assert_eq!(source.session().action(), Action::Closed(why));
        let body = source.take_body().expect("the body").collect().await.expect("all of it");
        assert_eq!(body.to_bytes(), "who are you?");
        assert!(source.take_body().is_none(), "it was taken");
    }
}

/// The connection of any other is dropped at once, whatever is left of it.
#[tokio::test]
async fn the_body_of_a_response_that_was_wanted_is_dropped_with_the_session() {
    let feed = Feed::new("data: a\n\n").ending(End::Stall);
    let server = Server::new().feed("/events", feed).bind_loopback().await.expect("a port");
    for closes_before in [false, true] {
        let mut source = follow(get(&server), EventSourceConfig::new());
        assert!(matches!(source.next().await, Ok(Some(EventSourceItem::Open))));
        if !closes_before {
            assert!(matches!(source.next().await, Ok(Some(EventSourceItem::Event(_)))));
        }
        assert!(source.take_body().is_none(), "it is being read");
        source.session_mut().close();
        assert!(source.take_body().is_none());
        assert!(matches!(source.next().await, Ok(None)));
        assert!(source.take_body().is_none());
    }
}
