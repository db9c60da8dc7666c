//! Where the tokenizer stands, and what it hands out.

use crate::number::NumberPlace;

/// What may stand next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Value,
    FirstElement,
    FirstKey,
    Key,
    Colon,
    CommaOrEnd,
    /// The text's value has ended.
    Done,
    /// A key or string.
    Text,
    /// After the first bytes of a character.
    Character,
    /// After a backslash.
    Escape,
    /// After so many digits of a `\u` escape.
    Hex(u8),
    Number(NumberPlace),
    /// After so many bytes of it.
    Literal(Literal, u8),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Literal {
    True,
    False,
    Null,
}

impl Literal {
    pub(super) const fn as_bytes(self) -> &'static [u8] {
        match self {
            Self::True => b"true",
            Self::False => b"false",
            Self::Null => b"null",
        }
    }
}

/// What the pieces under way are pieces of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Key,
    String,
    Number,
}

/// What is to be lent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Handed {
    Nothing,
    BeginObject,
    EndObject,
    BeginArray,
    EndArray,
    Literal(Literal),
    /// A piece of the chunk.
    Chunk {
        start: usize,
        end: usize,
        is_first: bool,
        is_last: bool,
    },
    /// The character that was put together.
    Character {
        is_first: bool,
    },
    Error,
}
