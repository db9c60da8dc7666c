//! A second reader, by `simd-json`: a text is read at once, and asked afterwards.

use core::fmt;

use simd_json::prelude::{TypedValue as _, ValueAsScalar as _, ValueIntoString as _};
use simd_json::{ValueType, tape};

use crate::escape::{self, Decoded};
use crate::token::Kind;

/// A JSON text that `simd-json` has read as a whole, to be asked for values in any order.
///
/// For most texts [`Reader`](crate::Reader) is the one to take: it goes through the text once, keeps
/// values as they are written and leaves the text alone. A document is for a large text whose values
/// are asked for again and again, or in no order: it is read once, and a question costs a walk over
/// entries of one size instead of over the text. `headwater-benches readers` compares them.
///
/// It is no tighter and no looser than `simd-json`, which differs from all else in this crate:
///
/// * The text is overwritten, with its strings decoded in place: give it a copy where it is needed
///   again. Values as they are written, [`RawJson`](crate::RawJson), it cannot give.
/// * Numbers are `u64`, `i64` or `f64`. A whole one outside of 64 bits is refused, and digits beyond
///   those of an `f64` are lost.
/// * A surrogate without its other half is refused.
/// * Containers may nest deeper than [`MAX_DEPTH`](crate::MAX_DEPTH); the memory taken is bounded by
///   the text's length, at some 32 bytes for each value and key.
///
/// `simd-json` holds unsafe code, which this crate does not.
///
/// ```
/// use headwater_json::Document;
///
/// let mut text = br#"{"type":"response.completed","response":{"id":"resp_1"}}"#.to_vec();
/// let document = Document::parse(&mut text)?;
/// let id = document.root().get("response").and_then(|response| response.get("id"));
/// assert_eq!(id.and_then(|id| id.as_str()), Some("resp_1"));
/// # Ok::<(), headwater_json::DocumentError>(())
/// ```
pub struct Document<'a> {
    tape: tape::Tape<'a>,
}

impl<'a> Document<'a> {
    /// Reads a text, which is overwritten. Costs a pass over it, and allocates.
    ///
    /// # Errors
    /// `simd-json` does not read it. [`Reader`](crate::Reader) says what is wrong with a copy of it.
    pub fn parse(text: &'a mut [u8]) -> Result<Self, DocumentError> {
        if let Some(offset) = lone_surrogate(text) {
            return Err(DocumentError { offset });
        }
        match simd_json::to_tape(text) {
            Ok(tape) => Ok(Self { tape }),
            Err(error) => Err(DocumentError { offset: error.index() }),
        }
    }

    /// The value of the text.
    #[must_use]
    pub fn root(&self) -> DocumentValue<'_> {
        DocumentValue(self.tape.as_value())
    }
}

/// Where a surrogate stands without its other half. `simd-json` would read another character there,
/// and say nothing.
fn lone_surrogate(text: &[u8]) -> Option<usize> {
    /// A search that looks at many bytes at once tells only whether there is something.
    const BLOCK: usize = 512;

    let mut at = 0;
    loop {
        let rest = text.get(at..)?;
        let block = rest.get(..BLOCK).unwrap_or(rest);
        if !block.contains(&b'\\') {
            if block.len() == rest.len() {
                return None;
            }
            at += block.len();
            continue;
        }
        at += block.iter().position(|byte| *byte == b'\\')?;
        match escape::first(text.get(at..)?) {
            Some((Decoded::LoneSurrogate(_), _)) => return Some(at),
            Some((Decoded::Character(_), len)) => at += len,
            None => at += 1,
        }
    }
}

/// Shows sizes, not content.
impl fmt::Debug for Document<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document").field("entries", &self.tape.0.len()).finish()
    }
}

/// A value of a [`Document`].
#[derive(Clone, Copy)]
pub struct DocumentValue<'d>(tape::Value<'d, 'd>);

impl<'d> DocumentValue<'d> {
    /// What it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self.0.value_type() {
            ValueType::Null => Kind::Null,
            ValueType::Bool => Kind::Bool,
            ValueType::String => Kind::String,
            ValueType::Array => Kind::Array,
            ValueType::Object => Kind::Object,
            _ => Kind::Number,
        }
    }

    /// The boolean, if it is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        self.0.as_bool()
    }

    /// The string, decoded, if it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&'d str> {
        self.0.into_string()
    }

    /// The number, if it is written as an integer and is one of this type.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        self.0.as_u64()
    }

    /// The number, if it is written as an integer and is one of this type.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        self.0.as_i64()
    }

    /// The number, as near as this type comes to it, if it is one.
    #[must_use]
    pub fn as_f64(&self) -> Option<f64> {
        self.0.cast_f64()
    }

    /// The members in their order, if it is an object.
    pub fn members(&self) -> Option<impl Iterator<Item = (&'d str, Self)> + use<'d>> {
        Some(self.0.as_object()?.iter().map(|(key, value)| (key, Self(value))))
    }

    /// The elements in their order, if it is an array.
    pub fn elements(&self) -> Option<impl Iterator<Item = Self> + use<'d>> {
        Some(self.0.as_array()?.iter().map(Self))
    }

    /// The value of the member with this key, if it is an object that has one: of several the last,
    /// as with [`RawJson::get`](crate::RawJson::get).
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Self> {
        self.members()?.filter(|(name, _)| *name == key).last().map(|(_, value)| value)
    }
}

/// Shows what it is, not the content.
impl fmt::Debug for DocumentValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DocumentValue").field("kind", &self.kind()).finish_non_exhaustive()
    }
}

/// `simd-json` does not read the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DocumentError {
    offset: usize,
}

impl DocumentError {
    /// Where, in bytes from the beginning of the text, as far as `simd-json` tells.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }
}

impl fmt::Display for DocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "simd-json does not read the text, about at byte {}; read a copy of it with `Reader`, \
             which says what is wrong or reads it",
            self.offset
        )
    }
}

impl core::error::Error for DocumentError {}
