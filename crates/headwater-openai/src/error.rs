//! Events that could not be read.

use core::fmt;

use headwater::DecodeError;

/// Why an event, or a part of one, could not be read. Reading goes on after each of these.
///
/// Where a part of the answer was lost with it, the answer ends as interrupted at best, unless the
/// terminal event of a Responses stream makes up for it.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// The event was over a limit of the decoder.
    Decode(DecodeError),
    /// The event's data is not a JSON object.
    NotJson {
        /// The line of the data at which it could not be read on, from 1.
        line: usize,
        /// The byte of that line, from 1.
        column: usize,
    },
    /// The event's data is JSON, but no object.
    NotAnObject,
    /// The event lacks what it is about, or has something of another type in its place.
    Field {
        /// The member's name.
        name: &'static str,
    },
    /// There are more choices than this; the others are ignored.
    TooManyChoices {
        /// The limit.
        limit: usize,
    },
    /// There are more tool calls than this; the others are ignored.
    TooManyToolCalls {
        /// The limit.
        limit: usize,
    },
    /// There are more output items, parts or list entries than this; the others are ignored.
    TooManyParts {
        /// The limit.
        limit: usize,
    },
    /// The answer holds more bytes than this; the rest is ignored.
    AnswerTooLarge {
        /// The limit, in bytes.
        limit: usize,
    },
    /// The tool calls of the answer hold more bytes than this together; the rest is ignored.
    ToolCallsTooLarge {
        /// The limit, in bytes.
        limit: usize,
    },
}

impl ReadError {
    /// A part of the event was left out because the answer holds too much.
    pub(crate) const fn is_over_a_limit(&self) -> bool {
        matches!(
            self,
            Self::TooManyChoices { .. }
                | Self::TooManyToolCalls { .. }
                | Self::TooManyParts { .. }
                | Self::ToolCallsTooLarge { .. }
                | Self::AnswerTooLarge { .. }
        )
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Decode(error) => error.fmt(f),
            Self::NotJson { line, column } => write!(
                f,
                "an event's data is not a JSON object (line {line}, column {column}): \
                 look at the raw event; the server may not speak this API"
            ),
            Self::NotAnObject => f.write_str(
                "an event's data is JSON, but no object: look at the raw event; \
                 the server may not speak this API",
            ),
            Self::Field { name } => write!(
                f,
                "the member `{name}` of an event is missing or of another type: look at the raw event"
            ),
            Self::TooManyChoices { limit } => {
                write!(f, "the answer has more than {limit} choices: ask for fewer")
            }
            Self::TooManyToolCalls { limit } => {
                write!(f, "the answer has more than {limit} tool calls: offer fewer tools")
            }
            Self::TooManyParts { limit } => {
                write!(f, "the answer has more than {limit} parts: ask for less at once")
            }
            Self::AnswerTooLarge { limit } => {
                write!(f, "the answer is over the limit of {limit} bytes: ask for less at once")
            }
            Self::ToolCallsTooLarge { limit } => {
                write!(
                    f,
                    "the tool calls are over the limit of {limit} bytes: ask for less at once"
                )
            }
        }
    }
}

impl From<headwater_json::JsonError> for ReadError {
    fn from(error: headwater_json::JsonError) -> Self {
        Self::NotJson { line: 1, column: error.offset() + 1 }
    }
}

impl core::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Decode(error) => Some(error),
            _ => None,
        }
    }
}
