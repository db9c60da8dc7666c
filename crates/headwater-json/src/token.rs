//! What a JSON text is made of.

use core::fmt;

/// A part of a JSON text, in its order. Commas, colons and whitespace are none.
///
/// Keys, strings and numbers come in pieces. How many depends on the chunks and on the escapes;
/// what they add up to does not.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    /// `{`
    BeginObject,
    /// `}`
    EndObject,
    /// `[`
    BeginArray,
    /// `]`
    EndArray,
    /// A piece of a member's key, without quotes and escapes.
    Key(Piece<'a>),
    /// A piece of a string, without quotes and escapes.
    String(Piece<'a>),
    /// A piece of a number as it is written.
    Number(Piece<'a>),
    /// `true` or `false`
    Bool(bool),
    /// `null`
    Null,
}

/// A piece of a key, a string or a number.
///
/// It may be empty: the first where a chunk ends right after the opening quote, the last where it
/// ended before that was known.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Piece<'a> {
    /// The text, whole characters.
    pub text: &'a str,
    /// It is the first of its key, string or number.
    pub is_first: bool,
    /// It is the last of its key, string or number.
    pub is_last: bool,
}

impl<'a> Piece<'a> {
    /// The whole key, string or number where it came in one piece.
    #[must_use]
    pub const fn whole(&self) -> Option<&'a str> {
        if self.is_first && self.is_last { Some(self.text) } else { None }
    }
}

/// Shows the size, not the content.
impl fmt::Debug for Piece<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Piece")
            .field("len", &self.text.len())
            .field("is_first", &self.is_first)
            .field("is_last", &self.is_last)
            .finish()
    }
}

/// What became of the bytes given to [`Tokenizer::advance`](crate::Tokenizer::advance).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// How many bytes of the chunk were read. They are not to be given again.
    pub consumed: usize,
    /// Why it went no further.
    pub step: Step,
}

/// Why [`Tokenizer::advance`](crate::Tokenizer::advance) went no further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The chunk is used up.
    NeedData,
    /// There is a token to be had, or the error.
    Token,
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool,
    /// A number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl Kind {
    /// What a value is that begins with this byte; any other than the six is taken for a number.
    #[inline(always)]
    pub(crate) const fn of_first(byte: u8) -> Self {
        match byte {
            b'"' => Self::String,
            b'{' => Self::Object,
            b'[' => Self::Array,
            b't' | b'f' => Self::Bool,
            b'n' => Self::Null,
            _ => Self::Number,
        }
    }
}
