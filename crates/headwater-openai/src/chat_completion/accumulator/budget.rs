//! What an answer may hold, and the ways in which its fields grow.

use alloc::borrow::{Cow, ToOwned as _};
use alloc::string::String;
use alloc::vec::Vec;

use headwater_json::Kind;

use super::speaks;
use crate::error::ReadError;
use crate::limits::Limits;
use crate::object::{Extra, IntoOwned, MAX_ENTRIES, ToJson};

/// Counts the bytes of an answer, and notes the first thing of a chunk that could not be added.
#[derive(Clone, Debug)]
pub(super) struct Budget {
    bytes: usize,
    limits: Limits,
    error: Option<ReadError>,
}

impl Budget {
    pub(super) const fn new(limits: Limits) -> Self {
        Self { bytes: 0, limits, error: None }
    }

    pub(super) const fn restored(bytes: usize) -> Self {
        Self { bytes, ..Self::new(Limits::new()) }
    }

    pub(super) const fn set_limits(&mut self, limits: Limits) {
        self.limits = limits;
    }

    pub(super) const fn bytes(&self) -> usize {
        self.bytes
    }

    pub(super) const fn limits(&self) -> Limits {
        self.limits
    }

    /// Notes what could not be added; the first error of a chunk is the one that is told.
    pub(super) fn fail(&mut self, error: ReadError) {
        self.error.get_or_insert(error);
    }

    pub(super) const fn take_error(&mut self) -> Option<ReadError> {
        self.error.take()
    }

    /// Notes a list of which an entry could not be read, or that was too long: it was left as it
    /// came.
    pub(super) fn unreadable(&mut self, extra: &Extra<'_>, name: &'static str) {
        let Some(list) = extra.get(name).filter(|value| value.kind() == Kind::Array) else {
            return;
        };
        let is_long =
            list.elements().is_some_and(|list| list.take(MAX_ENTRIES + 1).count() > MAX_ENTRIES);
        self.fail(if is_long {
            ReadError::TooManyParts { limit: MAX_ENTRIES }
        } else {
            ReadError::Field { name }
        });
    }

    /// Whether a value of `new` bytes may take the place of one of `old` bytes.
    pub(super) fn exchange(&mut self, old: usize, new: usize) -> bool {
        let bytes = self.bytes.saturating_sub(old).saturating_add(new);
        let limit = self.limits.answer_bytes;
        if bytes > limit && new > old {
            self.fail(ReadError::AnswerTooLarge { limit });
            return false;
        }
        self.bytes = bytes;
        true
    }

    /// A text that grows. One that is there and empty is there.
    pub(super) fn append(&mut self, known: &mut Option<Cow<'static, str>>, more: Option<&str>) {
        let Some(more) = more.filter(|more| self.exchange(0, more.len())) else { return };
        match known {
            Some(known) => known.to_mut().push_str(more),
            None => *known = Some(Cow::Owned(more.to_owned())),
        }
    }

    /// A text that stays what it was first.
    pub(super) fn set(&mut self, known: &mut Option<Cow<'static, str>>, text: Option<&str>) {
        if known.is_none() {
            self.replace_text(known, text);
        }
    }

    /// A text of which the last counts.
    pub(super) fn replace_text(
        &mut self,
        known: &mut Option<Cow<'static, str>>,
        later: Option<&str>,
    ) {
        let old = known.as_deref().unwrap_or_default();
        let Some(later) = speaks(later).filter(|later| *later != old) else { return };
        if self.exchange(old.len(), later.len()) {
            *known = Some(Cow::Owned(later.to_owned()));
        }
    }

    /// A value of which the last counts.
    pub(super) fn replace<T>(&mut self, known: &mut Option<T::Owned>, later: Option<&T>)
    where
        T: Clone + IntoOwned + ToJson,
        T::Owned: ToJson,
    {
        let Some(later) = later else { return };
        let (old, new) = (known.as_ref().map(json).unwrap_or_default(), json(later));
        if matches!(&*new, "null" | "\"\"" | "{}" | "[]") || new == old {
            return;
        }
        if self.exchange(old.len(), new.len()) {
            *known = Some(later.clone().into_owned());
        }
    }

    /// A list that grows.
    pub(super) fn extend<T>(
        &mut self,
        known: &mut Option<Vec<T::Owned>>,
        more: Option<&Vec<T>>,
        max_entries: usize,
    ) where
        T: Clone + IntoOwned + ToJson,
    {
        let Some(more) = more else { return };
        let known = known.get_or_insert_default();
        for entry in more {
            self.push(known, entry, max_entries);
        }
    }

    pub(super) fn push<T>(&mut self, known: &mut Vec<T::Owned>, entry: &T, max_entries: usize)
    where
        T: Clone + IntoOwned + ToJson,
    {
        if known.len() >= max_entries {
            self.fail(ReadError::TooManyParts { limit: max_entries });
        } else if self.exchange(0, size_of::<T>() + json(entry).len()) {
            known.push(entry.clone().into_owned());
        }
    }

    /// The members that have no field: of each the last counts that is not `null`. Those with the
    /// name of a field are values of a wrong type: they count as missing.
    pub(super) fn merge_extra(
        &mut self,
        known: &mut Extra<'static>,
        later: &Extra<'_>,
        fields: &[&str],
    ) {
        for (name, value) in later.iter().filter(|(name, _)| !fields.contains(name)) {
            let old = known.get(name);
            if old == Some(value) || old.is_some() && value.is_null() {
                continue;
            }
            let old = old.map_or(0, |old| name.len() + old.as_json().len());
            if self.exchange(old, name.len() + value.as_json().len()) {
                known.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

fn json(value: &impl ToJson) -> String {
    let mut json = String::new();
    value.write_json(&mut json);
    json
}
