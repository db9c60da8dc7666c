//! Values into JSON, and values of their own.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write as _;

use headwater_json::{JsonText, Quoted, Value};

use super::Extra;
use super::read::{Misread, Read, reads_as};

pub(crate) trait ToJson {
    /// Appends it, written as JSON.
    fn write_json(&self, out: &mut String);
}

/// The same with nothing borrowed.
pub(crate) trait IntoOwned {
    type Owned;

    fn into_owned(self) -> Self::Owned;
}

/// Writes the members of an object.
pub(crate) struct ObjectWriter<'o> {
    out: &'o mut String,
    separator: char,
}

impl<'o> ObjectWriter<'o> {
    pub(crate) const fn new(out: &'o mut String) -> Self {
        Self { out, separator: '{' }
    }

    /// Writes a member; the value is still to be written.
    fn name(&mut self, name: &str) {
        self.out.push(self.separator);
        self.separator = ',';
        write_text(name, self.out);
        self.out.push(':');
    }

    /// Writes the field of this bit and name, where it holds something or was `null`.
    pub(crate) fn optional<'r, T: ToJson + PartialEq>(
        &mut self,
        extra: &'r Extra<'_>,
        (bit, name): (u32, &str),
        field: Option<&T>,
        read: impl FnOnce(Value<'_, 'r>) -> Result<Read<'r, T>, Misread>,
    ) {
        let Some(field) = field else {
            if extra.is_null(bit) {
                self.raw(name, "null");
            }
            return;
        };
        match extra.as_written(name).filter(|raw| reads_as(*raw, field, read)) {
            Some(raw) => self.raw(name, raw.as_json()),
            None => self.member(name, field),
        }
    }

    /// The same of a field that is always there: one that was `null` is what it is by default.
    pub(crate) fn required<'r, T: ToJson + PartialEq + Default>(
        &mut self,
        extra: &'r Extra<'_>,
        (bit, name): (u32, &str),
        field: Option<&T>,
        read: impl FnOnce(Value<'_, 'r>) -> Result<Read<'r, T>, Misread>,
    ) {
        let was_null = extra.is_null(bit);
        let field = field.filter(|field| !(was_null && **field == T::default()));
        self.optional(extra, (bit, name), field, read);
    }

    pub(crate) fn member(&mut self, name: &str, value: &impl ToJson) {
        self.name(name);
        value.write_json(self.out);
    }

    /// Writes a member whose value is JSON already.
    pub(crate) fn raw(&mut self, name: &str, json: &str) {
        self.name(name);
        self.out.push_str(json);
    }

    /// Writes what the fields do not hold, but for members that were written already.
    pub(crate) fn finish(mut self, extra: &Extra<'_>, is_missing: &dyn Fn(&str) -> bool) {
        for (name, value) in extra.iter().filter(|(name, _)| is_missing(name)) {
            self.raw(name, value.as_json());
        }
        self.out.push_str(if self.separator == '{' { "{}" } else { "}" });
    }
}

fn write_text(text: &str, out: &mut String) {
    // A string takes whatever is written to it.
    let _ = write!(out, "{}", Quoted(text));
}

impl ToJson for Cow<'_, str> {
    fn write_json(&self, out: &mut String) {
        write_text(self, out);
    }
}

impl ToJson for &str {
    fn write_json(&self, out: &mut String) {
        write_text(self, out);
    }
}

impl ToJson for u64 {
    fn write_json(&self, out: &mut String) {
        let _ = write!(out, "{self}");
    }
}

impl ToJson for bool {
    fn write_json(&self, out: &mut String) {
        out.push_str(if *self { "true" } else { "false" });
    }
}

impl ToJson for JsonText<'_> {
    fn write_json(&self, out: &mut String) {
        out.push_str(self.as_json());
    }
}

impl<T: ToJson> ToJson for Vec<T> {
    fn write_json(&self, out: &mut String) {
        write_list(self, out);
    }
}

pub(super) fn write_list<T: ToJson>(list: &[T], out: &mut String) {
    out.push('[');
    for (at, entry) in list.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        entry.write_json(out);
    }
    out.push(']');
}

impl<T: ToJson> ToJson for Option<T> {
    fn write_json(&self, out: &mut String) {
        match self {
            Some(value) => value.write_json(out),
            None => out.push_str("null"),
        }
    }
}

impl<T: ToJson> ToJson for Box<T> {
    fn write_json(&self, out: &mut String) {
        (**self).write_json(out);
    }
}

impl IntoOwned for Cow<'_, str> {
    type Owned = Cow<'static, str>;

    fn into_owned(self) -> Cow<'static, str> {
        Cow::Owned(Cow::into_owned(self))
    }
}

impl IntoOwned for JsonText<'_> {
    type Owned = JsonText<'static>;

    fn into_owned(self) -> JsonText<'static> {
        self.into_owned()
    }
}

impl<T: IntoOwned> IntoOwned for Vec<T> {
    type Owned = Vec<T::Owned>;

    fn into_owned(self) -> Self::Owned {
        self.into_iter().map(T::into_owned).collect()
    }
}

impl<T: IntoOwned> IntoOwned for Option<T> {
    type Owned = Option<T::Owned>;

    fn into_owned(self) -> Self::Owned {
        self.map(T::into_owned)
    }
}

impl<T: IntoOwned> IntoOwned for Box<T> {
    type Owned = Box<T::Owned>;

    fn into_owned(self) -> Self::Owned {
        Box::new((*self).into_owned())
    }
}

macro_rules! owned_as_they_are {
    ($($plain:ty),*) => {$(
        impl IntoOwned for $plain {
            type Owned = Self;

            fn into_owned(self) -> Self {
                self
            }
        }
    )*};
}

owned_as_they_are!(u64, bool);
