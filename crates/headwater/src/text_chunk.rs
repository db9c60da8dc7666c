//! The text face: UTF-8 is validated once for a chunk, not once for an event.

use core::{fmt, str::Utf8Error};

#[cfg(feature = "alloc")]
use crate::engine::short_ways::BLANK_AFTER_LINE;
use crate::{
    decoder::Decoder,
    error::DecodeError,
    event::Event,
    progress::Step,
    storage::Storage,
    text::{Lossy, utf8},
};

/// Below this size a chunk is not validated as a whole: it seldom holds a whole event.
const LEAST: usize = 128;

/// A chunk on its way through [`Decoder::decode_text`].
#[derive(Clone, Copy)]
pub struct TextChunk<'i> {
    bytes: &'i [u8],
    taken: usize,
    /// The part that is known to be UTF-8 begins here.
    valid_from: usize,
    /// `None` until an event lies whole in the chunk.
    valid: Option<&'i str>,
}

impl<'i> TextChunk<'i> {
    /// Costs nothing yet. From 128 bytes on the chunk is validated at once, from the first event on
    /// that lies whole in it: what belongs to events that span chunks is validated with them.
    #[inline]
    #[must_use]
    pub const fn new(bytes: &'i [u8]) -> Self {
        Self { bytes, taken: 0, valid_from: 0, valid: None }
    }

    /// What has not been read yet.
    #[inline]
    #[must_use]
    pub fn rest(&self) -> &'i [u8] {
        self.bytes.get(self.taken..).unwrap_or_default()
    }

    /// The text that begins and ends so many bytes behind what was read, if it is known to be
    /// UTF-8.
    #[inline]
    fn text(&mut self, start: usize, end: usize) -> Option<&'i str> {
        let (start, end) = (self.taken + start, self.taken + end);
        let valid = match self.valid {
            Some(valid) => valid,
            None => self.validate_from(start),
        };
        valid.get(start.checked_sub(self.valid_from)?..end.checked_sub(self.valid_from)?)
    }

    /// The rest from here on; the character that its end cuts is no error.
    #[cold]
    fn validate_from(&mut self, start: usize) -> &'i str {
        let rest = self.bytes.get(start..whole_characters(self.bytes)).unwrap_or_default();
        let valid = utf8(rest).unwrap_or_else(|error| {
            let good = rest.get(..error.valid_up_to()).unwrap_or_default();
            utf8(good).unwrap_or_default()
        });
        self.valid_from = start;
        self.valid = Some(valid);
        valid
    }
}

/// Shows sizes, not content.
impl fmt::Debug for TextChunk<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TextChunk")
            .field("len", &self.bytes.len())
            .field("taken", &self.taken)
            .finish_non_exhaustive()
    }
}

/// Where a character begins that the end of `bytes` cuts, or else that end.
fn whole_characters(bytes: &[u8]) -> usize {
    let len = bytes.len();
    for (behind, &byte) in bytes.iter().rev().take(3).enumerate() {
        let needs = match byte {
            0x80..=0xbf => continue,
            0xc0..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0.. => 4,
            _ => 1,
        };
        return if needs > behind + 1 { len - behind - 1 } else { len };
    }
    len
}

/// An event whose data is as a rule known to be UTF-8 already.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TextEvent<'a> {
    event: Event<'a>,
    text: Option<&'a str>,
}

impl<'a> TextEvent<'a> {
    /// The event, whose type and id are looked at there.
    #[must_use]
    pub const fn event(&self) -> Event<'a> {
        self.event
    }

    /// The data as text. Free where the event lay whole in a chunk; else it costs one validation of
    /// the data for each call.
    ///
    /// # Errors
    /// It is not UTF-8.
    #[inline]
    pub fn data_str(&self) -> Result<&'a str, Utf8Error> {
        match self.text {
            Some(text) => Ok(text),
            None => utf8(self.event.data()),
        }
    }

    /// The data, with U+FFFD for what is not UTF-8.
    #[must_use]
    pub const fn data_lossy(&self) -> Lossy<'a> {
        self.event.data_lossy()
    }
}

/// Shows sizes, not content.
impl fmt::Debug for TextEvent<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.event.fmt(f)
    }
}

impl<S: Storage> Decoder<S> {
    /// [`decode`](Self::decode) for those who want text: a [`TextChunk`] is validated
    /// once, and no event within it is validated again.
    ///
    /// ```
    /// # #[cfg(feature = "alloc")] {
    /// use headwater::{Decoder, TextChunk};
    ///
    /// let mut decoder = Decoder::new();
    /// let mut chunk = TextChunk::new("data: café\n\n".as_bytes());
    /// while let Some(event) = decoder.decode_text(&mut chunk)? {
    ///     assert_eq!(event.data_str(), Ok("café"));
    /// }
    /// # }
    /// # Ok::<(), headwater::DecodeError>(())
    /// ```
    ///
    /// # Errors
    /// The peer sent something over a limit. It was dropped; call again and decoding goes on.
    // Always: see `decode`.
    #[inline(always)]
    pub fn decode_text<'d, 'i: 'd>(
        &'d mut self,
        input: &mut TextChunk<'i>,
    ) -> Result<Option<TextEvent<'d>>, DecodeError> {
        if input.bytes.len() >= LEAST {
            return self.decode_valid_text(input);
        }
        let mut rest = input.rest();
        let decoded = self.decode(&mut rest);
        input.taken = input.bytes.len() - rest.len();
        match decoded {
            Ok(Some(event)) => Ok(Some(TextEvent { event, text: None })),
            Ok(None) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn decode_valid_text<'d, 'i: 'd>(
        &'d mut self,
        input: &mut TextChunk<'i>,
    ) -> Result<Option<TextEvent<'d>>, DecodeError> {
        loop {
            let chunk = input.rest();
            #[cfg(feature = "alloc")]
            let progress = match self.engine.whole_event_or(chunk) {
                Ok((start, end)) => {
                    let text = input.text(start, end);
                    input.taken += end + BLANK_AFTER_LINE.len();
                    let event = self.engine.lend_untyped(chunk, start, end);
                    return Ok(Some(TextEvent { event, text }));
                }
                Err(progress) => progress,
            };
            #[cfg(not(feature = "alloc"))]
            let progress = self.engine.advance::<false>(chunk);
            if progress.step == Step::NeedData {
                input.taken += progress.consumed;
                return Ok(None);
            }
            let data = self.engine.data_in_chunk();
            let text = data.and_then(|(start, end)| input.text(start, end));
            input.taken += progress.consumed;
            if self.engine.hands_out_event() {
                return Ok(Some(TextEvent { event: self.engine.lend_event(chunk), text }));
            }
            if let Some(error) = self.engine.handed_error() {
                return Err(error);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{LEAST, TextChunk, whole_characters};

    #[test]
    fn a_character_that_the_end_cuts_is_left_out_and_nothing_else() {
        for character in ["a", "é", "世", "😀"] {
            let text = character.repeat(2 * LEAST);
            let bytes = text.as_bytes();
            for start in [0, character.len()] {
                for end in bytes.len() - 5..=bytes.len() {
                    let mut chunk = TextChunk::new(&bytes[..end]);
                    let valid = chunk.validate_from(start);
                    let whole = end - end % character.len();
                    assert_eq!(valid.as_bytes(), &bytes[start..whole], "{character} {start} {end}");
                }
            }
        }
    }

    #[test]
    fn what_is_no_text_ends_what_is_known() {
        let mut bytes = [b'x'; 2 * LEAST];
        bytes[LEAST] = 0xff;
        assert_eq!(TextChunk::new(&bytes).validate_from(0).len(), LEAST);
        assert_eq!(TextChunk::new(&bytes).validate_from(LEAST), "");
        assert_eq!(whole_characters(&[0x80; 4]), 4);
    }

    #[test]
    fn only_a_character_that_the_end_cuts_is_not_whole() {
        for text in ["a", "aé", "a世", "a😀", "é", "世", "😀", "世世", "aé😀"] {
            let bytes = text.as_bytes();
            assert_eq!(whole_characters(bytes), bytes.len(), "{text}");
            let last = text.char_indices().last().expect("a character").0;
            for end in last + 1..bytes.len() {
                assert_eq!(whole_characters(&bytes[..end]), last, "{text} up to {end}");
            }
        }
    }

    /// From which byte on each chunk is known to be UTF-8 in the end, if from any.
    #[cfg(feature = "alloc")]
    fn known_from(chunks: &[&[u8]]) -> alloc::vec::Vec<Option<usize>> {
        let mut decoder = crate::Decoder::new();
        let known = chunks.iter().map(|bytes| {
            let mut chunk = TextChunk::new(bytes);
            while decoder.decode_text(&mut chunk).expect("no limit is passed").is_some() {}
            chunk.valid.map(|_| chunk.valid_from)
        });
        known.collect()
    }

    /// Nothing is validated with its chunk and again with its event.
    #[cfg(feature = "alloc")]
    #[test]
    fn a_chunk_is_validated_from_its_first_whole_event_on() {
        let line = [b'x'; 2 * LEAST];
        let begins = [b"data: ", &line[..]].concat();
        let ends = [&line[..], b"\n\ndata: whole\n\ndata: more\n\n"].concat();
        let from = line.len() + b"\n\ndata: ".len();
        assert_eq!(known_from(&[&begins, &line, &ends]), [None, None, Some(from)]);
        let small = b"data: x\n\n".repeat(LEAST / 10);
        assert_eq!(known_from(&[&small, &small]), [None, None]);
    }

    /// Also where the chunk begins within a character, and after what was read before.
    #[cfg(feature = "alloc")]
    #[test]
    fn no_event_within_a_chunk_is_validated_again() {
        for cut in [&b""[..], &"世".as_bytes()[1..], &"😀".as_bytes()[1..]] {
            let bytes = [cut, b"\n\n", "data: café\n\n".repeat(20).as_bytes()].concat();
            let mut decoder = crate::Decoder::new();
            let mut chunk = TextChunk::new(&bytes);
            let mut events = 0;
            while let Some(event) = decoder.decode_text(&mut chunk).expect("no limit is passed") {
                // The stream's first event may be copied: a byte order mark can stand before it.
                assert!(events == 0 || event.text == Some("café"), "{events}");
                events += 1;
            }
            assert_eq!(events, 20);
        }
    }
}
