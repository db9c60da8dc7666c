//! The on-demand reader: what is asked for is looked at, everything is checked.

mod cursor;

use core::fmt;

use crate::{
    error::{ErrorKind, JsonError},
    raw::RawJson,
    string::JsonStr,
    token::Kind,
};

pub(crate) use cursor::Cursor;

/// Reads a JSON text that is there as a whole, in one pass and without allocating.
///
/// A value that is not asked for is skipped. Skipped or read, it is checked against the whole
/// grammar, and nested no deeper than [`MAX_DEPTH`](crate::MAX_DEPTH). What is read before the
/// end of the text is known to be right as far as the reader went: a text counts as JSON when
/// [`finish`](Self::finish) says so, which also skips what is left.
///
/// ```
/// use headwater_json::Reader;
///
/// let text = r#"{"type":"response.output_text.delta","delta":"Hi","logprobs":[],"n":4}"#;
/// let mut reader = Reader::new(text);
/// let (mut delta, mut number) = (None, None);
/// if let Some(mut event) = reader.value()?.object()? {
///     while let Some((key, value)) = event.next_member()? {
///         match key.as_plain() {
///             Some("delta") => delta = value.string()?,
///             Some("n") => number = value.raw()?.as_u64(),
///             _ => {}
///         }
///     }
/// }
/// reader.finish()?;
/// assert_eq!(delta.and_then(|delta| delta.as_plain()), Some("Hi"));
/// assert_eq!(number, Some(4));
/// # Ok::<(), headwater_json::JsonError>(())
/// ```
///
/// A surrogate without its other half passes here: [`JsonStr`] says what becomes of it.
pub struct Reader<'a> {
    cursor: Cursor<'a>,
}

impl<'a> Reader<'a> {
    /// A reader at the beginning of `text`.
    #[inline]
    #[must_use]
    pub const fn new(text: &'a str) -> Self {
        Self { cursor: Cursor::new(text) }
    }

    /// A reader at the beginning of `text`, all of which is checked to be UTF-8.
    ///
    /// # Errors
    /// It is not.
    #[inline]
    pub fn from_slice(text: &'a [u8]) -> Result<Self, JsonError> {
        match core::str::from_utf8(text) {
            Ok(text) => Ok(Self::new(text)),
            Err(error) => Err(JsonError::new(ErrorKind::InvalidUtf8, error.valid_up_to())),
        }
    }

    /// The value of the text.
    ///
    /// # Errors
    /// None begins here, or it was read already.
    #[inline(always)]
    pub fn value(&mut self) -> Result<Value<'_, 'a>, JsonError> {
        match self.cursor.begin_value() {
            Some(first) => Ok(Value { cursor: &mut self.cursor, first }),
            None => Err(self.cursor.fail()),
        }
    }

    /// Skips what was not read, and checks that nothing follows the value.
    ///
    /// # Errors
    /// The text is not JSON.
    #[inline(always)]
    pub fn finish(mut self) -> Result<(), JsonError> {
        match self.cursor.finish() {
            Some(()) => Ok(()),
            None => Err(self.cursor.fail()),
        }
    }
}

/// Shows sizes, not content.
impl fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader").field("len", &self.cursor.text().len()).finish_non_exhaustive()
    }
}

/// A value that the reader stands before. Dropped, it is skipped.
pub struct Value<'r, 'a> {
    cursor: &'r mut Cursor<'a>,
    first: u8,
}

impl<'r, 'a> Value<'r, 'a> {
    /// What it is, if it is anything: only its first byte was looked at.
    #[inline(always)]
    #[must_use]
    pub const fn kind(&self) -> Kind {
        Kind::of_first(self.first)
    }

    /// The value as it is written.
    ///
    /// # Errors
    /// The text is not JSON.
    #[inline(always)]
    pub fn raw(self) -> Result<RawJson<'a>, JsonError> {
        match self.cursor.raw(self.first) {
            Some(raw) => Ok(raw),
            None => Err(self.cursor.fail()),
        }
    }

    /// The same value for a look at what comes: the reader stays where it is.
    #[inline(always)]
    #[must_use]
    pub fn lookahead(&self) -> Lookahead<'a> {
        Lookahead { cursor: self.cursor.clone(), first: self.first }
    }

    /// The string; `None` if it is something else, which is skipped.
    ///
    /// # Errors
    /// The text is not JSON.
    #[inline(always)]
    pub fn string(self) -> Result<Option<JsonStr<'a>>, JsonError> {
        if self.first != b'"' {
            return Ok(None);
        }
        match self.cursor.string() {
            Some(string) => Ok(Some(string)),
            None => Err(self.cursor.fail()),
        }
    }

    /// The number, if it is written as an integer and is one of this type; `None` if it is something
    /// else, which is skipped.
    ///
    /// # Errors
    /// The text is not JSON.
    #[inline(always)]
    pub fn u64(self) -> Result<Option<u64>, JsonError> {
        match self.cursor.short_natural() {
            None => Ok(self.raw()?.as_u64()),
            natural => Ok(natural),
        }
    }

    /// The number, if it is written as an integer and is one of this type; else the value as it is
    /// written.
    ///
    /// # Errors
    /// The text is not JSON.
    #[inline(always)]
    pub fn u64_or_raw(self) -> Result<Result<u64, RawJson<'a>>, JsonError> {
        if let Some(natural) = self.cursor.short_natural() {
            return Ok(Ok(natural));
        }
        let raw = self.raw()?;
        Ok(raw.as_u64().ok_or(raw))
    }

    /// The members of the object; `None` if it is something else, which is skipped.
    ///
    /// # Errors
    /// The text is not JSON, or nested too deep.
    #[inline(always)]
    pub fn object(self) -> Result<Option<ObjectReader<'r, 'a>>, JsonError> {
        if self.first != b'{' {
            return Ok(None);
        }
        match self.cursor.open(true) {
            Some(depth) => Ok(Some(ObjectReader { cursor: self.cursor, depth })),
            None => Err(self.cursor.fail()),
        }
    }

    /// The members of the object together with its tag, the string value of the first member with
    /// this key; `None` if it is something else, which is skipped.
    ///
    /// A tag that stands first was read then; any other comes up again among the members. To find
    /// that one costs a pass over what stands before it.
    ///
    /// # Errors
    /// The text is not JSON, or nested too deep.
    #[inline(always)]
    pub fn tagged_object(
        self,
        key: &str,
    ) -> Result<Option<(Option<JsonStr<'a>>, ObjectReader<'r, 'a>)>, JsonError> {
        let Some(members) = self.object()? else { return Ok(None) };
        let mut ahead = members.cursor.clone();
        let tag = ahead.tag(members.depth, key);
        if tag.is_some_and(|(_, is_first)| is_first) {
            *members.cursor = ahead;
        }
        Ok(Some((tag.map(|(tag, _)| tag), members)))
    }

    /// The elements of the array; `None` if it is something else, which is skipped.
    ///
    /// # Errors
    /// The text is not JSON, or nested too deep.
    #[inline(always)]
    pub fn array(self) -> Result<Option<ArrayReader<'r, 'a>>, JsonError> {
        if self.first != b'[' {
            return Ok(None);
        }
        match self.cursor.open(false) {
            Some(depth) => Ok(Some(ArrayReader { cursor: self.cursor, depth })),
            None => Err(self.cursor.fail()),
        }
    }
}

impl fmt::Debug for Value<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Value").field("kind", &self.kind()).finish_non_exhaustive()
    }
}

/// A look at a value that the reader stands before, which does not move the reader.
///
/// What is wrong with the text is told by the reader, when it comes there.
pub struct Lookahead<'a> {
    cursor: Cursor<'a>,
    first: u8,
}

impl<'a> Lookahead<'a> {
    /// The value as it is written, if it is JSON. Costs a pass over it.
    #[inline]
    #[must_use]
    pub fn raw(mut self) -> Option<RawJson<'a>> {
        self.cursor.raw(self.first)
    }
}

/// Shows sizes, not content.
impl fmt::Debug for Lookahead<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lookahead").field("len", &self.cursor.text().len()).finish_non_exhaustive()
    }
}

/// The members of an object, one after the other. What is left when it is dropped is skipped.
pub struct ObjectReader<'r, 'a> {
    cursor: &'r mut Cursor<'a>,
    depth: u8,
}

impl<'a> ObjectReader<'_, 'a> {
    /// The next member; `None` after the last.
    ///
    /// # Errors
    /// The text is not JSON.
    #[inline(always)]
    pub fn next_member(&mut self) -> Result<Option<(JsonStr<'a>, Value<'_, 'a>)>, JsonError> {
        match self.cursor.next_member(self.depth) {
            Some(Some((key, first))) => Ok(Some((key, Value { cursor: self.cursor, first }))),
            Some(None) => Ok(None),
            None => Err(self.cursor.fail()),
        }
    }
}

impl fmt::Debug for ObjectReader<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ObjectReader").field("depth", &self.depth).finish_non_exhaustive()
    }
}

/// The elements of an array, one after the other. What is left when it is dropped is skipped.
pub struct ArrayReader<'r, 'a> {
    cursor: &'r mut Cursor<'a>,
    depth: u8,
}

impl<'a> ArrayReader<'_, 'a> {
    /// The next element; `None` after the last.
    ///
    /// # Errors
    /// The text is not JSON.
    #[inline(always)]
    pub fn next_element(&mut self) -> Result<Option<Value<'_, 'a>>, JsonError> {
        match self.cursor.next_element(self.depth) {
            Some(Some(first)) => Ok(Some(Value { cursor: self.cursor, first })),
            Some(None) => Ok(None),
            None => Err(self.cursor.fail()),
        }
    }
}

impl fmt::Debug for ArrayReader<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ArrayReader").field("depth", &self.depth).finish_non_exhaustive()
    }
}
