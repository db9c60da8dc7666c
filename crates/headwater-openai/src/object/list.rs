//! Lists that as a rule have one entry.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::ops::{Deref, DerefMut};

use headwater_json::{Kind, Value};

use super::read::{later, next_element, raw};
use super::{FromJson, IntoOwned, Misread, Read, ToJson};

/// A list that holds a single entry without an allocation: nearly every chunk has one choice.
///
/// It is a slice; [`into_vec`](Self::into_vec) makes it a `Vec`.
#[derive(Clone)]
pub enum List<T> {
    /// One entry.
    One(T),
    /// None, or several.
    Many(Vec<T>),
}

impl<T> List<T> {
    /// The same as a `Vec`.
    #[must_use]
    pub fn into_vec(self) -> Vec<T> {
        match self {
            Self::One(entry) => Vec::from([entry]),
            Self::Many(entries) => entries,
        }
    }

    fn push(self, entry: T) -> Self {
        let mut entries = match self {
            Self::Many(entries) if entries.is_empty() => return Self::One(entry),
            Self::Many(entries) => entries,
            Self::One(first) => Vec::from([first]),
        };
        entries.push(entry);
        Self::Many(entries)
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

impl<T> From<Vec<T>> for List<T> {
    fn from(entries: Vec<T>) -> Self {
        Self::Many(entries)
    }
}

impl<T> Deref for List<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match self {
            Self::One(entry) => core::slice::from_ref(entry),
            Self::Many(entries) => entries,
        }
    }
}

impl<T> DerefMut for List<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        match self {
            Self::One(entry) => core::slice::from_mut(entry),
            Self::Many(entries) => entries,
        }
    }
}

/// Two are equal if their entries are.
impl<T: PartialEq> PartialEq for List<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: fmt::Debug> fmt::Debug for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

/// Entries that cannot be read are passed over, and the list is still written as it came.
impl<'a, T: FromJson<'a>> FromJson<'a> for List<T> {
    fn from_json(value: Value<'_, 'a>) -> Result<Read<'a, Self>, Misread> {
        if value.kind() != Kind::Array {
            return Ok(Read::Other(raw(value)?));
        }
        let ahead = value.lookahead();
        let mut list = Self::default();
        let mut is_exact = true;
        if let Some(mut elements) = value.array()? {
            while let Some(element) = next_element(&mut elements)? {
                match T::from_json(element)? {
                    _ if list.len() >= T::MAX_ENTRIES => return Ok(Read::Other(later(ahead))),
                    Read::Exactly(entry) => list = list.push(entry),
                    Read::Loosely(entry, _) => {
                        list = list.push(entry);
                        is_exact = false;
                    }
                    Read::Other(_) => is_exact = false,
                }
            }
        }
        Ok(if is_exact { Read::Exactly(list) } else { Read::Loosely(list, later(ahead)) })
    }
}

impl<T: ToJson> ToJson for List<T> {
    fn write_json(&self, out: &mut String) {
        super::write::write_list(self, out);
    }
}

impl<T: IntoOwned> IntoOwned for List<T> {
    type Owned = List<T::Owned>;

    fn into_owned(self) -> Self::Owned {
        match self {
            Self::One(entry) => List::One(entry.into_owned()),
            Self::Many(entries) => List::Many(entries.into_owned()),
        }
    }
}
