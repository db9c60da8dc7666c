//! Comments are handed out where the caller asks for them, and change nothing else.

mod common;

use common::{Run, Seen, chat, events, read_every_way_with};
use headwater::{Config, DecodeError, ResponseHead};
use headwater_openai::{AnswerStream, Api, Outcome, ReadError};

fn with_comments<'a>() -> Run<'a> {
    let config = Config::new().report_comments(true);
    let api = Api::ChatCompletions;
    Run { session: AnswerStream::with_config(api, config), ..Run::new(api) }
}

/// Reads a body with comments, and checks that they are all that differs.
fn commented(body: &str) -> Seen {
    let mut seen = read_every_way_with(body.as_bytes(), with_comments);
    let comments = core::mem::take(&mut seen.comments);
    assert_eq!(seen, chat(body), "but for the comments");
    Seen { comments, ..seen }
}

#[test]
fn comments_come_between_the_events() {
    let text = r#"{"choices":[{"delta":{"content":"Hi"}}]}"#;
    let body =
        format!(": ping\n\n{}:\ndata: {{}}\n: within\n\n{}", events(&[text]), events(&["[DONE]"]));
    let seen = commented(&body);
    assert_eq!(seen.comments, [&b" ping"[..], b"", b" within"]);
    assert_eq!((seen.text.as_str(), &seen.outcome), ("Hi", &Outcome::Completed));
    assert_eq!((seen.deltas.len(), seen.events.len()), (1, 3));
}

#[test]
fn a_comment_is_no_sign_of_an_event_stream() {
    // A line of a page may begin with a colon, and it is a part of the page.
    let page = "<html>\n: smile\n:\n</html>\n";
    let seen = commented(page);
    assert_eq!(seen.comments, [&b" smile"[..], b""]);
    assert_eq!(seen.body.as_deref(), Some(page.as_bytes()));
    assert!(seen.failure().message.contains("HTML"));
    let seen = commented(": ping\n\n");
    assert!(seen.failure().message.starts_with("the stream held no event"));
    assert_eq!(seen.body, None);
}

#[test]
fn an_error_status_holds_no_comments() {
    let run = || with_comments().head(ResponseHead::new(500));
    assert!(read_every_way_with(b": ping\n\n", run).comments.is_empty());
}

#[test]
fn a_comment_over_the_limit_is_told_and_costs_nothing_else() {
    let long = "x".repeat(65_537);
    for (before, in_place) in [("", false), ("<html>\n", true)] {
        let body = format!("{before}:{long}\n\n");
        let read = |size| with_comments().read(body.as_bytes().chunks(size));
        let seen = read(body.len());
        assert_eq!(read(1), seen);
        assert_eq!(seen.errors, [ReadError::Decode(DecodeError::CommentTooLong { limit: 65_536 })]);
        assert_eq!(seen.body.as_ref().map(Vec::len), in_place.then_some(65_536));
    }
    let body = format!(":{long}\n\n{}", events(&[r#"{"choices":[]}"#, "[DONE]"]));
    assert_eq!(with_comments().read([body.as_bytes()]).outcome, Outcome::Completed);
}
