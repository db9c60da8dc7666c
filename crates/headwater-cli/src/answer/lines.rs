//! An answer as lines of JSON: its events, its outcome, its final object.

use std::io::{self, Write};

use headwater_openai::json::Quoted;
use headwater_openai::{AnswerItem, AnswerStream, Outcome, ToolCall, TypedEvent};

/// The line of an event, and of what could not be read. `[DONE]` has none.
pub(crate) fn item(out: &mut impl Write, item: &AnswerItem<'_>) -> io::Result<()> {
    match item.typed() {
        Some(Ok(typed)) => {
            if let Some(json) = TypedEvent::to_json(&typed) {
                event(out, &json)?;
            }
        }
        Some(Err(unread)) => {
            let raw = item.event().map(|event| event.data_lossy().to_string());
            return error(out, &unread.to_string(), raw.as_deref());
        }
        None => {}
    }
    match item.error() {
        Some(lost) => error(out, &lost.to_string(), None),
        None => Ok(()),
    }
}

/// `{"event":…}`
fn event(out: &mut impl Write, json: &str) -> io::Result<()> {
    out.write_all(b"{\"event\":")?;
    on_one_line(out, json)?;
    out.write_all(b"}\n")
}

/// `{"error":…,"raw":…}`
fn error(out: &mut impl Write, error: &str, raw: Option<&str>) -> io::Result<()> {
    out.write_all(b"{\"error\":")?;
    quoted(out, error)?;
    out.write_all(b",\"raw\":")?;
    text_or_null(out, raw)?;
    out.write_all(b"}\n")
}

/// `{"outcome":{…},"final":…}`
pub(crate) fn ending(out: &mut impl Write, answer: &AnswerStream) -> io::Result<()> {
    out.write_all(b"{\"outcome\":{\"status\":")?;
    let outcome = answer.outcome();
    write!(out, "{},\"reason\":", Quoted(outcome.map_or("interrupted", status)))?;
    let has_reason = !matches!(outcome, None | Some(Outcome::Failed(_) | Outcome::Interrupted(_)));
    text_or_null(out, answer.reason().filter(|_| has_reason))?;
    out.write_all(b",\"error\":")?;
    failure(out, outcome)?;
    out.write_all(b",\"last_sequence_number\":")?;
    match answer.last_sequence_number() {
        Some(number) => write!(out, "{number}")?,
        None => out.write_all(b"null")?,
    }
    let saw_finish_reason = answer.finish_reasons().next().is_some();
    write!(out, ",\"saw_finish_reason\":{saw_finish_reason},\"saw_done\":{}", answer.saw_done())?;
    tool_calls(out, answer)?;
    out.write_all(b",\"body\":")?;
    text_or_null(out, answer.body().map(String::from_utf8_lossy).as_deref())?;
    out.write_all(b",\"warnings\":[")?;
    for (at, warning) in answer.warnings().iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        write!(out, "{comma}{}", Quoted(&warning.to_string()))?;
    }
    out.write_all(b"]},\"final\":")?;
    match answer.snapshot() {
        Some(object) => on_one_line(out, &object.to_json())?,
        None => out.write_all(b"null")?,
    }
    out.write_all(b"}\n")
}

/// The same where nothing came that could be read: it failed for this reason, or was interrupted.
pub(crate) fn ending_without_answer(
    out: &mut impl Write,
    failed_by: Option<&str>,
) -> io::Result<()> {
    let status = if failed_by.is_some() { "failed" } else { "interrupted" };
    write!(out, "{{\"outcome\":{{\"status\":\"{status}\",\"reason\":null,\"error\":")?;
    match failed_by {
        Some(message) => {
            out.write_all(b"{\"message\":")?;
            quoted(out, message)?;
            out.write_all(b",\"type\":null,\"code\":null}")?;
        }
        None => out.write_all(b"null")?,
    }
    out.write_all(
        b",\"last_sequence_number\":null,\"saw_finish_reason\":false,\"saw_done\":false,\
          \"tool_calls\":[],\"body\":null,\"warnings\":[]},\"final\":null}\n",
    )
}

fn failure(out: &mut impl Write, outcome: Option<&Outcome>) -> io::Result<()> {
    let Some(Outcome::Failed(failure)) = outcome else { return out.write_all(b"null") };
    out.write_all(b"{\"message\":")?;
    quoted(out, &failure.message)?;
    out.write_all(b",\"type\":")?;
    text_or_null(out, failure.error_type.as_deref())?;
    out.write_all(b",\"code\":")?;
    text_or_null(out, failure.code.as_deref())?;
    out.write_all(b"}")
}

fn tool_calls(out: &mut impl Write, answer: &AnswerStream) -> io::Result<()> {
    out.write_all(b",\"tool_calls\":[")?;
    for (at, call) in answer.tool_calls().iter().enumerate() {
        out.write_all(if at == 0 { b"" } else { b"," })?;
        tool_call(out, call)?;
    }
    out.write_all(b"]")
}

/// `{"id":…,"name":…,"arguments":…,"complete":…}`
pub(crate) fn tool_call(out: &mut impl Write, call: &ToolCall) -> io::Result<()> {
    out.write_all(b"{\"id\":")?;
    quoted(out, call.id())?;
    out.write_all(b",\"name\":")?;
    quoted(out, call.name())?;
    out.write_all(b",\"arguments\":")?;
    quoted(out, call.arguments())?;
    write!(out, ",\"complete\":{}}}", call.is_complete())
}

const fn status(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Completed => "completed",
        Outcome::ToolCalls => "tool_calls",
        Outcome::Incomplete { .. } => "incomplete",
        Outcome::Refused => "refused",
        Outcome::Interrupted(_) => "interrupted",
        _ => "failed",
    }
}

fn quoted(out: &mut impl Write, text: &str) -> io::Result<()> {
    on_one_line(out, &Quoted(text).to_string())
}

fn text_or_null(out: &mut impl Write, text: Option<&str>) -> io::Result<()> {
    match text {
        Some(text) => quoted(out, text),
        None => out.write_all(b"null"),
    }
}

/// JSON as it came may hold line ends between its tokens, and in its strings characters that some take
/// for line ends.
fn on_one_line(out: &mut impl Write, json: &str) -> io::Result<()> {
    let mut rest = json;
    while let Some((plain, end)) = rest.find(LINE_ENDS).and_then(|at| rest.split_at_checked(at)) {
        out.write_all(plain.as_bytes())?;
        let mut characters = end.chars();
        match characters.next() {
            Some('\n' | '\r') | None => {}
            Some(other) => write!(out, "\\u{:04x}", u32::from(other))?,
        }
        rest = characters.as_str();
    }
    out.write_all(rest.as_bytes())
}

/// Those of Unicode, which JSON lets stand in a string but for the first two: NEL, LS and PS.
const LINE_ENDS: [char; 5] = ['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'];
