//! What comes in place of an answer, or does not come at all. One request is sent, once, unless it is
//! certain that it costs nothing to send it again.

use std::io::Write as _;
use std::net::Shutdown;

use headwater_replay::{Answer, Api, Fault, Server};
use serde_json::{Value, json};

use crate::ask;
use crate::support::process::Finished;
use crate::support::servers::{ClosedPort, RawServer, answer, flag, read_request, serve, serving};

const KEY: &str = "sk-very-secret-0123456789";

#[track_caller]
fn fails(fault: &Fault, said: &[&str]) {
    for api in Api::ALL {
        let server = serve(Server::new().answer("m", Answer::text("never")).fault(fault.clone()));
        for output in ["text", "jsonl"] {
            let run = ask(&server.base_url())
                .args([flag(api), "--output", output, "--retries=0", "Hi"])
                .env("OPENAI_API_KEY", KEY)
                .run();
            run.saying("failed").without(KEY);
            match output {
                "text" => drop(run.ended(4, "")),
                _ => is_one_line_that_says_failed(&run),
            }
            for said in said {
                run.saying(said);
            }
        }
        assert_eq!(server.requests().len(), 2, "one request a run");
    }
}

/// The line of the outcome, and no other.
#[track_caller]
fn is_one_line_that_says_failed(run: &Finished) {
    let line: Value = serde_json::from_str(&run.stdout).expect("one line of JSON");
    assert_eq!((run.code, &line["outcome"]["status"]), (Some(4), &json!("failed")), "{run:?}");
}

#[test]
fn http_errors_are_told_with_the_servers_words() {
    let wrong_key = Fault::error(401, "invalid_api_key", "Incorrect API key provided.");
    fails(&wrong_key, &["401", "Incorrect API key provided.", "invalid_api_key"]);
    fails(
        &Fault::error(429, "rate_limit_exceeded", "Slow down, please."),
        &["429", "Slow down, please."],
    );
    let busy = Fault::error(503, "overloaded", "Try later.").header("retry-after", "0");
    fails(&busy, &["503", "Try later."]);
    let page =
        "<html><head><title>500</title></head><body><h1>Internal Server Error</h1></body></html>";
    fails(&Fault::new(500, "text/html", page), &["500", "Internal Server Error"]);
    fails(&Fault::new(400, "text/plain", "no such parameter"), &["400", "no such parameter"]);
    fails(&Fault::new(502, "text/html", ""), &["502"]);
    fails(
        &Fault::new(403, "application/json", "{\"detail\":\"Not for you.\"}"),
        &["403", "Not for you."],
    );
}

#[test]
fn an_error_status_is_an_error_even_with_an_event_stream() {
    let stream = Answer::text("never shown").render(Api::Responses, "m", "p");
    fails(&Fault::new(500, "text/event-stream", stream), &["500"]);
}

#[test]
fn redirects_are_not_followed() {
    let target = serve(Server::new().answer("m", Answer::text("never")));
    let to = format!("{}/responses", target.base_url());
    for status in [301, 302, 307, 308] {
        fails(
            &Fault::new(status, "text/plain", "elsewhere").header("location", &to),
            &[&status.to_string()],
        );
    }
    assert_eq!(target.requests().len(), 0);
}

#[test]
fn other_bodies_in_place_of_a_stream_are_told() {
    let loading = "{\"error\":{\"message\":\"The model is loading.\"}}";
    fails(&Fault::new(200, "application/json", loading), &["The model is loading."]);
    let login = "<!doctype html><html><body><h1>Please log in</h1></body></html>";
    fails(&Fault::new(200, "text/html; charset=utf-8", login), &["text/html", "Please log in"]);
    fails(&Fault::new(200, "text/event-stream", login), &["Please log in"]);
    fails(&Fault::new(200, "text/event-stream", ""), &["no event"]);
    fails(&Fault::new(200, "text/event-stream", ": ping\n\n: ping\n\n"), &["no event"]);
    fails(&Fault::new(200, "text/plain", ""), &[]);
}

#[test]
fn a_compressed_answer_that_was_not_asked_for_is_told() {
    for api in Api::ALL {
        let server = Server::new().answer("m", Answer::text("never"));
        let server = serve(server.delivery(headwater_replay::Delivery::new().gzip()));
        let run = ask(&server.base_url()).args([flag(api), "Hi"]).run();
        run.ended(4, "").saying(" is compressed, which");
    }
    let gzip = Fault::new(500, "application/json", &b"\x1f\x8b\x08\x00"[..]);
    let server = serve(Server::new().fault(gzip.header("content-encoding", "gzip")));
    let run = ask(&server.base_url()).args(["Hi"]).run();
    run.ended(4, "").saying("HTTP 500: the server said why, but compressed");
}

/// Some servers do not stream, whatever they are asked for.
#[test]
fn a_whole_answer_in_place_of_a_stream_is_that_answer() {
    let whole = r#"{"id":"resp_1","object":"response","status":"completed","output":[
        {"type":"message","content":[{"type":"output_text","text":"All at once."}]}]}"#;
    let server = serve(Server::new().respond_with(200, "application/json", whole));
    let run = ask(&server.base_url()).args(["Hi"]).run();
    run.ended(0, "All at once.").saying("finished");
}

#[test]
fn an_error_in_place_of_the_first_event_is_told() {
    let nested = "data: {\"error\":{\"message\":\"Quota is used up.\",\"code\":402}}\n\n";
    let named = "event: error\ndata: {\"type\":\"error\",\"message\":\"Gone fishing.\"}\n\n";
    for (stream, said) in [(nested, "Quota is used up."), (named, "Gone fishing.")] {
        for api in Api::ALL {
            let server = serve(serving(api, stream));
            ask(&server.base_url()).args([flag(api), "Hi"]).run().ended(4, "").saying(said);
            let run = ask(&server.base_url()).args([flag(api), "--output=jsonl", "Hi"]).run();
            assert_eq!((run.code, run.stdout.lines().count()), (Some(4), 2), "{run:?}");
            assert_eq!(server.requests().len(), 2, "one request a run");
        }
    }
}

#[test]
fn nobody_listens() {
    let port = ClosedPort::new();
    for api in ["responses", "chat", "auto"] {
        let run = ask(&port.base_url())
            .args(["--api", api, "--retries=0", "Hi"])
            .env("OPENAI_API_KEY", KEY)
            .run();
        run.ended(4, "").saying("failed").saying("refused").without(KEY).without("--api chat");
        let run =
            ask(&port.base_url()).args(["--api", api, "--output=jsonl", "--retries=0", "Hi"]).run();
        is_one_line_that_says_failed(&run);
        let line: Value = serde_json::from_str(&run.stdout).expect("JSON");
        let message = line["outcome"]["error"]["message"].as_str().expect("a message");
        assert!(message.contains("cannot connect"), "{message}");
        assert_eq!(line["outcome"].as_object().map(serde_json::Map::len), Some(9), "all fields");
    }
}

#[test]
fn tls_to_a_server_without_it() {
    let server =
        RawServer::new(|mut stream| answer(&mut stream, "HTTP/1.1 400 Bad Request\r\n\r\n"));
    let url = server.base_url.replace("http://", "https://");
    let run = ask(&url).args(["--retries=1", "Hi"]).env("OPENAI_API_KEY", KEY).run();
    run.ended(4, "").saying("failed").without(KEY).without("panicked");
    assert_eq!(server.connections(), 2, "nothing was sent over the first");
}

/// The connection breaks before there is a head: nobody knows whether the request was received, so
/// it is not sent again.
#[track_caller]
fn breaks_before_the_head(breaks: impl FnMut(std::net::TcpStream) + Send + Clone + 'static) {
    for api in ["responses", "chat", "auto"] {
        let server = RawServer::new(breaks.clone());
        let run = ask(&server.base_url)
            .args(["--api", api, "--stats", "Hi"])
            .env("OPENAI_API_KEY", KEY)
            .run();
        run.ended(5, "").saying("interrupted").without(KEY);
        assert_eq!(server.connections(), 1, "--api {api}");
    }
}

#[test]
fn closed_before_the_head() {
    breaks_before_the_head(|mut stream| drop(read_request(&mut stream)));
}

#[test]
fn reset_before_the_head() {
    breaks_before_the_head(|stream| {
        // A socket that is closed with bytes unread is reset.
        stream.peek(&mut [0]).unwrap();
    });
}

#[test]
fn closed_within_the_head() {
    breaks_before_the_head(|mut stream| {
        read_request(&mut stream);
        answer(&mut stream, "HTTP/1.1 200 OK\r\ncontent-type: text/ev");
    });
}

#[test]
fn closed_behind_the_head() {
    for (head, code) in [
        ("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 1000\r\n\r\n", 5),
        (
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n",
            5,
        ),
        // The server has said that it failed.
        ("HTTP/1.1 500 Oops\r\ncontent-length: 1000\r\n\r\nBroken pi", 4),
    ] {
        let server = RawServer::new(move |mut stream| {
            read_request(&mut stream);
            answer(&mut stream, head);
            let _ = stream.shutdown(Shutdown::Both);
        });
        ask(&server.base_url).args(["Hi"]).run().ended(code, "");
        assert_eq!(server.connections(), 1);
    }
}

/// HTTP/1.0 style: the body ends where the connection does.
#[test]
fn a_body_may_end_with_the_connection() {
    let stream = Answer::text("To the very end.").render(Api::Responses, "m", "p");
    let server = RawServer::new(move |mut connection| {
        read_request(&mut connection);
        answer(
            &mut connection,
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n",
        );
        answer(&mut connection, &stream);
    });
    ask(&server.base_url).args(["Hi"]).run().ended(0, "To the very end.").saying("finished");
}

/// What came before an error stays, and the failure is told although the end is missing.
#[test]
fn an_error_in_the_midst_and_then_a_broken_connection() {
    let stream = "event: response.output_text.delta\n\
         data: {\"type\":\"response.output_text.delta\",\"output_index\":0,\"content_index\":0,\"delta\":\"Half of\"}\n\n\
         event: error\ndata: {\"type\":\"error\",\"error\":{\"message\":\"Disk full.\"}}\n\n";
    let server = RawServer::new(move |mut connection| {
        read_request(&mut connection);
        let head =
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 99999\r\n\r\n";
        answer(&mut connection, format!("{head}{stream}"));
    });
    ask(&server.base_url).args(["Hi"]).run().ended(4, "Half of").saying("Disk full.");
}

#[test]
fn a_server_that_speaks_no_http_is_a_failure() {
    let server = RawServer::new(|mut stream| {
        read_request(&mut stream);
        drop(stream.write_all(b"220 mail.example ESMTP\r\n"));
    });
    ask(&server.base_url).args(["Hi"]).run().ended(4, "").saying("no HTTP answer");
}

#[test]
fn a_key_in_the_query_of_the_base_url_is_not_shown() {
    let server = serve(serving(Api::ChatCompletions, "data: [DONE]\n\n"));
    let url = format!("{}?api-key=s3cret-0123456789", server.base_url());
    ask(&url).args(["Hi"]).run().ended(4, "").saying("--api chat").without("s3cret");
    assert_eq!(server.requests()[0].query(), Some("api-key=s3cret-0123456789"));
}
