//! Keys and strings: runs of text, escapes, characters that chunks cut.

use super::{Handed, Place, Role, Tokenizer};
use crate::{config::LoneSurrogates, error::ErrorKind, escape, search};

impl Tokenizer {
    pub(super) const fn begin_text(&mut self, role: Role) -> usize {
        self.role = role;
        self.is_first = true;
        self.go_to(Place::Text)
    }

    pub(super) fn text(&mut self, byte: u8, chunk: &[u8], at: usize) -> usize {
        if self.high_surrogate != 0 && byte != b'\\' {
            return self.lone_high_surrogate(at, escape::UNIT_LEN);
        }
        let rest = chunk.get(at..).unwrap_or_default();
        let (plain, special) = rest.split_at_checked(search::plain_len(rest)).unwrap_or_default();
        if !plain.is_empty() {
            return self.plain(plain, special.first().copied(), at);
        }
        match byte {
            b'"' => {
                self.end_text();
                self.hand_piece(at, at, true);
                1
            }
            b'\\' => self.go_to(Place::Escape),
            _ => self.fail(ErrorKind::ControlCharacter, at),
        }
    }

    /// A run of text, and the byte after it.
    fn plain(&mut self, plain: &[u8], after: Option<u8>, at: usize) -> usize {
        let Err(error) = core::str::from_utf8(plain) else {
            let is_last = after == Some(b'"');
            if is_last {
                self.end_text();
            }
            return self.hand_piece(at, at + plain.len(), is_last) + usize::from(is_last);
        };
        if error.valid_up_to() > 0 {
            // The fault is met again, at the beginning of a run. So all before it is handed out,
            // as it is where a chunk ends before the fault.
            return self.hand_piece(at, at + error.valid_up_to(), false);
        }
        if error.error_len().is_some() {
            return self.fail(ErrorKind::InvalidUtf8, at);
        }
        // The beginning of a character. Where anything but the chunk's end follows, that will not
        // be the rest of it.
        for (place, &byte) in self.character.iter_mut().zip(plain) {
            *place = byte;
        }
        self.character_len = plain.len() as u8;
        self.place = Place::Character;
        plain.len()
    }

    fn end_text(&mut self) {
        if self.role == Role::Key {
            self.place = Place::Colon;
        } else {
            self.value_ended();
        }
    }

    pub(super) fn rest_of_character(&mut self, byte: u8, at: usize) -> usize {
        let before = usize::from(self.character_len);
        let Some(next) = self.character.get_mut(before) else {
            return self.fail_before(ErrorKind::InvalidUtf8, at, before);
        };
        *next = byte;
        let so_far = self.character.get(..=before).unwrap_or_default();
        match core::str::from_utf8(so_far) {
            Err(error) if error.error_len().is_some() => {
                return self.fail_before(ErrorKind::InvalidUtf8, at, before);
            }
            Ok(_) => self.hand_character(),
            Err(_) => {}
        }
        self.character_len += 1;
        1
    }

    pub(super) fn escape(&mut self, byte: u8, at: usize) -> usize {
        if self.high_surrogate != 0 && byte != b'u' {
            return self.lone_high_surrogate(at, escape::UNIT_LEN + 1);
        }
        if byte == b'u' {
            self.unit = 0;
            return self.go_to(Place::Hex(0));
        }
        match escape::short(byte) {
            Some(character) => self.decoded(character),
            None => self.fail(ErrorKind::InvalidEscape, at),
        }
    }

    pub(super) fn hex_digit(&mut self, byte: u8, digits: u8, at: usize) -> usize {
        let Some(digit) = char::from(byte).to_digit(16) else {
            return self.fail(ErrorKind::InvalidEscape, at);
        };
        let unit = self.unit << 4 | digit as u16;
        if digits < 3 {
            self.unit = unit;
            return self.go_to(Place::Hex(digits + 1));
        }
        // The backslash and the `u` stand before the three digits.
        let began = escape::UNIT_LEN - 1;
        if self.high_surrogate != 0 {
            let Some(character) = escape::pair(self.high_surrogate, unit) else {
                // This digit is read again, as that of an escape by itself.
                return self.lone_high_surrogate(at, began + escape::UNIT_LEN);
            };
            self.high_surrogate = 0;
            return self.decoded(character);
        }
        if escape::is_high_surrogate(unit) {
            self.high_surrogate = unit;
            return self.go_to(Place::Text);
        }
        match char::from_u32(unit.into()) {
            Some(character) => self.decoded(character),
            None if self.refuses_lone_surrogates() => {
                self.fail_before(ErrorKind::LoneSurrogate, at, began)
            }
            None => self.decoded(char::REPLACEMENT_CHARACTER),
        }
    }

    /// The high surrogate that began so many bytes before has no other half: this byte begins
    /// something else, and is read again.
    fn lone_high_surrogate(&mut self, at: usize, before: usize) -> usize {
        if self.refuses_lone_surrogates() {
            return self.fail_before(ErrorKind::LoneSurrogate, at, before);
        }
        self.high_surrogate = 0;
        let place = self.place;
        self.decoded(char::REPLACEMENT_CHARACTER);
        self.place = place;
        0
    }

    fn refuses_lone_surrogates(&self) -> bool {
        self.config.lone_surrogates == LoneSurrogates::Refuse
    }

    fn decoded(&mut self, character: char) -> usize {
        self.character_len = character.encode_utf8(&mut self.character).len() as u8;
        self.hand_character();
        1
    }

    const fn hand_character(&mut self) {
        self.handed = Handed::Character { is_first: self.is_first };
        self.is_first = false;
        self.place = Place::Text;
    }
}
