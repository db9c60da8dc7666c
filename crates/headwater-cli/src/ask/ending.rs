//! How it ended: always known, always shown.

use std::error::Error;

use headwater_openai::{
    AnswerStream, Api, Failure, IncompleteReason, InterruptionCause, Outcome, ToolCall,
};

use super::{Show, http::chain};
use crate::{
    args::Ask,
    exit::{Exit, Stop},
};

/// Shows the outcome on stderr and gives the exit code that goes with it.
pub(super) fn show(
    show: &mut Show,
    answer: &AnswerStream,
    broken: Option<&hyper::Error>,
    args: &Ask,
) -> Result<(), Stop> {
    let screen = &mut show.screen;
    screen.finish()?;
    for call in answer.tool_calls() {
        screen.note(&describe(call));
    }
    let Some(outcome) = answer.outcome() else {
        // The reader ends only where the session is closed, and a closed session has an outcome.
        return Err(Stop::saying(Exit::Interrupted, "interrupted"));
    };
    let (exit, mut said) = describe_outcome(outcome);
    if let (Outcome::Interrupted(_), Some(error)) = (outcome, broken) {
        said = format!("{said} ({})", chain(error as &dyn Error));
    }
    screen.note(&said);
    if let Some(command) = other_command(outcome, answer.api(), args) {
        screen.note(&command);
    }
    if args.stats {
        let ending = said.split(':').next().unwrap_or_default();
        screen.note(&format!("{}, {ending}", show.stats));
    }
    if exit == Exit::Fine { Ok(()) } else { Err(Stop::quietly(exit)) }
}

fn describe(call: &ToolCall) -> String {
    let cut = if call.is_complete() { "" } else { " (cut off)" };
    format!("tool call: {} {}{cut}", call.name(), call.arguments())
}

fn describe_outcome(outcome: &Outcome) -> (Exit, String) {
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

/// Which command to try where the server has no Responses route.
fn other_command(outcome: &Outcome, api: Api, args: &Ask) -> Option<String> {
    let Outcome::Failed(failure) = outcome else { return None };
    let no_route = api == Api::Responses && matches!(failure.status, Some(404 | 405));
    no_route.then(|| {
        let prompt = match args.prompt.as_slice() {
            [] => "-".into(),
            words => format!("{:?}", words.join(" ")),
        };
        format!("this server may have no Responses API: try `headwater ask --api chat {prompt}`")
    })
}
