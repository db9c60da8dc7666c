//! Error objects, in every shape that servers send them.

use alloc::borrow::Cow;
use alloc::string::{String, ToString};

use serde::Deserialize;

use super::{Raw, lenient};
use crate::outcome::Failure;

/// How much of a text that is no error object is shown.
const SHOWN_CHARS: usize = 200;
/// How much of a server's own message is kept.
const MESSAGE_CHARS: usize = 2000;
/// How deep errors within errors are followed.
const MAX_DEPTH: usize = 4;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Fields<'a> {
    #[serde(borrow, deserialize_with = "lenient::raw")]
    error: Option<Raw<'a>>,
    #[serde(borrow, deserialize_with = "lenient::raw")]
    message: Option<Raw<'a>>,
    #[serde(borrow, deserialize_with = "lenient::raw")]
    detail: Option<Raw<'a>>,
    #[serde(borrow, deserialize_with = "lenient::raw")]
    details: Option<Raw<'a>>,
    #[serde(borrow, rename = "type", deserialize_with = "lenient::text")]
    kind: Option<Cow<'a, str>>,
    /// A string, or a number (OpenRouter, vLLM).
    #[serde(borrow, deserialize_with = "lenient::text_or_json")]
    code: Option<Cow<'a, str>>,
}

/// What an error says: a text, an error object, or an object that holds one under `error`.
pub(crate) fn of_value(value: Raw<'_>) -> Failure {
    read(value, MAX_DEPTH)
}

/// What a text says that may be JSON.
pub(crate) fn of_text(text: &str) -> Failure {
    let text = text.trim();
    if super::is_whole(text) {
        of_value(Raw(text))
    } else {
        Failure::saying(shortened(text, SHOWN_CHARS))
    }
}

fn read(value: Raw<'_>, depth: usize) -> Failure {
    if let Some(text) = lenient::string(value) {
        return Failure::saying(shortened(&text, MESSAGE_CHARS));
    }
    let as_it_stands = || Failure::saying(shortened(value.json(), SHOWN_CHARS));
    let Ok(fields) = super::read::<Fields<'_>>(value.json()) else { return as_it_stands() };
    // Beside a `message`, an `error` that is no object is a title or a flag.
    let nested = fields.error.filter(|error| error.json().starts_with('{'));
    let said = [nested, fields.message, fields.error, fields.detail, fields.details];
    let said = said.into_iter().flatten().find(|raw| raw.says_something());
    let mut failure = match said {
        Some(inner) if depth > 0 => read(inner, depth - 1),
        _ => as_it_stands(),
    };
    // `error` as a type only says that this is an error.
    let kind = fields.kind.filter(|kind| kind != "error");
    failure.error_type = failure.error_type.or_else(|| kind.map(Cow::into_owned));
    failure.code = failure.code.or_else(|| fields.code.map(Cow::into_owned));
    failure
}

fn shortened(text: &str, chars: usize) -> String {
    text.trim().char_indices().nth(chars).map_or_else(
        || text.trim().to_string(),
        |(end, _)| text.trim().get(..end).unwrap_or_default().to_string() + "…",
    )
}
