//! How it ended: always known, always shown.

use std::error::Error as _;

use headwater_hyper::TransportError;
use headwater_openai::{Failure, IncompleteReason, InterruptionCause, Outcome, ToolCall};
use hyper_util::client::legacy;

use super::connection::Asking;
use crate::{
    exit::{Exit, Stop},
    http_client::{Broken, chain},
};

/// What came last.
pub(crate) enum Last {
    /// The session is closed: ask it how it ended.
    Closed,
    Broken(Broken),
    CtrlC,
    /// Ctrl-C, and the server was asked to cancel the answer.
    Cancelled,
}

/// Why there is nothing to show an end of: no response ever came.
pub(crate) fn without_response(asking: &Asking, last: &Last, authority: &str) -> Option<Stop> {
    if asking.response().is_some() {
        return None;
    }
    match last {
        Last::Broken(TransportError::Request(error)) => Some(without_connection(error, authority)),
        Last::CtrlC | Last::Cancelled => Some(Stop::saying(Exit::CtrlC, "stopped by Ctrl-C")),
        _ => None,
    }
}

fn without_connection(error: &legacy::Error, authority: &str) -> Stop {
    // The outermost says no more than that it is a client's error.
    let why = error.source().map_or_else(|| error.to_string(), chain);
    if error.is_connect() {
        let said = format_args!("failed: cannot connect to {authority}: {why}");
        return Stop::saying(Exit::Failed, said);
    }
    let cause = error.source().and_then(|source| source.downcast_ref::<hyper::Error>());
    if cause.is_some_and(hyper::Error::is_parse) {
        return Stop::saying(Exit::Failed, format_args!("failed: no HTTP answer: {why}"));
    }
    Stop::saying(
        Exit::Interrupted,
        format_args!(
            "interrupted before the answer began: {why}. The request may have been received; it was \
             not sent again"
        ),
    )
}

/// Whether the server says that it has no such route: nothing was generated.
pub(crate) fn has_no_route(asking: &Asking) -> bool {
    let Some(Outcome::Failed(failure)) = asking.session().outcome() else { return false };
    failure.status.is_some_and(is_no_route)
}

/// Says how it ended, and gives the exit code that goes with that.
pub(super) fn describe(asking: &Asking, last: &Last) -> (Exit, String) {
    match (last, asking.session().outcome()) {
        (Last::CtrlC, _) => (Exit::CtrlC, "stopped by Ctrl-C".into()),
        (Last::Cancelled, Some(Outcome::Failed(_) | Outcome::Incomplete { .. })) => {
            (Exit::CtrlC, "stopped by Ctrl-C: the server has cancelled it".into())
        }
        (Last::Cancelled, _) => {
            (Exit::CtrlC, "stopped by Ctrl-C; the server did not say that it is cancelled".into())
        }
        (Last::Broken(error), Some(outcome @ Outcome::Interrupted(_))) => {
            let (exit, said) = describe_outcome(outcome);
            (exit, format!("{said} ({})", chain(error)))
        }
        (_, Some(outcome)) => describe_outcome(outcome),
        // The driver ends only where the session is closed, and then there is an outcome.
        (_, None) => (Exit::Interrupted, "interrupted".into()),
    }
}

pub(super) fn describe_call(call: &ToolCall) -> String {
    let cut = if call.is_complete() { "" } else { " (cut off)" };
    format!("tool call: {} {}{cut}", call.name(), call.arguments())
}

pub(crate) fn describe_outcome(outcome: &Outcome) -> (Exit, String) {
    match outcome {
        Outcome::Completed => (Exit::Fine, "finished".into()),
        Outcome::ToolCalls => {
            (Exit::Fine, "finished with a tool call: run it and send its result".into())
        }
        Outcome::Incomplete { reason } => {
            let reason = match reason {
                IncompleteReason::TokenLimit => "the token limit was reached".into(),
                IncompleteReason::ContentFilter => "a content filter cut it off".into(),
                other => other.to_string(),
            };
            (Exit::Incomplete, format!("incomplete: {reason}"))
        }
        Outcome::Refused => (Exit::Incomplete, "ended with a refusal".into()),
        Outcome::Failed(failure) => (Exit::Failed, describe_failure(failure)),
        Outcome::Interrupted(interruption) => {
            (Exit::Interrupted, format!("interrupted: {}", describe_cause(interruption.why)))
        }
        other => (Exit::Failed, other.to_string()),
    }
}

fn describe_failure(failure: &Failure) -> String {
    let mut said = match failure.status {
        Some(status) => format!("failed: HTTP {status}: {}", failure.message),
        None => format!("failed: {}", failure.message),
    };
    let mut details: Vec<&str> =
        [&failure.error_type, &failure.code].into_iter().flatten().map(String::as_str).collect();
    details.dedup();
    if !details.is_empty() {
        said = format!("{said} ({})", details.join(", "));
    }
    said
}

fn describe_cause(cause: InterruptionCause) -> String {
    match cause {
        InterruptionCause::EndOfStream => "the stream ended before the answer did".into(),
        InterruptionCause::NetworkError => "the connection broke before the answer ended".into(),
        InterruptionCause::EventLost => "a part of the answer could not be read".into(),
        InterruptionCause::Timeout(reason) => reason.to_string(),
        InterruptionCause::Refused { status } => {
            format!("the server refused the rest of it with status {status}")
        }
        _ => "it was closed before the answer ended".into(),
    }
}

/// Whether the status says that the server has no such route: nothing was generated.
pub(crate) const fn is_no_route(status: u16) -> bool {
    matches!(status, 404 | 405)
}
