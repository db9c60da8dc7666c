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
    /// The tool calls of the answer hold more bytes than this together; the rest is ignored.
    ToolCallsTooLarge {
        /// The limit, in bytes.
        limit: usize,
    },
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
            Self::TooManyChoices { limit } => {
                write!(f, "the answer has more than {limit} choices: ask for fewer")
            }
            Self::TooManyToolCalls { limit } => {
                write!(f, "the answer has more than {limit} tool calls: offer fewer tools")
            }
            Self::TooManyParts { limit } => {
                write!(f, "the answer has more than {limit} parts: ask for less at once")
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

impl core::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Decode(error) => Some(error),
            _ => None,
        }
    }
}
