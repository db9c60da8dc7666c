//! Error objects, in every shape that servers send them.

use alloc::borrow::Cow;
use alloc::string::{String, ToString};

use headwater_json::{Kind, RawJson};

use crate::outcome::Failure;

/// How much of a text that is no error object is shown.
const SHOWN_CHARS: usize = 200;
/// How much of a server's own message is kept.
const MESSAGE_CHARS: usize = 2000;
/// How deep errors within errors are followed.
const MAX_DEPTH: usize = 4;

/// What an error says: a text, an error object, or an object that holds one under `error`.
pub(crate) fn of_value(value: RawJson<'_>) -> Failure {
    read(value, MAX_DEPTH)
}

/// What a text says that may be JSON.
pub(crate) fn of_text(text: &str) -> Failure {
    let text = text.trim();
    match RawJson::parse(text) {
        Ok(value) => of_value(value),
        Err(_) => Failure::saying(shortened(text, SHOWN_CHARS)),
    }
}

/// Neither `null`, `false`, `""`, `{}` nor `[]`: what servers send for "nothing".
pub(crate) fn says_something(value: RawJson<'_>) -> bool {
    match value.kind() {
        Kind::Null => false,
        Kind::Bool => value.as_bool() == Some(true),
        Kind::String => value.as_json() != "\"\"",
        Kind::Array => value.elements().is_some_and(|mut all| all.next().is_some()),
        Kind::Object => value.members().is_some_and(|mut all| all.next().is_some()),
        Kind::Number => true,
    }
}

/// Whether members at the top of an object that is nothing else make it an error: a message with a
/// code, or a type that says so.
pub(crate) fn is_flat_error(
    message: Option<RawJson<'_>>,
    code: Option<RawJson<'_>>,
    kind: Option<&str>,
) -> bool {
    message.is_some_and(says_something)
        && (code.is_some_and(|code| !code.is_null())
            || kind.is_some_and(|kind| kind.contains("error")))
}

/// Whether an object is an error and nothing else, in any shape.
pub(crate) fn is_bare(object: RawJson<'_>) -> bool {
    let kind = object.get("type").and_then(|kind| kind.as_str());
    object.get("error").is_some_and(says_something)
        || is_flat_error(object.get("message"), object.get("code"), kind.as_deref())
}

fn read(value: RawJson<'_>, depth: usize) -> Failure {
    if let Some(text) = value.as_str() {
        return Failure::saying(shortened(&text, MESSAGE_CHARS));
    }
    let as_it_stands = || Failure::saying(shortened(value.as_json(), SHOWN_CHARS));
    if value.kind() != Kind::Object {
        return as_it_stands();
    }
    let member = |name| value.get(name).filter(|member| !member.is_null());
    // Beside a `message`, an `error` that is no object is a title or a flag.
    let error = member("error");
    let nested = error.filter(|error| error.kind() == Kind::Object);
    let said = [nested, member("message"), error, member("detail"), member("details")];
    let said = said.into_iter().flatten().find(|raw| says_something(*raw));
    let mut failure = match said {
        Some(inner) if depth > 0 => read(inner, depth - 1),
        _ => as_it_stands(),
    };
    let text = |name| member(name).and_then(|member| member.as_str()).filter(|it| !it.is_empty());
    // `error` as a type only says that this is an error.
    let kind = text("type").filter(|kind| kind != "error");
    // A string, or a number (OpenRouter, vLLM).
    let code = match member("code").map(|code| (code, code.as_str())) {
        Some((_, Some(code))) => Some(code).filter(|code| !code.is_empty()),
        Some((code, None)) => Some(Cow::Owned(code.as_json().into())),
        None => None,
    };
    failure.error_type = failure.error_type.or_else(|| kind.map(Cow::into_owned));
    failure.code = failure.code.or_else(|| code.map(Cow::into_owned));
    failure
}

fn shortened(text: &str, chars: usize) -> String {
    text.trim().char_indices().nth(chars).map_or_else(
        || text.trim().to_string(),
        |(end, _)| text.trim().get(..end).unwrap_or_default().to_string() + "…",
    )
}
