//! How it ended: always known, always shown.

use std::error::Error;

use headwater_openai::{
    AnswerStream, Failure, IncompleteReason, InterruptionCause, Outcome, ToolCall,
};

use crate::{exit::Exit, http_client::chain};

/// What came last from the body.
pub(crate) enum Last {
    /// The session is closed: ask it how it ended.
    Closed,
    Broken(hyper::Error),
    CtrlC,
}

/// Says how it ended, and gives the exit code that goes with that.
pub(super) fn describe(answer: &AnswerStream, last: &Last) -> (Exit, String) {
    match (last, answer.outcome()) {
        (Last::CtrlC, _) => (Exit::CtrlC, "stopped by Ctrl-C".into()),
        (Last::Broken(error), Some(outcome @ Outcome::Interrupted(_))) => {
            let (exit, said) = describe_outcome(outcome);
            (exit, format!("{said} ({})", chain(error as &dyn Error)))
        }
        (_, Some(outcome)) => describe_outcome(outcome),
        // The reader ends only where the session is closed, and then there is an outcome.
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

const fn describe_cause(cause: InterruptionCause) -> &'static str {
    match cause {
        InterruptionCause::EndOfStream => "the stream ended before the answer did",
        InterruptionCause::NetworkError => "the connection broke before the answer ended",
        InterruptionCause::EventLost => "a part of the answer could not be read",
        _ => "it was closed before the answer ended",
    }
}

/// Whether the status says that the server has no such route: nothing was generated.
pub(crate) const fn is_no_route(status: u16) -> bool {
    matches!(status, 404 | 405)
}
