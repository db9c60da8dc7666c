//! Fields that count as missing where they are of another type than expected.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::{Raw, raw_text};

/// How many entries of one list are read; the rest is passed over.
///
/// A list of two-byte entries would otherwise take a hundred times its size in memory.
pub(crate) const MAX_ENTRIES: usize = 1024;

/// A string; an empty one counts as missing.
pub(super) fn text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Cow<'de, str>>, D::Error> {
    Ok(string(raw_text(<&'de RawValue>::deserialize(from)?)).filter(|text| !text.is_empty()))
}

/// A non-negative number; servers also write whole numbers as `12.0`.
pub(super) fn count<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
    let json = raw_text(<&'de RawValue>::deserialize(from)?).json();
    Ok(json.parse().ok().or_else(|| {
        let number: f64 = json.parse().ok()?;
        // Casts between floats and integers saturate.
        (number >= 0.0).then_some(number as u64)
    }))
}

/// Any value but `null`, as it stands.
pub(super) fn raw<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Raw<'de>>, D::Error> {
    Ok(Some(raw_text(<&'de RawValue>::deserialize(from)?)).filter(|raw| raw.json() != "null"))
}

/// A string, or the JSON text of any other value: arguments arrive as a string and, from some
/// gateways, as the object itself.
pub(super) fn text_or_json<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<Cow<'de, str>>, D::Error> {
    Ok(raw(from)?.and_then(text_or_raw).filter(|text| !text.is_empty()))
}

pub(super) fn text_or_raw(value: Raw<'_>) -> Option<Cow<'_, str>> {
    if value.json().starts_with('"') { string(value) } else { Some(Cow::Borrowed(value.json())) }
}

/// The string that a JSON value is, if it is one.
pub(super) fn string(value: Raw<'_>) -> Option<Cow<'_, str>> {
    let within = value.json().strip_prefix('"')?.strip_suffix('"')?;
    if !within.contains('\\') {
        return Some(Cow::Borrowed(within));
    }
    let read = serde_json::from_str::<String>(value.json());
    let read = read.or_else(|_| serde_json::from_str(&without_lone_surrogates(value.json())));
    read.ok().map(Cow::Owned)
}

/// Servers that cut text between UTF-16 units escape each half of a character on its own. Neither
/// half is text: both become U+FFFD, and the rest of the string is kept.
fn without_lone_surrogates(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        let pair = matches!(escape.get(6..).and_then(unit), Some(0xDC00..=0xDFFF));
        let len = match unit(escape) {
            Some(0xD800..=0xDBFF) if pair => 12,
            Some(_) => 6,
            None => 2,
        };
        match unit(escape) {
            Some(0xD800..=0xDFFF) if len == 6 => out.push('\u{FFFD}'),
            _ => out.push_str(escape.get(..len).unwrap_or(escape)),
        }
        rest = escape.get(len..).unwrap_or("");
    }
    out.push_str(rest);
    out
}

/// The UTF-16 unit of the `\uXXXX` that `escape` begins with.
fn unit(escape: &str) -> Option<u16> {
    u16::from_str_radix(escape.strip_prefix("\\u")?.get(..4)?, 16).ok()
}

/// The values that make no list and no object: nothing.
macro_rules! scalars_are_nothing {
    () => {
        fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
            Ok(Self::Value::default())
        }
        fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
            Ok(Self::Value::default())
        }
        fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
            Ok(Self::Value::default())
        }
        fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
            Ok(Self::Value::default())
        }
        fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
            Ok(Self::Value::default())
        }
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(Self::Value::default())
        }
    };
}

/// An object of fields, or nothing.
pub(super) fn object<'de, T, D>(from: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    struct Fields<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for Fields<T> {
        type Value = Option<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("any value")
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
            T::deserialize(MapAccessDeserializer::new(map)).map(Some)
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
            while seq.next_element::<IgnoredAny>()?.is_some() {}
            Ok(None)
        }

        scalars_are_nothing!();
    }

    from.deserialize_any(Fields(PhantomData))
}

/// A list of objects; entries that are no objects are left out. The first one is kept without an
/// allocation: most chunks have one choice.
pub(crate) struct List<T> {
    pub(crate) is_list: bool,
    first: Option<T>,
    more: Vec<T>,
    /// There were more than [`MAX_ENTRIES`].
    pub(crate) cut: bool,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { is_list: false, first: None, more: Vec::new(), cut: false }
    }
}

impl<T> List<T> {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.first.iter().chain(&self.more)
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.first.is_none()
    }

    fn push(&mut self, entry: T) {
        if self.first.is_none() {
            self.first = Some(entry);
        } else if self.more.len() + 1 < MAX_ENTRIES {
            self.more.push(entry);
        } else {
            self.cut = true;
        }
    }
}

/// One entry of a list.
struct Entry<T>(Option<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entry<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        object(from).map(Self)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Entries<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Entries<T> {
            type Value = List<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("any value")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(List::default())
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut list = List { is_list: true, ..List::default() };
                while let Some(Entry(entry)) = seq.next_element()? {
                    if let Some(entry) = entry {
                        list.push(entry);
                    }
                }
                Ok(list)
            }

            scalars_are_nothing!();
        }

        from.deserialize_any(Entries(PhantomData))
    }
}
