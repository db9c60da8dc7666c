//! Values as they are written.

#[cfg(feature = "alloc")]
mod owned;
#[cfg(feature = "alloc")]
mod text;

#[cfg(feature = "alloc")]
use alloc::borrow::Cow;
use core::fmt;

use crate::{
    error::JsonError,
    reader::{Cursor, Reader},
    string::JsonStr,
    token::Kind,
};

#[cfg(feature = "alloc")]
pub use {owned::OwnedRawJson, text::JsonText};

/// One JSON value as it is written, checked against the whole grammar and never formatted anew.
///
/// No whitespace stands around it; within it stands what came. Two are equal if they are written
/// alike.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct RawJson<'a> {
    text: &'a str,
    /// A string that holds escapes.
    is_escaped: bool,
}

impl<'a> RawJson<'a> {
    /// `null`
    pub const NULL: RawJson<'static> = RawJson { text: "null", is_escaped: false };

    #[inline(always)]
    pub(crate) const fn new(text: &'a str, is_escaped: bool) -> Self {
        Self { text, is_escaped }
    }

    /// The value that is all of `text`, whitespace around it aside.
    ///
    /// # Errors
    /// It is no JSON, or nested deeper than [`MAX_DEPTH`](crate::MAX_DEPTH).
    pub fn parse(text: &'a str) -> Result<Self, JsonError> {
        let mut reader = Reader::new(text);
        let raw = reader.value()?.raw()?;
        reader.finish()?;
        Ok(raw)
    }

    /// The same of bytes, which have to be UTF-8.
    ///
    /// # Errors
    /// They are no JSON in UTF-8, or nested deeper than [`MAX_DEPTH`](crate::MAX_DEPTH).
    pub fn from_slice(text: &'a [u8]) -> Result<Self, JsonError> {
        let mut reader = Reader::from_slice(text)?;
        let raw = reader.value()?.raw()?;
        reader.finish()?;
        Ok(raw)
    }

    /// The text of the value.
    #[inline]
    #[must_use]
    pub const fn as_json(&self) -> &'a str {
        self.text
    }

    /// What it is.
    #[inline]
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self.text.as_bytes() {
            [first, ..] => Kind::of_first(*first),
            [] => Kind::Null,
        }
    }

    /// Whether it is `null`.
    #[inline]
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self.kind(), Kind::Null)
    }

    /// The boolean, if it is one.
    #[inline]
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self.text {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }

    /// The string, if it is one, not decoded.
    #[inline]
    #[must_use]
    pub fn as_json_str(&self) -> Option<JsonStr<'a>> {
        let inner = self.text.strip_prefix('"')?.strip_suffix('"')?;
        Some(JsonStr::new(inner, self.is_escaped))
    }

    /// The string, if it is one, borrowed where it holds no escape. A surrogate without its other
    /// half is U+FFFD.
    #[cfg(feature = "alloc")]
    #[inline]
    #[must_use]
    pub fn as_str(&self) -> Option<Cow<'a, str>> {
        Some(self.as_json_str()?.to_cow())
    }

    /// The number as it is written, if it is one.
    #[inline]
    #[must_use]
    pub fn as_number(&self) -> Option<&'a str> {
        (self.kind() == Kind::Number).then_some(self.text)
    }

    /// The number, if it is written as an integer and is one of this type.
    #[inline]
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        self.as_number()?.parse().ok()
    }

    /// The number, if it is written as an integer and is one of this type.
    #[inline]
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        self.as_number()?.parse().ok()
    }

    /// The nearest number of this type, if it is a number and none is infinitely far.
    #[must_use]
    pub fn as_f64(&self) -> Option<f64> {
        self.as_number()?.parse().ok().filter(|number: &f64| number.is_finite())
    }

    /// The members in their order, if it is an object.
    #[must_use]
    pub fn members(&self) -> Option<Members<'a>> {
        (self.kind() == Kind::Object).then(|| Members { cursor: self.opened(true) })
    }

    /// The elements in their order, if it is an array.
    #[must_use]
    pub fn elements(&self) -> Option<Elements<'a>> {
        (self.kind() == Kind::Array).then(|| Elements { cursor: self.opened(false) })
    }

    /// The value of the member with this key, if it is an object that has one: of several the
    /// last, as in JavaScript and in the `Value` of `serde_json`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Self> {
        self.members()?.filter(|(name, _)| *name == *key).last().map(|(_, value)| value)
    }

    fn opened(&self, is_object: bool) -> Cursor<'a> {
        let mut cursor = Cursor::new(self.text);
        // It was opened before, when it was checked.
        let _ = cursor.open(is_object);
        cursor
    }
}

/// Writes the text of the value as it came.
impl fmt::Display for RawJson<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text)
    }
}

/// Shows kind and size, not the content.
impl fmt::Debug for RawJson<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawJson")
            .field("kind", &self.kind())
            .field("len", &self.text.len())
            .finish()
    }
}

/// The members of an object; see [`RawJson::members`].
#[derive(Clone)]
pub struct Members<'a> {
    cursor: Cursor<'a>,
}

impl<'a> Iterator for Members<'a> {
    type Item = (JsonStr<'a>, RawJson<'a>);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let (key, first) = self.cursor.next_member(1)??;
        Some((key, self.cursor.raw(first)?))
    }
}

/// Shows the size, not the content.
impl fmt::Debug for Members<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Members").field("len", &self.cursor.text().len()).finish_non_exhaustive()
    }
}

/// The elements of an array; see [`RawJson::elements`].
#[derive(Clone)]
pub struct Elements<'a> {
    cursor: Cursor<'a>,
}

impl<'a> Iterator for Elements<'a> {
    type Item = RawJson<'a>;

    #[inline]
    fn next(&mut self) -> Option<RawJson<'a>> {
        let first = self.cursor.next_element(1)??;
        self.cursor.raw(first)
    }
}

/// Shows the size, not the content.
impl fmt::Debug for Elements<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Elements").field("len", &self.cursor.text().len()).finish_non_exhaustive()
    }
}
