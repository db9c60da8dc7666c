//! What no scenario says: what a caller can do between two steps of a driver, and what is shown.

use headwater::{
    Action, CloseReason, EventSource, EventSourceConfig, EventSourceItem, Fixed, Instant,
    ResponseHead, Session as _, Step,
};

type Small = Fixed<[u8; 64], [u8; 16], [u8; 48], [u8; 0]>;

fn small() -> EventSource<Small> {
    let storage = Fixed::new([0; 64], [0; 16], [0; 48], []);
    EventSource::with_storage(EventSourceConfig::new(), storage)
}

/// A source with a connection that stands, and has said so.
fn open() -> EventSource<Small> {
    let now = Instant::ORIGIN;
    let mut source = small();
    source.handle_request_started(now);
    let head = ResponseHead::new(200).header("content-type", b"text/event-stream");
    source.handle_response(head, now);
    assert_eq!(source.advance(b"", now).step, Step::Item);
    assert_eq!(source.item(b""), Some(EventSourceItem::Open));
    source
}

#[test]
fn what_follows_in_the_chunk_is_not_handed_out_after_closing() {
    let now = Instant::ORIGIN;
    let chunk = b"data: a\n\ndata: b\n\n";
    let mut source = open();
    let progress = source.advance(chunk, now);
    assert!(
        matches!(source.item(chunk), Some(EventSourceItem::Event(event)) if event.data() == b"a")
    );
    source.close();
    assert_eq!(source.item(chunk), None, "not even the one that was handed out");
    let rest = &chunk[progress.consumed..];
    assert_eq!(source.advance(rest, now).step, Step::NeedData);
    assert_eq!(source.item(rest), None);
    assert_eq!(source.action(), Action::Closed(CloseReason::Closed));
}

#[test]
fn a_request_is_asked_for_until_it_is_started_and_not_longer() {
    let now = Instant::ORIGIN;
    let mut source = small();
    for _ in 0..3 {
        assert!(matches!(source.action(), Action::Connect(_)));
    }
    source.handle_request_started(now);
    for _ in 0..3 {
        assert_eq!(source.action(), Action::AwaitResponse);
        source.handle_request_started(now);
    }
}

#[test]
fn an_earlier_time_counts_as_the_latest() {
    let at = Instant::from_millis;
    let mut source = open();
    let _ = source.advance(b":", at(1_000));
    source.handle_end(at(10));
    let deadline = source.poll_timeout().expect("it waits");
    assert!(deadline.at >= at(4_000));
    source.handle_timeout(deadline.at);
    assert!(matches!(source.action(), Action::Connect(_)));
}

#[test]
fn debugging_shows_no_payload() {
    let now = Instant::ORIGIN;
    let mut source = open();
    let chunk = b"id: hidden\nevent: hidden\ndata: hidden\n\ndata: hidden";
    let _ = source.advance(chunk, now);
    let shown = format!("{source:?}{:?}{:?}", source.item(chunk), source.action());
    assert!(!shown.contains("hidden"), "{shown}");
    assert!(shown.starts_with("EventSource { phase: Open, decoder: "), "{shown}");
    source.handle_end(now);
    source.handle_timeout(Instant::from_millis(u64::MAX));
    let shown = format!("{source:?}{:?}", source.action());
    assert!(!shown.contains("hidden"), "{shown}");
}

#[test]
fn the_end_of_a_body_that_is_not_wanted_is_nothing() {
    let now = Instant::ORIGIN;
    let mut source = open();
    source.restart(now);
    source.handle_end(now);
    assert!(matches!(source.action(), Action::Connect(_)), "{:?}", source.action());
}

#[cfg(feature = "redirects")]
#[test]
fn the_end_of_a_redirects_body_is_nothing() {
    let now = Instant::ORIGIN;
    let mut source = small().with_url("https://a.example/").expect("a URL");
    source.handle_request_started(now);
    source.handle_response(ResponseHead::new(302).header("location", b"/b"), now);
    source.handle_end(now);
    let Action::Connect(attempt) = source.action() else { panic!("{:?}", source.action()) };
    assert!(attempt.target == headwater::Target::Redirected("https://a.example/b"));
}

#[cfg(feature = "redirects")]
#[test]
fn a_location_is_followed_up_to_8_kib() {
    let now = Instant::ORIGIN;
    for (start, length, is_followed) in [
        ("/", 8_000, true),
        ("https://b.example/", 8_192, true),
        ("https://b.example/", 8_193, false),
        // The URL that it makes is too long.
        ("/", 8_192, false),
    ] {
        let mut source = small().with_url("https://a.example/").expect("a URL");
        source.handle_request_started(now);
        let mut location = start.as_bytes().to_vec();
        location.resize(length, b'x');
        source.handle_response(ResponseHead::new(302).header("location", &location), now);
        let is = matches!(source.action(), Action::Connect(_));
        assert_eq!(is, is_followed, "{length}");
    }
}

#[cfg(feature = "redirects")]
#[test]
fn brackets_are_escaped_in_a_query_alone() {
    let now = Instant::ORIGIN;
    for (location, expected) in [
        ("https://[::1]/", Some("https://[::1]/")),
        ("/b?c[0]=d", Some("https://a.example/b?c%5B0%5D=d")),
        ("/b[0]", None),
    ] {
        let mut source = small().with_url("https://a.example/").expect("a URL");
        source.handle_request_started(now);
        source.handle_response(ResponseHead::new(302).header("location", location.as_bytes()), now);
        assert_eq!(source.current_url().filter(|_| expected.is_some()), expected, "{location}");
        assert_eq!(matches!(source.action(), Action::Connect(_)), expected.is_some(), "{location}");
    }
}

#[cfg(feature = "std")]
#[test]
fn memory_that_holds_nothing_is_given_back() {
    let now = Instant::ORIGIN;
    let mut source = EventSource::new();
    source.handle_request_started(now);
    let head = ResponseHead::new(200).header("content-type", b"text/event-stream");
    source.handle_response(head, now);
    let data = [b"data: ", &[b'x'; 50_000][..], b"\n\n"].concat();
    for piece in data.chunks(1_000) {
        while source.advance(piece, now).step == Step::Item {}
    }
    source.handle_end(now);
    let freed = allocation_counter::measure(|| source.release_spare_capacity());
    assert!(freed.bytes_current < -50_000, "{}", freed.bytes_current);
}

#[cfg(feature = "redirects")]
#[test]
fn a_url_that_cannot_be_used_is_refused() {
    use headwater::InvalidUrl::{Credentials, NotAUrl, UnsupportedScheme};
    for (url, why) in [
        ("", NotAUrl),
        ("/events", NotAUrl),
        ("a.example", NotAUrl),
        ("https://", NotAUrl),
        ("https:///events", NotAUrl),
        ("https://a example/", NotAUrl),
        ("https://a.example:70000/", NotAUrl),
        ("http://[::1", NotAUrl),
        ("ftp://a.example/", UnsupportedScheme),
        ("about:blank", UnsupportedScheme),
        ("mailto:a@b.example", UnsupportedScheme),
        ("javascript:alert(1)", UnsupportedScheme),
        ("https://user@a.example/", Credentials),
        ("https://user:hunter2@a.example/", Credentials),
    ] {
        let refused = small().with_url(url).map(|_| ()).expect_err(url);
        assert_eq!(refused, why, "{url}");
        let told = refused.to_string();
        assert!(told.starts_with("it") && !told.contains("hunter2"), "{told}");
    }
    for url in ["http://a", "HTTPS://A.example:1/x?y#z", "http://[::1]:80/", "http://127.0.0.1"] {
        assert!(small().with_url(url).is_ok(), "{url}");
    }
}

/// What a microcontroller has to hold beside its buffers.
#[test]
fn the_state_is_small() {
    let size = size_of::<EventSource<Small>>() - size_of::<Small>();
    println!("{size} bytes of state beside the storage, usize has {}", size_of::<usize>());
    let most = if size_of::<usize>() == 4 { 256 } else { 360 };
    assert!(size <= most, "{size} bytes");
}
