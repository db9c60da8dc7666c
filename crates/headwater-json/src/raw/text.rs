//! Values as they are written, borrowed or owned.

use alloc::borrow::Cow;
use core::fmt;

use super::{OwnedRawJson, RawJson};
use crate::error::JsonError;

/// A [`RawJson`] that is borrowed where it can be, and owned where it has to be.
#[derive(Clone)]
pub enum JsonText<'a> {
    /// Somebody else's text.
    Borrowed(RawJson<'a>),
    /// Its own.
    Owned(OwnedRawJson),
}

impl<'a> JsonText<'a> {
    /// The value that is all of `text`, whitespace around it aside.
    ///
    /// # Errors
    /// See [`RawJson::parse`].
    pub fn parse(text: impl Into<Cow<'a, str>>) -> Result<Self, JsonError> {
        Ok(match text.into() {
            Cow::Borrowed(text) => Self::Borrowed(RawJson::parse(text)?),
            Cow::Owned(text) => Self::Owned(OwnedRawJson::parse(&text)?),
        })
    }

    /// The value, lent.
    #[must_use]
    pub const fn as_raw(&self) -> RawJson<'_> {
        match self {
            Self::Borrowed(raw) => *raw,
            Self::Owned(raw) => raw.as_raw(),
        }
    }

    /// The text of the value.
    #[must_use]
    pub const fn as_json(&self) -> &str {
        match self {
            Self::Borrowed(raw) => raw.as_json(),
            Self::Owned(raw) => raw.as_json(),
        }
    }

    /// The same with a text of its own.
    #[must_use]
    pub fn into_owned(self) -> JsonText<'static> {
        JsonText::Owned(match self {
            Self::Borrowed(raw) => raw.into(),
            Self::Owned(raw) => raw,
        })
    }
}

/// `null`
impl Default for JsonText<'_> {
    fn default() -> Self {
        Self::Borrowed(RawJson::NULL)
    }
}

impl<'a> From<RawJson<'a>> for JsonText<'a> {
    fn from(raw: RawJson<'a>) -> Self {
        Self::Borrowed(raw)
    }
}

impl From<OwnedRawJson> for JsonText<'_> {
    fn from(raw: OwnedRawJson) -> Self {
        Self::Owned(raw)
    }
}

/// Two are equal if they are written alike.
impl PartialEq for JsonText<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.as_json() == other.as_json()
    }
}

impl Eq for JsonText<'_> {}

/// Writes the text of the value as it came.
impl fmt::Display for JsonText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_json())
    }
}

/// Shows kind and size, not the content.
impl fmt::Debug for JsonText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_raw().fmt(f)
    }
}
