//! `headwater listen` as a process: an event source, followed over real TCP.

mod support;

use std::time::Duration;

use headwater_replay::{Delivery, End, Fault, Feed, Reply, RunningServer, Server};
use support::files::TestFile;
use support::process::{Headwater, headwater};
use support::servers::{ClosedPort, serve};

/// Some events, of which the last has an id: who has seen it is told to stay away.
const EVENTS: &str = "retry: 1\n\n: comment\ndata: a\n\nevent: greeting\ndata: b\ndata: c\n\n\
    data: {\"d\":\"Grüße\"}\n\nid: 7\ndata: e\n\n";
const PRINTED: &str = "a\ngreeting: b\nc\n{\"d\":\"Grüße\"}\ne\n";

fn url(server: &RunningServer) -> String {
    format!("http://{}/events", server.addr())
}

fn listen(server: &RunningServer) -> Headwater {
    headwater(["listen", &url(server)])
}

fn feeding(feed: Feed) -> Server {
    Server::new().feed("/events", feed)
}

#[test]
fn events_are_printed_until_the_server_has_no_more() {
    let server = serve(feeding(Feed::new(EVENTS)));
    let run = listen(&server).run();
    run.ended(0, PRINTED).saying("headwater: reconnecting in 0.5").saying("the body ended");
    let requests = server.requests();
    let ids: Vec<_> = requests.iter().map(|request| request.header("last-event-id")).collect();
    assert_eq!(ids, [None, Some("7")]);
    for request in &requests {
        assert_eq!(request.method(), "GET");
        assert_eq!(request.header("accept"), Some("text/event-stream"));
        assert_eq!(request.header("cache-control"), Some("no-cache"));
        assert!(request.header("user-agent").is_some_and(|name| name.starts_with("headwater/")));
    }
}

#[test]
fn json_lines_are_those_of_decode() {
    for options in [&["--max-event-bytes", "8"][..], &["--comments"]] {
        let decoded = headwater(["decode"]).args(options).stdin(EVENTS).run();
        let server = serve(feeding(Feed::new(EVENTS)));
        let listened = listen(&server).args(["--output=jsonl"]).args(options).run();
        listened.ended(0, &decoded.stdout);
        assert!(decoded.stdout.lines().count() >= 3, "{decoded:?}");
    }
}

#[test]
fn comments_and_what_was_dropped() {
    let server = serve(feeding(Feed::new(EVENTS)));
    let run = listen(&server).args(["--comments", "--max-event-bytes", "8"]).run();
    run.ended(0, ": comment\na\ngreeting: b\nc\ne\n").saying("over the limit of 8 bytes");
}

#[test]
fn bytes_are_printed_as_they_came() {
    let server = serve(feeding(Feed::new(&b"id: 1\ndata: \x1b[31m \t\n\n"[..])));
    listen(&server).run().ended(0, "\u{1b}[31m \t\n");
}

#[test]
fn a_source_that_breaks_loses_and_doubles_nothing() {
    let events = "retry: 1\nid: 1\ndata: a\n\nid: 2\ndata: b\n\nid: 3\ndata: c\n\n";
    for end in [End::Clean, End::Cut, End::Reset] {
        for bytes in [0, 30, 45] {
            let broken = Delivery::new().chunk_size(7).truncate_after(bytes, end);
            let server = serve(feeding(Feed::new(events)).deliveries([broken]));
            // Before `retry` came, the wait is the default's.
            let run = listen(&server).args(["--reconnection-time", "0.001"]).run();
            run.ended(0, "a\nb\nc\n").saying("reconnecting");
        }
    }
}

#[test]
fn an_event_is_seen_before_the_next_comes_and_ctrl_c_ends_it() {
    let server = serve(feeding(Feed::new("data: a\n\ndata: b\n\ndata: half").ending(End::Stall)));
    let mut run = listen(&server).start();
    run.shows("a\nb\n");
    #[cfg(unix)]
    {
        run.interrupt();
        run.finish().ended(130, "a\nb\n").saying("stopped by Ctrl-C").without("panicked");
    }
    assert_eq!(server.requests().len(), 1);
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_while_it_waits_to_connect_again() {
    let server = serve(feeding(Feed::new("retry: 100000\ndata: a\n\n")));
    let mut run = listen(&server).start();
    run.says("reconnecting in 1");
    run.interrupt();
    run.finish().ended(130, "a\n");
}

#[test]
fn headers_method_and_body_go_along() {
    let file = TestFile::new("body.json", "{\"from\":\"a file\"}");
    let at_file = format!("@{}", file.path());
    for (args, method, content_type, body) in [
        (vec!["--data", "{}"], "POST", Some("application/json"), "{}"),
        (
            vec!["--data", &at_file, "-H", "Content-Type: text/plain", "--method", "QUERY"],
            "QUERY",
            Some("text/plain"),
            "{\"from\":\"a file\"}",
        ),
        (vec!["--method", "POST"], "POST", None, ""),
    ] {
        let server = serve(feeding(Feed::new("")).fault(Reply::new(204)));
        let run = listen(&server)
            .args(["-H", "x-one: 1", "--header-env", "x-two=TWO", "--last-event-id", "é"])
            .env("TWO", "2")
            .args(args)
            .run();
        run.ended(0, "");
        let [request] = &server.requests()[..] else { panic!("one request") };
        assert_eq!((request.method(), request.body().as_ref()), (method, body.as_bytes()));
        assert_eq!(request.header("content-type"), content_type);
        assert_eq!((request.header("x-one"), request.header("x-two")), (Some("1"), Some("2")));
        let id = request.headers().find(|(name, _)| *name == "last-event-id");
        assert_eq!(id.map(|(_, value)| value), Some("é".as_bytes()));
    }
}

#[test]
fn a_server_that_cannot_now_is_asked_again_unless_strict() {
    let serving = || {
        let busy = Fault::error(503, "overloaded", "Later.").header("retry-after", "0").times(1);
        serve(feeding(Feed::new("id: 1\ndata: a\n\n")).fault(busy))
    };
    let server = serving();
    let run = listen(&server).args(["--reconnection-time", "0.01"]).run();
    run.ended(0, "a\n").saying("the server answered with status 503");
    let server = serving();
    listen(&server).args(["--strict"]).run().ended(4, "").saying("failed").saying("503");
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn what_is_no_event_source_is_not_asked_again() {
    for (reply, says) in [
        (Reply::new(404), "status 404"),
        (Reply::new(200).header("content-type", "text/html").body("<p>"), "text/event-stream"),
        (Reply::redirect(302, "ftp://127.0.0.1/"), "neither http nor https"),
    ] {
        let server = serve(feeding(Feed::new("")).fault(reply));
        listen(&server).run().ended(4, "").saying("failed: ").saying(says);
        assert_eq!(server.requests().len(), 1);
    }
}

#[test]
fn what_the_server_says_in_place_of_events_is_shown() {
    let json = Reply::new(401).header("content-type", "application/json");
    let endless = "x".repeat(100_000);
    for (reply, says) in [
        (json.clone().body("{\"error\":\n  \"no such key\"}"), r#"{"error": "no such key"}"#),
        (json.clone().body("who?").ending(End::Stall), "it says: who?"),
        (Reply::new(200).header("content-type", "text/html").body("<p>Log in"), "<p>Log in"),
        (json.clone().body(endless), &"x".repeat(200)),
    ] {
        let server = serve(feeding(Feed::new("")).fault(reply));
        let run = listen(&server).run();
        run.ended(4, "").saying("failed: ").saying(says);
        assert!(run.stderr.len() < 500, "{run:?}");
    }
    // Where it says nothing, nothing is said of that.
    let server = serve(feeding(Feed::new("")).fault(json));
    assert!(!listen(&server).run().stderr.contains("it says"));
}

/// Nothing can be read in it: that is said once, and not waited for again and again.
#[test]
fn a_compressed_stream_that_was_not_asked_for_is_told() {
    let server = serve(feeding(Feed::new(EVENTS)).delivery(Delivery::new().gzip()));
    listen(&server).run().ended(4, "").saying("failed: the event stream is compressed");
    let requests = server.requests();
    assert_eq!((requests.len(), requests[0].header("accept-encoding")), (1, None));
}

#[test]
fn where_nobody_listens_it_tries_as_often_as_it_may() {
    let port = ClosedPort::new();
    let run = headwater(["listen", &port.base_url(), "--retries", "1"])
        .args(["--reconnection-time", "0.01", "-H", "authorization: Bearer very-secret"])
        .run();
    run.ended(4, "").saying("reconnecting in 0.5").saying("failed: ").saying("refused");
    run.saying("limit on attempts").without("very-secret");
}

#[test]
fn a_post_that_may_have_been_seen_is_not_sent_again_unless_it_may() {
    let serving = || {
        let reset = Fault::from(Reply::reset()).times(1);
        serve(feeding(Feed::new("id: 1\ndata: a\n\n")).fault(reset))
    };
    let server = serving();
    let run = listen(&server).args(["--data", "{}"]).run();
    run.ended(5, "").saying("interrupted: ").saying("not sent again");
    assert_eq!(server.requests().len(), 1);
    let server = serving();
    let args = ["--data", "{}", "--resend", "--reconnection-time", "0.01"];
    listen(&server).args(args).run().ended(0, "a\n");
}

#[test]
fn silence_and_comments_alone_are_told_and_reconnected() {
    for (end, option, says) in [
        (End::Stall, "--idle-timeout", "nothing came for too long"),
        (End::KeepAlive(Duration::from_millis(10)), "--content-timeout", "no event came"),
        (End::Flood, "--content-timeout", "no event came"),
    ] {
        let feed = Feed::new("retry: 1\nid: 1\ndata: a\n\n").ending(end);
        let server = serve(feeding(feed));
        let run = listen(&server).args([option, "0.2"]).run();
        run.ended(0, "a\n").saying(says);
    }
}

#[test]
fn what_takes_too_long_is_given_up() {
    let server = serve(feeding(Feed::new("data: a\n\n").ending(End::Stall)));
    let run = listen(&server).args(["--max-time", "0.3"]).run();
    run.ended(5, "a\n").saying("interrupted: all of it took too long");
    let server = serve(feeding(Feed::new("")).fault(Reply::silence()));
    let args = ["--first-byte-timeout", "0.1", "--retries", "0"];
    listen(&server).args(args).run().ended(4, "").saying("no byte of the body came in time");
}

#[test]
fn secrets_stay_behind_on_another_server() {
    let other = serve(feeding(Feed::new("id: 1\ndata: a\n\n")));
    let moved = Fault::from(Reply::redirect(307, url(&other))).times(1);
    let server = serve(feeding(Feed::new("")).fault(moved).fault(Reply::new(204)));
    let run = listen(&server)
        .args(["-H", "x-api-key: secret", "--header-env", "authorization=TOKEN"])
        .args(["--reconnection-time", "0.01"])
        .env("TOKEN", "Bearer secret")
        .run();
    run.ended(0, "a\n").without("secret");
    let carried = |server: &RunningServer| {
        let both = |request: &headwater_replay::ReceivedRequest| {
            [request.header("x-api-key").is_some(), request.header("authorization").is_some()]
        };
        server.requests().iter().map(both).collect::<Vec<_>>()
    };
    assert_eq!(carried(&server), [[true, true], [true, true]]);
    assert_eq!(carried(&other), [[false, false]]);
}

#[test]
fn a_reader_that_leaves_has_what_it_wanted() {
    let server = serve(feeding(Feed::new("data: a\n\n".repeat(100_000)).ending(End::Stall)));
    let (run, stdout) = listen(&server).start_with_own_stdout();
    drop(stdout);
    assert_eq!(run.finish().code, Some(0));
}

#[test]
fn a_command_line_that_is_wrong() {
    for (args, reason) in [
        (&["example.com/events"][..], "as in https://"),
        (&["ftp://example.com/"], "neither http nor https"),
        (&["http://user:very-secret@example.com/"], "give them in a header"),
        (&["http://127.0.0.1/", "-H", "very-secret"], "with a colon"),
        (&["http://127.0.0.1/", "--header-env", "a=NOT_THERE"], "NOT_THERE is not set"),
        (&["http://127.0.0.1/", "--method", "a b"], "no method"),
        (&["http://127.0.0.1/", "--idle-timeout", "0"], "seconds are needed"),
        (&["http://127.0.0.1/", "--last-event-id", "a\nb"], "--last-event-id"),
        (&["http://127.0.0.1/", "--data", "@/not/there"], "cannot read"),
    ] {
        headwater(["listen"]).args(args).run().is_usage_error(reason).without("very-secret");
    }
}
