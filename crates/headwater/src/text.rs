//! Bytes seen as text.

#[cfg(feature = "alloc")]
use alloc::{borrow::Cow, string::String};
use core::{
    fmt::{self, Write as _},
    str::Utf8Error,
};

/// Validates `bytes`; the answer is the same with and without the feature `simdutf8`.
pub(crate) fn utf8(bytes: &[u8]) -> Result<&str, Utf8Error> {
    #[cfg(feature = "simdutf8")]
    if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
        return Ok(text);
    }
    core::str::from_utf8(bytes)
}

/// Bytes shown as the standard decodes them ("UTF-8 decode", [HTML] 9.2.5 and the Encoding
/// standard): each maximal part that is not UTF-8 becomes one U+FFFD.
///
/// It implements [`Display`](fmt::Display), which allocates nothing.
///
/// [HTML]: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Lossy<'a>(pub(crate) &'a [u8]);

impl<'a> Lossy<'a> {
    /// The text, borrowed where the bytes are UTF-8 as they stand.
    #[cfg(feature = "alloc")]
    #[must_use]
    pub fn to_cow(self) -> Cow<'a, str> {
        match utf8(self.0) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => String::from_utf8_lossy(self.0),
        }
    }
}

impl fmt::Display for Lossy<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in self.0.utf8_chunks() {
            f.write_str(part.valid())?;
            if !part.invalid().is_empty() {
                f.write_char(char::REPLACEMENT_CHARACTER)?;
            }
        }
        Ok(())
    }
}

/// Shows the size, not the content.
impl fmt::Debug for Lossy<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lossy").field("len", &self.0.len()).finish()
    }
}
