//! Numbers as they are written.

use alloc::borrow::Cow;
use alloc::format;
use core::fmt;

use headwater_json::{Kind, Value};

use super::read::raw;
use super::{FromJson, IntoOwned, Misread, Read, ToJson};
use alloc::string::String;

/// A number as it is written: no digit is lost, and none is read before it is asked for.
#[derive(Clone, PartialEq, Eq)]
pub struct Number<'a>(Cow<'a, str>);

impl Number<'_> {
    /// As it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number, if it is a whole one of this type, also where it is written as `12.0`.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        whole(&self.0)
    }

    /// The nearest number of this type.
    #[must_use]
    pub fn as_f64(&self) -> f64 {
        self.0.parse().unwrap_or_default()
    }
}

/// The whole number that a JSON number is, if it is one.
pub(super) fn whole(text: &str) -> Option<u64> {
    /// Beyond this not every whole number is an `f64`.
    const EXACT: f64 = 9_007_199_254_740_992.0;

    text.parse().ok().or_else(|| {
        let number: f64 = text.parse().ok()?;
        let whole = number as u64;
        // Exact: up to that limit the cast back loses nothing.
        (number <= EXACT && whole as f64 == number).then_some(whole)
    })
}

impl From<u64> for Number<'_> {
    fn from(number: u64) -> Self {
        Self(Cow::Owned(format!("{number}")))
    }
}

impl Default for Number<'_> {
    fn default() -> Self {
        Self(Cow::Borrowed("0"))
    }
}

impl fmt::Display for Number<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Number<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'a> FromJson<'a> for Number<'a> {
    #[inline]
    fn from_json(value: Value<'_, 'a>) -> Result<Read<'a, Self>, Misread> {
        let raw = raw(value)?;
        Ok(match raw.kind() {
            Kind::Number => Read::Exactly(Self(Cow::Borrowed(raw.as_json()))),
            _ => Read::Other(raw),
        })
    }
}

impl ToJson for Number<'_> {
    fn write_json(&self, out: &mut String) {
        out.push_str(&self.0);
    }
}

impl IntoOwned for Number<'_> {
    type Owned = Number<'static>;

    fn into_owned(self) -> Number<'static> {
        Number(Cow::Owned(self.0.into_owned()))
    }
}
