//! Everything that touches JSON. No other module names a type of the JSON library.
//!
//! Servers disagree about the type of almost every field, so a field of another type than expected
//! counts as missing and never costs the event it stands in.

pub(crate) mod chat;
pub(crate) mod failure;
mod lenient;
pub(crate) mod request;
pub(crate) mod responses;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

pub(crate) use lenient::{List, MAX_ENTRIES};

use crate::answer::Answer;
use crate::usage::Usage;

/// The text is not JSON, or no object; where it could not be read on, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotJson {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

/// Reads a structure out of the whole of `text`.
pub(crate) fn read<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, NotJson> {
    serde_json::from_str(text)
        .map_err(|error| NotJson { line: error.line(), column: error.column() })
}

/// Reads an event. One that is named `error` need be no JSON: its text is then the error that the
/// answer failed with, and there is nothing more to read.
pub(crate) fn read_event<'a, T: Deserialize<'a>>(
    is_error: bool,
    text: &'a str,
    answer: &mut Answer,
) -> Result<Option<T>, NotJson> {
    match read(text) {
        Ok(event) => {
            answer.saw_event = true;
            Ok(Some(event))
        }
        Err(_) if is_error => {
            answer.fail(failure::of_text(text));
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Whether `text` is one whole JSON value.
pub(crate) fn is_whole(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// A value whose type differs between servers, as the JSON text it is.
#[derive(Clone, Copy)]
pub(crate) struct Raw<'a>(&'a str);

impl<'a> Raw<'a> {
    pub(crate) const fn json(self) -> &'a str {
        self.0
    }

    /// Neither `null`, `false`, `""`, `{}` nor `[]`: what servers send for "nothing".
    pub(crate) fn says_something(self) -> bool {
        let inner = |open, close| self.0.strip_prefix(open).and_then(|s| s.strip_suffix(close));
        !matches!(self.0, "null" | "false" | "\"\"")
            && [inner('{', '}'), inner('[', ']')]
                .into_iter()
                .flatten()
                .all(|within| !within.trim().is_empty())
    }
}

/// Whether fields at the top of an object that is nothing else make it an error: a message with a
/// code or a type that says so.
pub(crate) fn is_flat_error(
    message: Option<Raw<'_>>,
    code: Option<Raw<'_>>,
    kind: Option<&str>,
) -> bool {
    message.is_some_and(Raw::says_something)
        && (code.is_some() || kind.is_some_and(|kind| kind.contains("error")))
}

/// A `usage` object of either API.
///
/// An empty one (MiniMax) counts as none: it would erase what was known.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct UsageFields {
    #[serde(deserialize_with = "lenient::count")]
    input_tokens: Option<u64>,
    #[serde(deserialize_with = "lenient::count")]
    output_tokens: Option<u64>,
    #[serde(deserialize_with = "lenient::count")]
    prompt_tokens: Option<u64>,
    #[serde(deserialize_with = "lenient::count")]
    completion_tokens: Option<u64>,
    #[serde(deserialize_with = "lenient::count")]
    total_tokens: Option<u64>,
}

impl UsageFields {
    pub(crate) fn usage(&self) -> Option<Usage> {
        let usage = Usage {
            input_tokens: self.input_tokens.or(self.prompt_tokens),
            output_tokens: self.output_tokens.or(self.completion_tokens),
            total_tokens: self.total_tokens,
        };
        (usage != Usage::default()).then_some(usage)
    }
}

fn raw_text(raw: &RawValue) -> Raw<'_> {
    Raw(raw.get().trim())
}
