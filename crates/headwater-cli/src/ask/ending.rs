//! How it ended: always known, always shown.

use std::error::Error;

use headwater_openai::{
    AnswerStream, Api, Failure, IncompleteReason, InterruptionCause, Outcome, ToolCall,
};

use super::{Last, Show, http::chain, is_no_route};
use crate::{
    args::Ask,
    exit::{Exit, Stop},
};

/// Shows the outcome on stderr and gives the exit code that goes with it.
pub(super) fn show(
    show: &mut Show,
    answer: &AnswerStream,
    last: &Last,
    args: &Ask,
) -> Result<(), Stop> {
    let screen = &mut show.screen;
    screen.finish()?;
    for call in answer.tool_calls() {
        screen.note(&describe(call));
    }
    let (exit, said) = match (last, answer.outcome()) {
        (Last::CtrlC, _) => (Exit::CtrlC, "stopped by Ctrl-C".into()),
        (Last::Broken(error), Some(outcome @ Outcome::Interrupted(_))) => {
            let (exit, said) = describe_outcome(outcome);
            (exit, format!("{said} ({})", chain(error as &dyn Error)))
        }
        (_, Some(outcome)) => describe_outcome(outcome),
        // The reader ends only where the session is closed, and then there is an outcome.
        (_, None) => (Exit::Interrupted, "interrupted".into()),
    };
    screen.note(&said);
    if let Some(command) = answer.outcome().and_then(|it| other_command(it, answer.api(), args)) {
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

/// Which command to try where the server has no Responses route.
fn other_command(outcome: &Outcome, api: Api, args: &Ask) -> Option<String> {
    let Outcome::Failed(failure) = outcome else { return None };
    let no_route = api == Api::Responses && failure.status.is_some_and(is_no_route);
    no_route.then(|| format!("this server may have no Responses API: try `{}`", chat_command(args)))
}

/// The same command for the other API. Headers given by `-H` may hold secrets and are left out.
fn chat_command(args: &Ask) -> String {
    let mut words = vec!["headwater".to_owned(), "ask".into(), "--api".into(), "chat".into()];
    // A query may hold a key.
    let base_url = args.base_url.as_deref().map(|url| url.split('?').next().unwrap_or(url));
    for (option, value) in [
        ("--base-url", base_url),
        ("--model", args.model.as_deref()),
        ("--instructions", args.instructions.as_deref()),
        ("--key-env", args.key_env.as_deref()),
    ] {
        if let Some(value) = value {
            words.extend([option.into(), in_a_shell(value)]);
        }
    }
    for header in &args.header_envs {
        words.extend(["--header-env".into(), in_a_shell(header)]);
    }
    if args.prompt.is_empty() {
        words.push("-".into());
    }
    if args.prompt.iter().any(|word| word.starts_with('-') && word != "-") {
        words.push("--".into());
    }
    words.extend(args.prompt.iter().map(|word| in_a_shell(word)));
    words.join(" ")
}

/// The word as a POSIX shell takes it literally.
fn in_a_shell(word: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:=@%+,".contains(&byte);
    if !word.is_empty() && word.bytes().all(plain) {
        return word.into();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}
