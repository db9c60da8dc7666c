//! Texts that repeat an earlier one.

use alloc::vec::Vec;
use core::{fmt, str};

use crate::{raw::RawJson, scan, search, string::JsonStr};

/// A JSON text that others are expected to repeat, but for some of its values: they are compared with
/// it, which costs a fraction of reading them.
///
/// The events of a stream are such texts: in each stand the same members in the same order, and most
/// of them say the same. A text [fits](Self::fill) if it is equal to the pattern byte by byte outside
/// of the values that may differ, and has in the place of each a value of the same kind. Then it is
/// JSON, as the pattern is, and nothing else in it can differ. One that does not fit may be anything,
/// and has to be read.
///
/// `T` is how the caller tells the values apart.
///
/// ```
/// use headwater_json::{Filling, Pattern, Reader, Varying};
///
/// let first = r#"{"type":"delta","delta":"Hel"}"#;
/// let mut reader = Reader::new(first);
/// let mut values = Vec::new();
/// if let Some(mut event) = reader.value()?.object()? {
///     while let Some((key, value)) = event.next_member()? {
///         if key == "delta" {
///             values.extend(value.string()?.map(|text| ("text", Varying::String(text))));
///         }
///     }
/// }
/// let mut pattern = Pattern::new();
/// assert!(pattern.learn(first, values));
///
/// let mut text = String::new();
/// let fits = pattern.fill(br#"{"type":"delta","delta":"lo"}"#, |name, filling| {
///     if let ("text", Filling::String(said)) = (name, filling) {
///         text.extend(said.pieces());
///     }
/// });
/// assert_eq!((fits, &*text), (Some(()), "lo"));
/// assert_eq!(pattern.fill(br#"{"type":"done","delta":"lo"}"#, |_, _| {}), None);
/// # Ok::<(), headwater_json::JsonError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Pattern<T> {
    /// Empty where there is none.
    text: Vec<u8>,
    /// From the first to the last.
    holes: Vec<Hole<T>>,
}

/// A value that may differ.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Hole<T> {
    name: T,
    /// Where it begins, without its quote.
    start: usize,
    end: usize,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    String,
    Natural,
}

/// A value of a text that may be another in texts like it.
#[non_exhaustive]
#[derive(Clone, Copy, Debug)]
pub enum Varying<'a> {
    /// A string.
    String(JsonStr<'a>),
    /// A natural number of at most 19 digits.
    Natural(RawJson<'a>),
}

/// What stands in the place of a value that may differ.
#[non_exhaustive]
#[derive(Clone, Copy, Debug)]
pub enum Filling<'a> {
    /// A string.
    String(JsonStr<'a>),
    /// A natural number of at most 19 digits.
    Natural(u64),
}

impl<T: Copy> Pattern<T> {
    /// None: no text fits.
    #[must_use]
    pub const fn new() -> Self {
        Self { text: Vec::new(), holes: Vec::new() }
    }

    /// No text fits any more. The memory is kept for the next.
    pub fn clear(&mut self) {
        self.text.clear();
        self.holes.clear();
    }

    /// Makes of `text` the pattern, in which these values may differ: values as they were read in this
    /// very text, no two the same. Whatever was the pattern before is none any more. Costs a pass over
    /// the text, and a copy of it.
    ///
    /// Returns false, and no text fits, where `text` is not JSON or a value does not stand in it.
    pub fn learn<'a>(
        &mut self,
        text: &'a str,
        values: impl IntoIterator<Item = (T, Varying<'a>)>,
    ) -> bool {
        self.clear();
        for (name, value) in values {
            let Some(hole) = Hole::of(name, value, text) else {
                self.clear();
                return false;
            };
            self.holes.push(hole);
        }
        self.holes.sort_unstable_by_key(|hole| hole.start);
        let apart = self.holes.windows(2).all(|two| matches!(two, [a, b] if a.end < b.start));
        if !apart || RawJson::parse(text).is_err() {
            self.clear();
            return false;
        }
        self.text.extend_from_slice(text.as_bytes());
        true
    }

    /// Compares a text with the pattern, and hands out what stands in the place of each value that may
    /// differ, from the first to the last; `None` where the text does not fit, which may come to
    /// light after some were handed out. The text need not be known to be UTF-8. Costs a comparison,
    /// and a look at the values.
    #[inline]
    pub fn fill<'a>(&self, text: &'a [u8], mut each: impl FnMut(T, Filling<'a>)) -> Option<()> {
        if self.text.is_empty() {
            return None;
        }
        let (mut compared, mut rest) = (0, text);
        for hole in &self.holes {
            rest = rest.strip_prefix(self.text.get(compared..hole.start)?)?;
            let (filling, tail) = match hole.kind {
                Kind::String => string(rest)?,
                Kind::Natural => natural(rest)?,
            };
            each(hole.name, filling);
            rest = tail;
            compared = hole.end;
        }
        (rest == self.text.get(compared..)?).then_some(())
    }
}

impl<T> Hole<T> {
    /// `None` if the value does not stand in the text.
    fn of(name: T, value: Varying<'_>, text: &str) -> Option<Self> {
        let (written, kind) = match value {
            Varying::String(string) => (string.as_written(), Kind::String),
            Varying::Natural(number) => (number.as_json(), Kind::Natural),
        };
        let start = written.as_ptr().addr().checked_sub(text.as_ptr().addr())?;
        let end = start.checked_add(written.len())?;
        let rest = text.get(start..)?.as_bytes();
        let (_, tail) = match kind {
            Kind::String => string(rest)?,
            Kind::Natural => natural(rest)?,
        };
        (rest.len() - tail.len() == written.len()).then_some(Self { name, start, end, kind })
    }
}

/// The string at the beginning, whose first quote was passed, and what follows it from its last.
#[inline]
fn string(rest: &[u8]) -> Option<(Filling<'_>, &[u8])> {
    let (plain, tail) = rest.split_at_checked(search::plain_len(rest))?;
    match tail {
        [b'"', ..] => {
            Some((Filling::String(JsonStr::new(str::from_utf8(plain).ok()?, false)), tail))
        }
        [b'\\', ..] => escaped_string(rest, plain.len()),
        _ => None,
    }
}

#[inline(never)]
fn escaped_string(rest: &[u8], plain_len: usize) -> Option<(Filling<'_>, &[u8])> {
    let text = str::from_utf8(rest).ok()?;
    let (string, _) = scan::escaped_string(text, text.get(plain_len..)?)?;
    Some((Filling::String(string), rest.get(string.as_written().len()..)?))
}

#[inline]
fn natural(rest: &[u8]) -> Option<(Filling<'_>, &[u8])> {
    let (number, len) = scan::short_natural_of(rest)?;
    Some((Filling::Natural(number), rest.get(len..)?))
}

/// None.
impl<T: Copy> Default for Pattern<T> {
    fn default() -> Self {
        Self::new()
    }
}

/// Shows sizes, not content.
impl<T> fmt::Debug for Pattern<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pattern")
            .field("len", &self.text.len())
            .field("values", &self.holes.len())
            .finish()
    }
}
