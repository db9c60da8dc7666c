//! The tokenizer: the whole grammar (RFC 8259), a byte at a time where it must be, runs of bytes
//! where it can.

mod place;
mod text;

use core::fmt;

use crate::{
    config::Config,
    error::{ErrorKind, JsonError},
    nesting::Nesting,
    number::NumberPlace,
    token::{Piece, Progress, Step, Token},
};
use place::{Handed, Literal, Place, Role};

/// Cuts a JSON text, given in chunks cut anywhere, into tokens.
///
/// Two ways to use it: [`next_token`](Self::next_token) in a `while let`, or
/// [`advance`](Self::advance) followed by [`token`](Self::token) where generic code wraps it.
/// [`end`](Self::end) says that no more comes, and only then it is known that the text is whole.
///
/// It needs no allocator and keeps none of the text: what an escape stands for, and a character
/// that two chunks share, are put together within it; everything else is lent from the chunk. No
/// byte is looked at again because a chunk ended.
///
/// ```
/// use headwater_json::{Token, Tokenizer};
///
/// let mut tokenizer = Tokenizer::new();
/// let mut text = String::new();
/// // Cut in the middle of a surrogate pair.
/// for mut chunk in [br#"{"delta":"hi \ud83d"#.as_slice(), br#"\ude00"}"#] {
///     while let Some(token) = tokenizer.next_token(&mut chunk)? {
///         if let Token::String(piece) = token {
///             text.push_str(piece.text);
///         }
///     }
/// }
/// tokenizer.end()?;
/// assert_eq!(text, "hi 😀");
/// # Ok::<(), headwater_json::JsonError>(())
/// ```
#[derive(Clone)]
pub struct Tokenizer {
    config: Config,
    nesting: Nesting,
    place: Place,
    /// Bytes read before the chunk under way.
    offset: usize,
    error: Option<JsonError>,
    handed: Handed,
    role: Role,
    /// No piece of the key, string or number under way was handed out.
    is_first: bool,
    /// What an escape has said so far.
    unit: u16,
    /// The first half of a surrogate pair, 0 for none.
    high_surrogate: u16,
    /// A character that was put together, or the bytes of one that a chunk cut.
    character: [u8; 4],
    character_len: u8,
}

impl Tokenizer {
    /// A tokenizer at the beginning of a text.
    #[must_use]
    pub const fn new() -> Self {
        Self::with_config(Config::new())
    }

    /// A tokenizer at the beginning of a text.
    #[must_use]
    pub const fn with_config(config: Config) -> Self {
        Self {
            config,
            nesting: Nesting::new(),
            place: Place::Value,
            offset: 0,
            error: None,
            handed: Handed::Nothing,
            role: Role::String,
            is_first: false,
            unit: 0,
            high_surrogate: 0,
            character: [0; 4],
            character_len: 0,
        }
    }

    /// Reads up to the next token and lends it; `Ok(None)` once `input` is used up.
    ///
    /// `input` is moved past what was read.
    ///
    /// # Errors
    /// The text is no JSON. Every further call says so again.
    pub fn next_token<'t, 'i: 't>(
        &'t mut self,
        input: &mut &'i [u8],
    ) -> Result<Option<Token<'t>>, JsonError> {
        let chunk = *input;
        let progress = self.advance(chunk);
        *input = chunk.get(progress.consumed..).unwrap_or_default();
        self.token(chunk).transpose()
    }

    /// Reads `chunk` up to the next token, or to its end. A token may come without a byte read: a
    /// number ends only where something else begins.
    pub fn advance(&mut self, chunk: &[u8]) -> Progress {
        if self.error.is_some() {
            return Progress { consumed: 0, step: Step::Token };
        }
        self.handed = Handed::Nothing;
        let mut at = 0;
        while self.handed == Handed::Nothing {
            let Some(&byte) = chunk.get(at) else { break };
            at += self.take(byte, chunk, at);
        }
        if self.handed == Handed::Nothing && self.is_first && at > 0 {
            // So that it is known at once that a string began.
            self.hand_piece(at, at, false);
        }
        self.offset = self.offset.saturating_add(at);
        let step = if self.handed == Handed::Nothing { Step::NeedData } else { Step::Token };
        Progress { consumed: at, step }
    }

    /// Lends the token that the last [`advance`](Self::advance) came upon, with the chunk that was
    /// given to it; `None` where it came upon none.
    #[must_use]
    pub fn token<'t>(&'t self, chunk: &'t [u8]) -> Option<Result<Token<'t>, JsonError>> {
        Some(Ok(match self.handed {
            Handed::Nothing => return None,
            Handed::BeginObject => Token::BeginObject,
            Handed::EndObject => Token::EndObject,
            Handed::BeginArray => Token::BeginArray,
            Handed::EndArray => Token::EndArray,
            Handed::Literal(Literal::True) => Token::Bool(true),
            Handed::Literal(Literal::False) => Token::Bool(false),
            Handed::Literal(Literal::Null) => Token::Null,
            Handed::Chunk { start, end, is_first, is_last } => {
                let text = chunk.get(start..end).unwrap_or_default();
                // It was found to be UTF-8, or this is another chunk.
                let text = core::str::from_utf8(text).unwrap_or_default();
                self.piece(Piece { text, is_first, is_last })
            }
            Handed::Character { is_first } => {
                let text = self.character.get(..self.character_len.into()).unwrap_or_default();
                let text = core::str::from_utf8(text).unwrap_or_default();
                self.piece(Piece { text, is_first, is_last: false })
            }
            Handed::Error => return self.error.map(Err),
        }))
    }

    /// The text ended. A number that is the whole text ends with it: its last piece, an empty one,
    /// comes from here.
    ///
    /// # Errors
    /// The text is no JSON, or was cut.
    pub fn end(&mut self) -> Result<Option<Token<'static>>, JsonError> {
        if let Some(error) = self.error {
            return Err(error);
        }
        self.handed = Handed::Nothing;
        match self.place {
            Place::Done => Ok(None),
            Place::Number(place) if place.may_end() && self.nesting.depth() == 0 => {
                self.place = Place::Done;
                let (is_first, is_last) = (false, true);
                Ok(Some(Token::Number(Piece { text: "", is_first, is_last })))
            }
            _ => {
                self.fail(ErrorKind::UnexpectedEnd, 0);
                self.error.map_or(Ok(None), Err)
            }
        }
    }

    /// Whether the value of the text has ended. Whitespace may follow, nothing else.
    ///
    /// A number that is the whole text ends with the text alone: see [`end`](Self::end).
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.place == Place::Done && self.error.is_none()
    }

    /// How many containers are open.
    #[must_use]
    pub const fn depth(&self) -> u8 {
        self.nesting.depth()
    }

    /// How many bytes were read.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// Why it reads no further.
    #[must_use]
    pub const fn error(&self) -> Option<JsonError> {
        self.error
    }

    /// Takes a byte, or the run of bytes that it begins. How many were read: none only where
    /// something is handed out.
    #[inline]
    fn take(&mut self, byte: u8, chunk: &[u8], at: usize) -> usize {
        match self.place {
            Place::Text => self.text(byte, chunk, at),
            Place::Character => self.rest_of_character(byte, at),
            Place::Escape => self.escape(byte, at),
            Place::Hex(digits) => self.hex_digit(byte, digits, at),
            Place::Number(place) => self.number(place, chunk, at, 0),
            Place::Literal(literal, matched) => self.literal(literal, matched, byte, at),
            _ if matches!(byte, b' ' | b'\n' | b'\r' | b'\t') => 1,
            Place::FirstElement if byte == b']' => self.close(Handed::EndArray),
            Place::Value | Place::FirstElement => self.begin_value(byte, chunk, at),
            Place::FirstKey if byte == b'}' => self.close(Handed::EndObject),
            Place::FirstKey | Place::Key if byte == b'"' => self.begin_text(Role::Key),
            Place::FirstKey | Place::Key => self.fail(ErrorKind::ExpectedKey, at),
            Place::Colon if byte == b':' => self.go_to(Place::Value),
            Place::Colon => self.fail(ErrorKind::ExpectedColon, at),
            Place::CommaOrEnd => self.comma_or_end(byte, at),
            Place::Done => self.fail(ErrorKind::TrailingBytes, at),
        }
    }

    fn begin_value(&mut self, byte: u8, chunk: &[u8], at: usize) -> usize {
        match byte {
            b'"' => self.begin_text(Role::String),
            b'{' => self.open(Handed::BeginObject, at),
            b'[' => self.open(Handed::BeginArray, at),
            b't' => self.go_to(Place::Literal(Literal::True, 1)),
            b'f' => self.go_to(Place::Literal(Literal::False, 1)),
            b'n' => self.go_to(Place::Literal(Literal::Null, 1)),
            _ => {
                let Some(place) = NumberPlace::of_first(byte) else {
                    return self.fail(ErrorKind::ExpectedValue, at);
                };
                self.role = Role::Number;
                self.is_first = true;
                self.number(place, chunk, at, 1)
            }
        }
    }

    fn open(&mut self, begin: Handed, at: usize) -> usize {
        let is_object = begin == Handed::BeginObject;
        let limit = self.config.max_depth;
        if self.nesting.open(is_object, limit).is_none() {
            return self.fail(ErrorKind::TooDeep { limit }, at);
        }
        self.handed = begin;
        self.go_to(if is_object { Place::FirstKey } else { Place::FirstElement })
    }

    fn close(&mut self, end: Handed) -> usize {
        self.nesting.close();
        self.handed = end;
        self.value_ended();
        1
    }

    fn comma_or_end(&mut self, byte: u8, at: usize) -> usize {
        let is_in_object = self.nesting.is_in_object();
        match byte {
            b',' => self.go_to(if is_in_object { Place::Key } else { Place::Value }),
            b'}' if is_in_object => self.close(Handed::EndObject),
            b']' if !is_in_object => self.close(Handed::EndArray),
            _ => self.fail(ErrorKind::ExpectedCommaOrEnd, at),
        }
    }

    fn literal(&mut self, literal: Literal, matched: u8, byte: u8, at: usize) -> usize {
        let word = literal.as_bytes();
        if word.get(usize::from(matched)) != Some(&byte) {
            return self.fail(ErrorKind::InvalidLiteral, at);
        }
        if usize::from(matched) + 1 < word.len() {
            return self.go_to(Place::Literal(literal, matched + 1));
        }
        self.handed = Handed::Literal(literal);
        self.value_ended();
        1
    }

    /// A number of which `len` bytes at `at` are known already.
    fn number(&mut self, mut place: NumberPlace, chunk: &[u8], at: usize, len: usize) -> usize {
        let rest = chunk.get(at..).unwrap_or_default();
        let mut len = len;
        while let Some(after) = rest.get(len).and_then(|&byte| place.after(byte)) {
            place = after;
            len += 1;
        }
        self.place = Place::Number(place);
        if len < rest.len() && place.may_end() {
            self.value_ended();
            return self.hand_piece(at, at + len, true);
        }
        if len == 0 {
            return self.fail(ErrorKind::InvalidNumber, at);
        }
        self.hand_piece(at, at + len, false)
    }

    fn value_ended(&mut self) {
        self.place = if self.nesting.depth() == 0 { Place::Done } else { Place::CommaOrEnd };
    }

    const fn go_to(&mut self, place: Place) -> usize {
        self.place = place;
        1
    }

    /// Hands out a piece of the chunk; answers its length.
    const fn hand_piece(&mut self, start: usize, end: usize, is_last: bool) -> usize {
        self.handed = Handed::Chunk { start, end, is_first: self.is_first, is_last };
        self.is_first = false;
        end.saturating_sub(start)
    }

    const fn piece<'t>(&self, piece: Piece<'t>) -> Token<'t> {
        match self.role {
            Role::Key => Token::Key(piece),
            Role::String => Token::String(piece),
            Role::Number => Token::Number(piece),
        }
    }

    fn fail(&mut self, kind: ErrorKind, at: usize) -> usize {
        self.fail_before(kind, at, 0)
    }

    /// Fails for what began so many bytes before `at`, in a chunk before if need be.
    #[cold]
    fn fail_before(&mut self, kind: ErrorKind, at: usize, before: usize) -> usize {
        if self.is_first {
            // That a string began is said first, as it is where a chunk ends before the fault.
            return self.hand_piece(at, at, false);
        }
        let offset = self.offset.saturating_add(at).saturating_sub(before);
        self.error = Some(JsonError::new(kind, offset));
        self.handed = Handed::Error;
        0
    }
}

impl Default for Tokenizer {
    fn default() -> Self {
        Self::new()
    }
}

/// Shows where it stands, not content.
impl fmt::Debug for Tokenizer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokenizer")
            .field("offset", &self.offset)
            .field("depth", &self.nesting.depth())
            .field("error", &self.error)
            .finish_non_exhaustive()
    }
}
