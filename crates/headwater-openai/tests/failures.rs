//! However a failure is sent, it is one.

mod common;

use common::{End, Run, Seen, chat, events, read_every_way_with, responses};
use headwater::{Action, CloseReason, Instant, ResponseHead, Session, Step};
use headwater_openai::{AnswerStream, Api, Outcome};

const TEXT: &str = r#"{"choices":[{"delta":{"content":"Hi"}}]}"#;
const FINISH: &str = r#"{"choices":[{"delta":{},"finish_reason":"stop"}]}"#;

fn said(seen: &Seen) -> (&str, Option<&str>, Option<&str>) {
    let failure = seen.failure();
    (failure.message.as_str(), failure.error_type.as_deref(), failure.code.as_deref())
}

fn with_status(status: u16, content_type: Option<&'static [u8]>, body: &[u8]) -> Seen {
    read_every_way_with(body, || {
        let head = ResponseHead::new(status).content_type(content_type);
        Run::new(Api::ChatCompletions).head(head)
    })
}

#[test]
fn every_shape_of_an_error_fails_a_chat_answer() {
    for (block, message, error_type, code) in [
        (r#"data: {"error":{"message":"m","type":"t","code":"c"}}"#, "m", Some("t"), Some("c")),
        (r#"data: {"error":{"message":"m","code":429}}"#, "m", None, Some("429")),
        (r#"data: {"error":"m"}"#, "m", None, None),
        (r#"data: {"error":{"message":{"error":"m"},"code":"c"}}"#, "m", None, Some("c")),
        (
            r#"data: {"object":"error","message":"m","type":"t","code":400}"#,
            "m",
            Some("t"),
            Some("400"),
        ),
        (
            r#"data: {"message":"m","type":"server_error","code":null}"#,
            "m",
            Some("server_error"),
            None,
        ),
        (r#"data: {"type":"error","message":"m","code":"c"}"#, "m", None, Some("c")),
        (r#"data: {"error":true,"message":"m"}"#, "m", None, None),
        (r#"data: {"choices":[],"x_groq":{"error":"m"}}"#, "m", None, None),
        (
            r#"data: {"choices":[{"delta":{},"finish_reason":"error"}],"error":{"message":"m","code":502}}"#,
            "m",
            None,
            Some("502"),
        ),
        (r#"data: {"object":"error","message":"m"}"#, "m", None, None),
        (
            r#"data: {"choices":[{"delta":{},"finish_reason":"error","error":{"message":"m","code":502}}]}"#,
            "m",
            None,
            Some("502"),
        ),
        ("event: error\ndata: m", "m", None, None),
        ("event: error\ndata: {\"code\":400,\"details\":\"m\"}", "m", None, Some("400")),
        ("error: {\"code\":500,\"message\":\"m\",\"type\":\"t\"}", "m", Some("t"), Some("500")),
        ("error: m", "m", None, None),
    ] {
        for before in ["", TEXT] {
            for after in [vec![], vec!["[DONE]"], vec![FINISH, "[DONE]"], vec![FINISH]] {
                let mut body = if before.is_empty() { String::new() } else { events(&[before]) };
                body += block;
                body += "\n\n";
                body += &events(&after);
                let seen = chat(&body);
                assert_eq!(said(&seen), (message, error_type, code), "{body}");
                assert_eq!(seen.failure().status, None);
                assert_eq!(seen.body, None, "{body}");
            }
        }
    }
}

#[test]
fn a_finish_reason_can_be_an_error() {
    for finish in
        [r#""finish_reason":"error""#, r#""finish_reason":"stop","native_finish_reason":"error""#]
    {
        let chunk = format!(r#"{{"choices":[{{"delta":{{}},{finish}}}]}}"#);
        let seen = chat(events(&[TEXT, &chunk, FINISH, "[DONE]"]));
        assert!(seen.failure().message.contains("`error`"));
        assert_eq!(seen.text, "Hi");
    }
}

#[test]
fn no_error_is_not_an_error() {
    for error in ["null", "false", r#""""#, "{}", "[ ]"] {
        let chunk = format!(r#"{{"choices":[{{"delta":{{"content":"x"}}}}],"error":{error}}}"#);
        assert_eq!(chat(events(&[&chunk, "[DONE]"])).outcome, Outcome::Completed, "{error}");
    }
}

#[test]
fn an_error_that_says_nothing_is_told_as_such() {
    let seen = chat("event: error\ndata:\n\n");
    assert_eq!(seen.failure().message, "the server gave no reason");
}

#[test]
fn error_events_of_responses_are_held_until_the_end() {
    let nested =
        r#"{"type":"error","sequence_number":2,"error":{"type":"t","code":"c","message":"held"}}"#;
    let flat = r#"{"type":"error","code":"c","message":"held","param":null,"sequence_number":2}"#;
    let failed = r#"{"type":"response.failed","response":{"id":"r","status":"failed","error":{"code":"d","message":"m"}}}"#;
    let bare_failed = r#"{"type":"response.failed","response":{"error":null}}"#;
    let completed = r#"{"type":"response.completed","response":{}}"#;
    for held in [nested, flat] {
        let seen = responses(events(&[held, failed]));
        assert_eq!((said(&seen).0, said(&seen).2), ("m", Some("d")));
        assert_eq!((seen.response_id.as_deref(), seen.last_sequence_number), (Some("r"), Some(2)));
        for data in
            [vec![held], vec![held, bare_failed], vec![held, completed], vec![held, "[DONE]"]]
        {
            let seen = responses(events(&data));
            assert_eq!((said(&seen).0, said(&seen).2), ("held", Some("c")), "{data:?}");
        }
    }
    assert_eq!(said(&responses(events(&[nested]))).1, Some("t"));
    let seen = responses(events(&[bare_failed]));
    assert_eq!(seen.failure().message, "the server gave no reason");
}

#[test]
fn errors_of_other_apis_fail_a_responses_answer() {
    for block in [
        r#"data: {"error":{"message":"m"}}"#,
        r#"data: {"error":"m"}"#,
        r#"data: {"message":"m","type":"invalid_request_error","code":null}"#,
        "event: error\ndata: m",
        "error: {\"message\":\"m\"}",
    ] {
        let seen = responses(format!("{block}\n\n"));
        assert_eq!(seen.failure().message, "m", "{block}");
    }
}

#[test]
fn the_field_error_is_no_event() {
    let completed =
        r#"{"type":"response.completed","response":{"status":"completed"},"message":"m"}"#;
    assert_eq!(responses(format!("error: {completed}\n\n")).failure().message, "m");
    let chunk = r#"{"choices":[{"delta":{"content":"x"},"finish_reason":"stop"}],"message":"m"}"#;
    let seen = chat(format!("error: {chunk}\n\ndata: [DONE]\n\n"));
    assert_eq!((seen.failure().message.as_str(), seen.text.as_str()), ("m", ""));
}

#[test]
fn a_failure_goes_before_an_interruption() {
    let body = events(&[TEXT, r#"{"error":"m"}"#]);
    for end in [End::NetworkError, End::Close] {
        let seen = read_every_way_with(body.as_bytes(), || Run::new(Api::ChatCompletions).end(end));
        assert_eq!(seen.failure().message, "m");
    }
}

#[test]
fn an_error_status_is_a_failure_with_what_the_body_says() {
    let json =
        br#"{"error":{"message":"Slow down","type":"requests","code":"rate_limit_exceeded"}}"#;
    let seen = with_status(429, Some(b"application/json"), json);
    assert_eq!(said(&seen), ("Slow down", Some("requests"), Some("rate_limit_exceeded")));
    assert_eq!(seen.failure().status, Some(429));
    assert_eq!(seen.body.as_deref(), Some(&json[..]));
    assert_eq!(seen.events.len(), 0);

    let seen = with_status(502, Some(b"text/html"), b"<html>Bad gateway</html>\n");
    assert_eq!(said(&seen), ("<html>Bad gateway</html>", None, None));
    let seen = with_status(503, None, b"");
    assert_eq!(seen.failure().message, "the server said nothing more");
    let seen = with_status(500, None, br#"{"detail":"m"}"#);
    assert_eq!(seen.failure().message, "m");

    // Even an event stream: the status says that it holds no answer.
    let seen = with_status(500, Some(b"text/event-stream"), events(&[TEXT, "[DONE]"]).as_bytes());
    assert_eq!((seen.failure().status, seen.text.as_str()), (Some(500), ""));
}

#[test]
fn the_body_of_an_error_status_is_bounded() {
    let body = "x".repeat(100_000);
    let run = || Run::new(Api::Responses).head(ResponseHead::new(500));
    for size in [1000, 65_536, 100_000] {
        let seen = run().read(body.as_bytes().chunks(size));
        assert_eq!(seen.body.as_ref().map(Vec::len), Some(65_536));
        assert_eq!(seen.failure().message, "x".repeat(200) + "…");
    }
}

#[test]
fn an_error_status_is_not_read_for_ever() {
    const KEPT: usize = 64 * 1024;
    let line = b": still here\r\n\r\ndata: {\"error\":\"\xf0\x9f\x98\x80\"}\n\n";
    let endless: Vec<u8> = line.iter().copied().cycle().take(20 * KEPT).collect();
    for api in [Api::ChatCompletions, Api::Responses] {
        let run = || Run::new(api).head(ResponseHead::new(500));
        let whole = run().read([&endless[..]]);
        assert_eq!(whole.closed, CloseReason::Finished);
        assert_eq!(whole.failure().status, Some(500));
        assert_eq!(whole.body.as_deref(), endless.get(..KEPT));
        for size in [1, 7, 1000, KEPT - 1, KEPT, KEPT + 1] {
            assert_eq!(run().read(endless.chunks(size)), whole, "in {size}s");
            let mut session = AnswerStream::new(api);
            session.handle_response(ResponseHead::new(500), Instant::ORIGIN);
            let mut given = 0;
            for chunk in endless.chunks(size) {
                if session.action() != Action::Read {
                    break;
                }
                assert_eq!(session.advance(chunk, Instant::ORIGIN).step, Step::NeedData);
                given += chunk.len();
            }
            assert_eq!(given, KEPT.next_multiple_of(size), "in {size}s");
        }
    }
    // One byte less may still go on.
    let seen = Run::new(Api::Responses).head(ResponseHead::new(500)).read([&endless[..KEPT - 1]]);
    assert_eq!(seen.closed, CloseReason::EndOfStream);
}

#[test]
fn a_body_without_an_event_is_read_on_but_not_kept() {
    let body = "<".repeat(200_000);
    let run = || Run::new(Api::Responses).head(ResponseHead::new(200));
    for size in [1, 1000, body.len()] {
        let seen = run().read(body.as_bytes().chunks(size));
        assert_eq!(seen.closed, CloseReason::EndOfStream);
        assert_eq!(seen.body.as_ref().map(Vec::len), Some(65_536));
    }
}

#[test]
fn an_error_status_counts_even_if_the_body_breaks_off() {
    for end in [End::NetworkError, End::Close] {
        let run = Run::new(Api::Responses).head(ResponseHead::new(401)).end(end);
        let seen = run.read([&br#"{"error":{"mess"#[..]]);
        assert_eq!(seen.failure().status, Some(401));
    }
}

#[test]
fn a_body_in_place_of_a_stream_is_named() {
    let json = br#"{
  "error": {
    "message": "no such model",
    "code": 404
  }
}"#;
    let seen = with_status(200, Some(b"application/json; charset=utf-8"), json);
    assert_eq!(
        said(&seen),
        (
            "the server answered with application/json instead of an event stream: no such model",
            None,
            Some("404")
        )
    );
    assert_eq!(seen.body.as_deref(), Some(&json[..]));

    // The content type alone proves nothing.
    let seen = with_status(200, Some(b"text/event-stream"), b"<html>data</html>");
    assert!(seen.failure().message.starts_with("the server answered with HTML instead"));
    let seen = with_status(200, None, b"\xef\xbb\xbf <!doctype html>\n<p>Hi");
    assert!(seen.failure().message.starts_with("the server answered with HTML instead"));
    let seen = with_status(200, Some(b"application/json"), events(&[TEXT, "[DONE]"]).as_bytes());
    assert_eq!(seen.outcome, Outcome::Completed);
    let seen = with_status(200, Some(b"text/plain"), b"upstream connect error");
    assert_eq!(
        seen.failure().message,
        "the server answered with text/plain instead of an event stream: upstream connect error"
    );
}

#[test]
fn a_stream_without_an_event_is_a_failure() {
    for body in [
        "",
        ": ping\n\n: ping\n\n",
        "data: [DONE]\n\n",
        "retry: 5\n\n",
        "data:\n\ndata: [DONE]\n\n",
    ] {
        let seen = chat(body);
        assert!(seen.failure().message.starts_with("the stream held no event"), "{body:?}");
        assert_eq!(seen.body, None, "{body:?}");
    }
    let seen = with_status(200, Some(b"application/json"), b": ping\n\n");
    assert!(seen.failure().message.starts_with("the stream held no event"));
    let seen = responses("data: [DONE]\n\n");
    assert!(seen.failure().message.starts_with("the stream held no event"));
    // But where the connection broke first, nobody knows what would have come.
    let seen =
        read_every_way_with(b": ping\n\n", || Run::new(Api::Responses).end(End::NetworkError));
    assert!(matches!(seen.outcome, Outcome::Interrupted(_)));
}

/// Nothing can be read in it, whatever it is.
#[test]
fn a_compressed_body_is_said_to_be() {
    for (status, coding, says) in [
        (200, "gzip", "the answer is compressed"),
        (200, "identity", "the stream held no event"),
        (500, "br", "the server said why, but compressed"),
    ] {
        let mut answer = AnswerStream::new(Api::Responses);
        let now = Instant::ORIGIN;
        let head = ResponseHead::new(status)
            .header("content-type", b"text/event-stream")
            .header("content-encoding", coding.as_bytes());
        answer.handle_response(head, now);
        let mut chunk = &b"\x1f\x8b\x08\x00\n\n"[..];
        while !chunk.is_empty() {
            let progress = answer.advance(chunk, now);
            chunk = &chunk[progress.consumed..];
        }
        answer.handle_end(now);
        let Some(Outcome::Failed(failure)) = answer.outcome() else { panic!("{coding}") };
        assert!(failure.message.starts_with(says), "{coding}: {}", failure.message);
    }
}

/// What is an answer and no stream may be as large as an event, and no larger.
#[test]
fn a_whole_answer_is_taken_within_the_limit_on_events() {
    let said = "x".repeat(200 * 1024);
    let body =
        format!(r#"{{"choices":[{{"message":{{"content":"{said}"}},"finish_reason":"stop"}}]}}"#);
    let outcome = |limit| {
        let config = headwater::Config::new().max_event_bytes(limit);
        let mut answer = AnswerStream::with_config(Api::ChatCompletions, config);
        for chunk in body.as_bytes().chunks(1000) {
            assert_eq!(answer.advance(chunk, Instant::ORIGIN).step, Step::NeedData);
        }
        answer.handle_end(Instant::ORIGIN);
        assert_eq!(answer.body().map(<[u8]>::len), Some(64 * 1024));
        answer.outcome().expect("it has ended").clone()
    };
    assert_eq!(outcome(body.len()), Outcome::Completed);
    assert!(matches!(outcome(body.len() - 1), Outcome::Failed(_)));
}
