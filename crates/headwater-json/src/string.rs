//! Strings as they are written.

#[cfg(feature = "alloc")]
use alloc::{borrow::Cow, string::String};
use core::fmt::{self, Write as _};

use crate::{
    escape::{self, Decoded},
    search,
};

/// A key or a string of a JSON text: what stands between its quotes, its escapes checked and not
/// decoded.
///
/// A surrogate without its other half is decoded as U+FFFD; [`is_well_formed`] tells. Two are
/// equal if they are once decoded.
///
/// [`is_well_formed`]: Self::is_well_formed
#[derive(Clone, Copy)]
pub struct JsonStr<'a> {
    text: &'a str,
    is_escaped: bool,
}

impl<'a> JsonStr<'a> {
    #[inline(always)]
    pub(crate) const fn new(text: &'a str, is_escaped: bool) -> Self {
        Self { text, is_escaped }
    }

    /// The text where it holds no escape, and so is what it says.
    #[inline(always)]
    #[must_use]
    pub const fn as_plain(&self) -> Option<&'a str> {
        if self.is_escaped { None } else { Some(self.text) }
    }

    /// As it is written, without the quotes.
    #[must_use]
    pub const fn as_written(&self) -> &'a str {
        self.text
    }

    /// The text, borrowed where it holds no escape.
    #[cfg(feature = "alloc")]
    #[inline]
    #[must_use]
    pub fn to_cow(&self) -> Cow<'a, str> {
        if self.is_escaped { Cow::Owned(self.decode()) } else { Cow::Borrowed(self.text) }
    }

    #[cfg(feature = "alloc")]
    fn decode(&self) -> String {
        // No escape is shorter than what it stands for.
        let mut text = String::with_capacity(self.text.len());
        text.extend(self.pieces());
        text
    }

    /// The text in pieces, without allocating: what stands between escapes, and what each stands
    /// for.
    #[must_use]
    pub const fn pieces(&self) -> Pieces<'a> {
        Pieces { rest: self.text }
    }

    /// Whether no surrogate is without its other half. `serde_json` reads no other string.
    #[must_use]
    pub fn is_well_formed(&self) -> bool {
        !self.is_escaped || !self.pieces().any(|piece| matches!(piece, StrPiece::LoneSurrogate(_)))
    }
}

/// The empty text.
impl Default for JsonStr<'_> {
    fn default() -> Self {
        Self::new("", false)
    }
}

impl PartialEq<str> for JsonStr<'_> {
    fn eq(&self, other: &str) -> bool {
        if !self.is_escaped {
            return self.text == other;
        }
        let mut other = other;
        for piece in self.pieces() {
            let mut buffer = [0; 4];
            let Some(rest) = other.strip_prefix(piece.as_str(&mut buffer)) else { return false };
            other = rest;
        }
        other.is_empty()
    }
}

impl PartialEq<&str> for JsonStr<'_> {
    fn eq(&self, other: &&str) -> bool {
        *self == **other
    }
}

impl PartialEq for JsonStr<'_> {
    fn eq(&self, other: &Self) -> bool {
        if !other.is_escaped {
            return *self == *other.text;
        }
        if !self.is_escaped {
            return *other == *self.text;
        }
        let characters = |text: &Self| text.pieces().flat_map(StrPiece::characters);
        characters(self).eq(characters(other))
    }
}

impl Eq for JsonStr<'_> {}

/// Writes the decoded text.
impl fmt::Display for JsonStr<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for piece in self.pieces() {
            match piece {
                StrPiece::Plain(text) => f.write_str(text)?,
                StrPiece::Escaped(character) => f.write_char(character)?,
                StrPiece::LoneSurrogate(_) => f.write_char(char::REPLACEMENT_CHARACTER)?,
            }
        }
        Ok(())
    }
}

/// Shows the size, not the content.
impl fmt::Debug for JsonStr<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonStr").field("len", &self.text.len()).finish_non_exhaustive()
    }
}

/// A piece of a string.
#[non_exhaustive]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum StrPiece<'a> {
    /// What stands there as it is.
    Plain(&'a str),
    /// What an escape, or the two of a surrogate pair, stands for.
    Escaped(char),
    /// The escape of a surrogate without its other half, which may begin or end another string: some
    /// servers cut text in the middle of a pair.
    LoneSurrogate(u16),
}

impl<'a> StrPiece<'a> {
    fn escaped(self) -> Option<char> {
        match self {
            Self::Plain(_) => None,
            Self::Escaped(character) => Some(character),
            Self::LoneSurrogate(_) => Some(char::REPLACEMENT_CHARACTER),
        }
    }

    fn plain(self) -> &'a str {
        if let Self::Plain(text) = self { text } else { "" }
    }

    fn characters(self) -> impl Iterator<Item = char> + 'a {
        self.plain().chars().chain(self.escaped())
    }

    fn as_str<'b>(self, buffer: &'b mut [u8; 4]) -> &'b str
    where
        'a: 'b,
    {
        match self.escaped() {
            Some(character) => character.encode_utf8(buffer),
            None => self.plain(),
        }
    }
}

/// Shows the size, not the content.
impl fmt::Debug for StrPiece<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(text) => f.debug_struct("Plain").field("len", &text.len()).finish(),
            Self::Escaped(_) => f.write_str("Escaped"),
            Self::LoneSurrogate(_) => f.write_str("LoneSurrogate"),
        }
    }
}

#[cfg(feature = "alloc")]
impl<'a> Extend<StrPiece<'a>> for String {
    fn extend<I: IntoIterator<Item = StrPiece<'a>>>(&mut self, pieces: I) {
        for piece in pieces {
            match piece.escaped() {
                Some(character) => self.push(character),
                None => self.push_str(piece.plain()),
            }
        }
    }
}

/// The pieces of a string; see [`JsonStr::pieces`].
#[derive(Clone)]
pub struct Pieces<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Pieces<'a> {
    type Item = StrPiece<'a>;

    fn next(&mut self) -> Option<StrPiece<'a>> {
        let (plain, rest) = self.rest.split_at_checked(search::plain_len(self.rest.as_bytes()))?;
        if !plain.is_empty() {
            self.rest = rest;
            return Some(StrPiece::Plain(plain));
        }
        let (decoded, len) = escape::first(rest.as_bytes())?;
        self.rest = rest.get(len..)?;
        Some(match decoded {
            Decoded::Character(character) => StrPiece::Escaped(character),
            Decoded::LoneSurrogate(unit) => StrPiece::LoneSurrogate(unit),
        })
    }
}

/// Shows the size, not the content.
impl fmt::Debug for Pieces<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pieces").field("len", &self.rest.len()).finish()
    }
}
