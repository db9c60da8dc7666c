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
    write!(out, "{{\"error\":{},\"raw\":", Quoted(error))?;
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

fn failure(out: &mut impl Write, outcome: Option<&Outcome>) -> io::Result<()> {
    let Some(Outcome::Failed(failure)) = outcome else { return out.write_all(b"null") };
    write!(out, "{{\"message\":{},\"type\":", Quoted(&failure.message))?;
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
    write!(
        out,
        "{{\"id\":{},\"name\":{},\"arguments\":{},\"complete\":{}}}",
        Quoted(call.id()),
        Quoted(call.name()),
        Quoted(call.arguments()),
        call.is_complete()
    )
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

fn text_or_null(out: &mut impl Write, text: Option<&str>) -> io::Result<()> {
    match text {
        Some(text) => write!(out, "{}", Quoted(text)),
        None => out.write_all(b"null"),
    }
}

/// JSON as it came may hold line ends between its tokens, and nowhere else.
fn on_one_line(out: &mut impl Write, json: &str) -> io::Result<()> {
    for piece in json.split(['\n', '\r']) {
        out.write_all(piece.as_bytes())?;
    }
    Ok(())
}
