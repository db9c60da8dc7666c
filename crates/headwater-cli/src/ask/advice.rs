//! What to try next.

use headwater_openai::{Api, Outcome};

use crate::{answer::is_no_route, args::Ask};

/// Which command to try where the server has no Responses route.
pub(super) fn other_command(outcome: &Outcome, api: Api, args: &Ask) -> Option<String> {
    let Outcome::Failed(failure) = outcome else { return None };
    let asked = args.resume.is_none() && !args.background && api == Api::Responses;
    let no_route = asked && failure.status.is_some_and(is_no_route);
    no_route.then(|| format!("this server may have no Responses API: try `{}`", chat_command(args)))
}

/// How to take up an answer that goes on at the server.
pub(super) fn resumption(outcome: &Outcome, args: &Ask) -> Option<String> {
    let Outcome::Interrupted(interruption) = outcome else { return None };
    let id = interruption.response_id.as_deref().filter(|_| interruption.resumable)?;
    let mut words = vec!["headwater".to_owned(), "ask".into()];
    words.extend(whom(args));
    let number = interruption.last_sequence_number.map(|number| format!(":{number}"));
    words.extend(["--resume".into(), in_a_shell(&format!("{id}{}", number.unwrap_or_default()))]);
    Some(format!("the answer goes on at the server; the rest of it: `{}`", words.join(" ")))
}

/// Whom the same command asks. Headers given by `-H` may hold secrets and are left out.
fn whom(args: &Ask) -> Vec<String> {
    let mut words = Vec::new();
    // A query may hold a key.
    let base_url = args.whom.base_url.as_deref().map(|url| url.split('?').next().unwrap_or(url));
    for (option, value) in [("--base-url", base_url), ("--key-env", args.whom.key_env.as_deref())] {
        if let Some(value) = value {
            words.extend([option.into(), in_a_shell(value)]);
        }
    }
    for header in &args.whom.headers.from_env {
        words.extend(["--header-env".into(), in_a_shell(header)]);
    }
    words
}

/// The same command for the other API.
fn chat_command(args: &Ask) -> String {
    let mut words = vec!["headwater".to_owned(), "ask".into(), "--api".into(), "chat".into()];
    words.extend(whom(args));
    for (option, value) in [
        ("--model", args.whom.model.as_deref()),
        ("--instructions", args.whom.instructions.as_deref()),
    ] {
        if let Some(value) = value {
            words.extend([option.into(), in_a_shell(value)]);
        }
    }
    let files = args.whom.tools.iter().map(|file| ("--tool", file));
    for (option, file) in files.chain(args.json_schema.iter().map(|file| ("--json-schema", file))) {
        words.extend([option.into(), in_a_shell(&file.to_string_lossy())]);
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
