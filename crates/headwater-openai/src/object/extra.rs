//! What the fields of an object do not hold.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use headwater_json::{JsonText, RawJson};

use super::IntoOwned;

/// How many members of other names an object keeps; those that follow are passed over.
const MAX_MEMBERS: usize = 1024;

/// The members of an object that its fields do not hold, as they came.
///
/// These are members of other names, and members whose value is of another type than their field.
/// It also remembers which fields were `null` and which values were written in another way than
/// ours, so that the object can be written again as it was.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Extra<'a> {
    /// A bit for each field that was `null`.
    nulls: u64,
    more: Option<Box<More<'a>>>,
}

#[derive(Clone, Default, PartialEq, Eq)]
struct More<'a> {
    members: Vec<(Cow<'a, str>, JsonText<'a>)>,
    as_written: Vec<(&'static str, JsonText<'a>)>,
}

impl<'a> Extra<'a> {
    /// The value of the member with this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<RawJson<'_>> {
        self.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// The members in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, RawJson<'_>)> {
        let members = self.more.iter().flat_map(|more| &more.members);
        members.map(|(name, value)| (&**name, value.as_raw()))
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    /// Sets a member.
    pub fn insert(&mut self, name: impl Into<Cow<'a, str>>, value: impl Into<JsonText<'a>>) {
        let (name, value) = (name.into(), value.into());
        let members = &mut self.more.get_or_insert_default().members;
        if let Some((_, known)) = members.iter_mut().find(|(known, _)| *known == name) {
            *known = value;
        } else if members.len() < MAX_MEMBERS {
            members.push((name, value));
        }
    }

    /// Removes a member.
    pub fn remove(&mut self, name: &str) -> Option<JsonText<'a>> {
        let members = &mut self.more.as_mut()?.members;
        let at = members.iter().position(|(known, _)| known == name)?;
        Some(members.remove(at).1)
    }

    pub(crate) const fn set_null(&mut self, field: u32) {
        self.nulls |= 1 << field;
    }

    pub(crate) const fn is_null(&self, field: u32) -> bool {
        self.nulls & (1 << field) != 0
    }

    pub(crate) fn set_as_written(&mut self, field: &'static str, value: RawJson<'a>) {
        self.more.get_or_insert_default().as_written.push((field, value.into()));
    }

    pub(crate) fn as_written(&self, field: &str) -> Option<RawJson<'_>> {
        let written = self.more.iter().flat_map(|more| &more.as_written);
        written.rev().find(|(known, _)| *known == field).map(|(_, value)| value.as_raw())
    }
}

impl IntoOwned for Extra<'_> {
    type Owned = Extra<'static>;

    fn into_owned(self) -> Extra<'static> {
        let owned = |more: More<'_>| {
            let members = more.members.into_iter();
            let as_written = more.as_written.into_iter();
            Box::new(More {
                members: members
                    .map(|(name, value)| (Cow::Owned(name.into_owned()), value.into_owned()))
                    .collect(),
                as_written: as_written.map(|(name, value)| (name, value.into_owned())).collect(),
            })
        };
        Extra { nulls: self.nulls, more: self.more.map(|more| owned(*more)) }
    }
}

/// Shows the names, not the values.
impl fmt::Debug for Extra<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(|(name, _)| name)).finish()
    }
}
