//! What is wrong with a text that is no JSON.

use core::fmt;

/// The text is no JSON, or goes over a limit. It holds no payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JsonError {
    kind: ErrorKind,
    offset: usize,
}

impl JsonError {
    pub(crate) const fn new(kind: ErrorKind, offset: usize) -> Self {
        Self { kind, offset }
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Where, in bytes from the beginning of the text: the first byte that cannot stand where it
    /// does, or the length of a text that ended too early.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.kind, self.offset)
    }
}

impl core::error::Error for JsonError {}

/// What is wrong with a text.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// A value should begin here.
    ExpectedValue,
    /// A key should begin here.
    ExpectedKey,
    /// A colon should stand here.
    ExpectedColon,
    /// A comma or the end of the container should stand here.
    ExpectedCommaOrEnd,
    /// Something follows the value.
    TrailingBytes,
    /// A word begins like `true`, `false` or `null` and is none of them.
    InvalidLiteral,
    /// A number lacks a digit here.
    InvalidNumber,
    /// A control character stands in a string as it is.
    ControlCharacter,
    /// No escape of JSON.
    InvalidEscape,
    /// A surrogate without its other half, where [`LoneSurrogates::Refuse`] was asked for.
    ///
    /// [`LoneSurrogates::Refuse`]: crate::LoneSurrogates::Refuse
    LoneSurrogate,
    /// The text is not UTF-8.
    InvalidUtf8,
    /// Containers stand in each other more than `limit` deep.
    TooDeep {
        /// The limit.
        limit: u8,
    },
    /// The text ended before its value did.
    UnexpectedEnd,
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ExpectedValue => "expected a value",
            Self::ExpectedKey => "expected a key in quotes",
            Self::ExpectedColon => "expected a colon",
            Self::ExpectedCommaOrEnd => "expected a comma or the end of the object or array",
            Self::TrailingBytes => "expected nothing after the value",
            Self::InvalidLiteral => "expected true, false or null",
            Self::InvalidNumber => "expected a digit",
            Self::ControlCharacter => "a control character in a string must be escaped",
            Self::InvalidEscape => "no escape sequence of JSON",
            Self::LoneSurrogate => "a surrogate escape without its other half",
            Self::InvalidUtf8 => "not UTF-8",
            Self::TooDeep { limit } => {
                return write!(f, "nested deeper than the limit of {limit}");
            }
            Self::UnexpectedEnd => "the text ended before its value did",
        })
    }
}
