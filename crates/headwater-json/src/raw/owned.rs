//! Values as they are written, owned.

use alloc::boxed::Box;
use core::fmt;

use super::RawJson;
use crate::error::JsonError;

/// A [`RawJson`] that owns its text.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct OwnedRawJson {
    text: Box<str>,
    is_escaped: bool,
}

impl OwnedRawJson {
    /// The value that is all of `text`, whitespace around it aside.
    ///
    /// # Errors
    /// See [`RawJson::parse`].
    pub fn parse(text: &str) -> Result<Self, JsonError> {
        Ok(RawJson::parse(text)?.into())
    }

    /// The value, lent.
    #[inline]
    #[must_use]
    pub const fn as_raw(&self) -> RawJson<'_> {
        RawJson::new(&self.text, self.is_escaped)
    }

    /// The text of the value.
    #[must_use]
    pub const fn as_json(&self) -> &str {
        &self.text
    }

    /// Gives the text away.
    #[must_use]
    pub fn into_json(self) -> Box<str> {
        self.text
    }
}

impl From<RawJson<'_>> for OwnedRawJson {
    fn from(raw: RawJson<'_>) -> Self {
        Self { text: raw.text.into(), is_escaped: raw.is_escaped }
    }
}

impl RawJson<'_> {
    /// The same with its own copy of the text.
    #[must_use]
    pub fn to_owned(&self) -> OwnedRawJson {
        (*self).into()
    }
}

/// Writes the text of the value as it came.
impl fmt::Display for OwnedRawJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Shows kind and size, not the content.
impl fmt::Debug for OwnedRawJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_raw().fmt(f)
    }
}
