//! Values out of JSON.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;

use headwater_json::{
    ArrayReader, JsonError, JsonStr, JsonText, Kind, Lookahead, ObjectReader, RawJson, Reader,
    Value,
};

use super::{Extra, number};
use crate::error::ReadError;

/// How many entries of a list are read where its type does not say otherwise.
pub(crate) const MAX_ENTRIES: usize = 1024;

/// How many entries of a list are read that has one for each token.
pub(crate) const MAX_TOKENS: usize = 256 * 1024;

/// What came of reading a value.
pub(crate) enum Read<'a, T> {
    /// The value, which would be written just as it came.
    Exactly(T),
    /// The value, which came in another form than it would be written in.
    Loosely(T, RawJson<'a>),
    /// Something else.
    Other(RawJson<'a>),
}

/// Why an object cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Misread {
    Json(JsonError),
    /// It lacks what it is about, or has something else in its place.
    Field(&'static str),
}

impl From<JsonError> for Misread {
    fn from(error: JsonError) -> Self {
        Self::Json(error)
    }
}

pub(crate) trait FromJson<'a>: Sized {
    /// How many of these a list may hold.
    const MAX_ENTRIES: usize = MAX_ENTRIES;

    fn from_json(value: Value<'_, 'a>) -> Result<Read<'a, Self>, Misread>;
}

/// An object whose members are read one by one.
pub(crate) trait ReadObject<'a>: Sized + Default {
    /// Reads the members; `type` is left out of one that is of a union.
    fn read_members(members: &mut ObjectReader<'_, 'a>, is_tagged: bool) -> Result<Self, Misread>;
}

/// Reads the whole of a text.
pub(crate) fn parse<'a, T: FromJson<'a>>(text: &'a str) -> Result<T, ReadError> {
    let mut reader = Reader::new(text);
    let read = match T::from_json(reader.value()?) {
        Ok(read) => read,
        Err(Misread::Json(error)) => return Err(error.into()),
        Err(Misread::Field(name)) => {
            reader.finish()?;
            return Err(ReadError::Field { name });
        }
    };
    reader.finish()?;
    match read {
        Read::Exactly(read) | Read::Loosely(read, _) => Ok(read),
        Read::Other(_) => Err(ReadError::NotAnObject),
    }
}

// The steps of the JSON reader are quick because they are inlined, each some hundred lines of code.
// What is read by a type of its own for each of a hundred objects calls them instead.

#[inline(never)]
pub(crate) fn next_member<'r, 'a>(
    members: &'r mut ObjectReader<'_, 'a>,
) -> Result<Option<(JsonStr<'a>, Value<'r, 'a>)>, Misread> {
    Ok(members.next_member()?)
}

#[inline(never)]
pub(super) fn next_element<'r, 'a>(
    elements: &'r mut ArrayReader<'_, 'a>,
) -> Result<Option<Value<'r, 'a>>, Misread> {
    Ok(elements.next_element()?)
}

/// The value as it came.
#[inline(never)]
pub(crate) fn raw<'a>(value: Value<'_, 'a>) -> Result<RawJson<'a>, Misread> {
    Ok(value.raw()?)
}

#[inline(never)]
fn object<'r, 'a>(value: Value<'r, 'a>) -> Result<Option<ObjectReader<'r, 'a>>, Misread> {
    Ok(value.object()?)
}

/// The members of one of a union, with its tag.
#[inline(never)]
pub(crate) fn tagged_object<'r, 'a>(
    value: Value<'r, 'a>,
) -> Result<Option<(Option<JsonStr<'a>>, ObjectReader<'r, 'a>)>, Misread> {
    Ok(value.tagged_object("type")?)
}

/// Keeps a member that is no field. The tag of one of a union is the union's affair.
#[inline(never)]
pub(crate) fn keep<'a>(
    name: JsonStr<'a>,
    value: Value<'_, 'a>,
    is_tagged: bool,
    extra: &mut Extra<'a>,
) -> Result<(), Misread> {
    let value = raw(value)?;
    let name = name.to_cow();
    if !(is_tagged && name == "type") {
        extra.insert(name, value);
    }
    Ok(())
}

/// Reads an object; anything else is left as it came.
pub(crate) fn read_object<'a, T: ReadObject<'a>>(
    value: Value<'_, 'a>,
) -> Result<Read<'a, T>, Misread> {
    if value.kind() != Kind::Object {
        return Ok(Read::Other(raw(value)?));
    }
    match object(value)? {
        Some(mut members) => Ok(Read::Exactly(T::read_members(&mut members, false)?)),
        None => Ok(Read::Other(RawJson::NULL)),
    }
}

/// The value as it came. What is wrong with it the reader tells when it comes there.
pub(crate) fn later(ahead: Lookahead<'_>) -> RawJson<'_> {
    ahead.raw().unwrap_or(RawJson::NULL)
}

/// Reads a member into its field, the `bit`-th of its object. What the field cannot hold is kept
/// beside it. Of several members with one name the last counts.
///
/// Never inlined: there are over a thousand fields, and some dozens of types of fields.
#[inline(never)]
pub(crate) fn fill<'a, T>(
    slot: &mut Option<T>,
    (bit, name): (u32, &'static str),
    value: Value<'_, 'a>,
    extra: &mut Extra<'a>,
    read: impl FnOnce(Value<'_, 'a>) -> Result<Read<'a, T>, Misread>,
) -> Result<(), Misread> {
    if value.kind() == Kind::Null {
        raw(value)?;
        *slot = None;
        extra.remove(name);
        extra.set_null(bit);
        return Ok(());
    }
    match read(value)? {
        Read::Exactly(read) => *slot = Some(read),
        Read::Loosely(read, raw) => {
            *slot = Some(read);
            extra.set_as_written(name, raw);
        }
        Read::Other(raw) => {
            *slot = None;
            extra.insert(name, raw);
        }
    }
    Ok(())
}

/// Whether a value as it was written still says what its field holds.
pub(crate) fn reads_as<'r, T: PartialEq>(
    raw: RawJson<'r>,
    field: &T,
    read: impl FnOnce(Value<'_, 'r>) -> Result<Read<'r, T>, Misread>,
) -> bool {
    let mut reader = Reader::new(raw.as_json());
    let Ok(value) = reader.value() else { return false };
    match read(value) {
        Ok(Read::Exactly(read) | Read::Loosely(read, _)) => read == *field,
        _ => false,
    }
}

impl<'a> FromJson<'a> for Cow<'a, str> {
    #[inline]
    fn from_json(value: Value<'_, 'a>) -> Result<Read<'a, Self>, Misread> {
        let raw = raw(value)?;
        let Some(text) = raw.as_json_str() else { return Ok(Read::Other(raw)) };
        match text.as_plain() {
            Some(plain) => Ok(Read::Exactly(Cow::Borrowed(plain))),
            None => Ok(escaped(text, raw)),
        }
    }
}

/// A text with half a surrogate pair in it cannot be written as it came.
fn escaped<'a>(text: JsonStr<'a>, raw: RawJson<'a>) -> Read<'a, Cow<'a, str>> {
    if text.is_well_formed() {
        Read::Exactly(text.to_cow())
    } else {
        Read::Loosely(text.to_cow(), raw)
    }
}

/// A string; of any other value its JSON text. Arguments come as a string and, from some gateways, as
/// the object itself.
pub(crate) fn text_or_json<'a>(value: Value<'_, 'a>) -> Result<Read<'a, Cow<'a, str>>, Misread> {
    Ok(match Cow::from_json(value)? {
        Read::Other(raw) => Read::Loosely(Cow::Borrowed(raw.as_json()), raw),
        read => read,
    })
}

impl<'a> FromJson<'a> for u64 {
    const MAX_ENTRIES: usize = 64 * MAX_ENTRIES;

    #[inline]
    fn from_json(value: Value<'_, 'a>) -> Result<Read<'a, Self>, Misread> {
        Ok(match value.u64_or_raw()? {
            Ok(number) => Read::Exactly(number),
            Err(raw) => match raw.as_number().and_then(number::whole) {
                Some(number) => Read::Loosely(number, raw),
                None => Read::Other(raw),
            },
        })
    }
}

impl<'a> FromJson<'a> for bool {
    fn from_json(value: Value<'_, 'a>) -> Result<Read<'a, Self>, Misread> {
        let raw = raw(value)?;
        Ok(raw.as_bool().map_or(Read::Other(raw), Read::Exactly))
    }
}

impl<'a> FromJson<'a> for JsonText<'a> {
    #[inline]
    fn from_json(value: Value<'_, 'a>) -> Result<Read<'a, Self>, Misread> {
        Ok(Read::Exactly(Self::Borrowed(raw(value)?)))
    }
}

impl<'a, T: FromJson<'a>> FromJson<'a> for Box<T> {
    fn from_json(value: Value<'_, 'a>) -> Result<Read<'a, Self>, Misread> {
        Ok(match T::from_json(value)? {
            Read::Exactly(read) => Read::Exactly(Self::new(read)),
            Read::Loosely(read, raw) => Read::Loosely(Self::new(read), raw),
            Read::Other(raw) => Read::Other(raw),
        })
    }
}

/// `null` in a list; as the value of a member it never comes here.
impl<'a, T: FromJson<'a>> FromJson<'a> for Option<T> {
    const MAX_ENTRIES: usize = T::MAX_ENTRIES;

    fn from_json(value: Value<'_, 'a>) -> Result<Read<'a, Self>, Misread> {
        if value.kind() == Kind::Null {
            raw(value)?;
            return Ok(Read::Exactly(None));
        }
        Ok(match T::from_json(value)? {
            Read::Exactly(read) => Read::Exactly(Some(read)),
            Read::Loosely(read, raw) => Read::Loosely(Some(read), raw),
            Read::Other(raw) => Read::Other(raw),
        })
    }
}

impl<'a, T: FromJson<'a>> FromJson<'a> for Vec<T> {
    fn from_json(value: Value<'_, 'a>) -> Result<Read<'a, Self>, Misread> {
        list(value, T::MAX_ENTRIES)
    }
}

/// A list with an entry for each token.
pub(crate) fn token_list<'a, T: FromJson<'a>>(
    value: Value<'_, 'a>,
) -> Result<Read<'a, Vec<T>>, Misread> {
    list(value, MAX_TOKENS)
}

/// A list of which an entry cannot be read, or that is too long, is left as it came.
fn list<'a, T: FromJson<'a>>(
    value: Value<'_, 'a>,
    max_entries: usize,
) -> Result<Read<'a, Vec<T>>, Misread> {
    if value.kind() != Kind::Array {
        return Ok(Read::Other(raw(value)?));
    }
    let ahead = value.lookahead();
    let mut list = Vec::new();
    let mut is_exact = true;
    if let Some(mut elements) = value.array()? {
        while let Some(element) = next_element(&mut elements)? {
            match T::from_json(element)? {
                Read::Exactly(entry) if list.len() < max_entries => list.push(entry),
                Read::Loosely(entry, _) if list.len() < max_entries => {
                    list.push(entry);
                    is_exact = false;
                }
                _ => return Ok(Read::Other(later(ahead))),
            }
        }
    }
    Ok(if is_exact { Read::Exactly(list) } else { Read::Loosely(list, later(ahead)) })
}
