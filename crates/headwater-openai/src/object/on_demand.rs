//! Members taken out of an object without the object: what most events need, and no more.
//!
//! `None` says that a value is out of the ordinary. The event is then read as its type, which knows
//! what to make of it, and finds what is wrong with it.

use alloc::borrow::Cow;

use headwater_json::{Kind, Value};

/// A text, or `null`. One that holds half of a surrogate pair is out of the ordinary.
#[inline(always)]
pub(crate) fn text<'a>(value: Value<'_, 'a>) -> Option<Option<Cow<'a, str>>> {
    match value.kind() {
        Kind::String => {
            let text = value.string().ok()??;
            Some(Some(match text.as_plain() {
                Some(plain) => Cow::Borrowed(plain),
                None => text.is_well_formed().then(|| text.to_cow())?,
            }))
        }
        _ => nothing(&value).map(|()| None),
    }
}

/// A text without escapes, or `null`.
#[inline(always)]
pub(crate) fn name<'a>(value: Value<'_, 'a>) -> Option<Option<&'a str>> {
    match value.kind() {
        Kind::String => Some(Some(value.string().ok()??.as_plain()?)),
        _ => nothing(&value).map(|()| None),
    }
}

/// A natural number, or `null`.
#[inline(always)]
pub(crate) fn natural(value: Value<'_, '_>) -> Option<Option<u64>> {
    match value.u64_or_raw().ok()? {
        Ok(number) => Some(Some(number)),
        Err(raw) => raw.is_null().then_some(None),
    }
}

/// `null`, as far as its first byte tells; the reader checks the rest when it goes on.
#[inline(always)]
pub(crate) fn nothing(value: &Value<'_, '_>) -> Option<()> {
    (value.kind() == Kind::Null).then_some(())
}

/// `null` or an empty list.
#[inline(always)]
pub(crate) fn no_entries(value: Value<'_, '_>) -> Option<()> {
    matches!(value.raw().ok()?.as_json(), "null" | "[]").then_some(())
}
