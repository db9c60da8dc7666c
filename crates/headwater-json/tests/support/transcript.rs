//! The tokens of a text, their pieces put together.

use headwater_json::{JsonError, Piece, Step, Token, Tokenizer};
use serde_json::{Map, Value};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    BeginObject,
    EndObject,
    BeginArray,
    EndArray,
    Key(String, bool),
    String(String, bool),
    Number(String, bool),
    Bool(bool),
    Null,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Transcript {
    pub(crate) parts: Vec<Part>,
    pub(crate) result: Result<(), JsonError>,
    pub(crate) depth: u8,
}

impl Transcript {
    pub(crate) fn of(mut tokenizer: Tokenizer, chunks: &[&[u8]]) -> Self {
        let mut transcript = Self { parts: Vec::new(), result: Ok(()), depth: 0 };
        transcript.result = transcript.read(&mut tokenizer, chunks);
        transcript.depth = tokenizer.depth();
        assert_eq!(tokenizer.error(), transcript.result.err());
        assert_eq!(tokenizer.is_complete(), transcript.result.is_ok());
        transcript
    }

    fn read(&mut self, tokenizer: &mut Tokenizer, chunks: &[&[u8]]) -> Result<(), JsonError> {
        let mut total = 0;
        for chunk in chunks {
            let mut rest = *chunk;
            loop {
                let progress = tokenizer.advance(rest);
                let token = tokenizer.token(rest);
                assert_eq!(token, tokenizer.token(rest), "a question changes nothing");
                assert_eq!(token.is_some(), progress.step == Step::Token);
                rest = &rest[progress.consumed..];
                total += progress.consumed;
                assert_eq!(tokenizer.offset(), total);
                match token {
                    Some(Ok(token)) => self.take(token),
                    Some(Err(error)) => {
                        assert_eq!(tokenizer.advance(b"1").consumed, 0);
                        assert_eq!(tokenizer.end(), Err(error));
                        return Err(error);
                    }
                    None => break,
                }
            }
            assert!(rest.is_empty());
        }
        if let Some(token) = tokenizer.end()? {
            self.take(token);
        }
        assert_eq!(tokenizer.end(), Ok(None));
        Ok(())
    }

    fn take(&mut self, token: Token<'_>) {
        let part = match token {
            Token::BeginObject => Part::BeginObject,
            Token::EndObject => Part::EndObject,
            Token::BeginArray => Part::BeginArray,
            Token::EndArray => Part::EndArray,
            Token::Bool(value) => Part::Bool(value),
            Token::Null => Part::Null,
            Token::Key(piece) => return self.add(piece, Part::Key),
            Token::String(piece) => return self.add(piece, Part::String),
            Token::Number(piece) => return self.add(piece, Part::Number),
            _ => unreachable!("no other token is known"),
        };
        self.parts.push(part);
    }

    fn add(&mut self, piece: Piece<'_>, part: fn(String, bool) -> Part) {
        if piece.is_first {
            return self.parts.push(part(piece.text.into(), piece.is_last));
        }
        assert_eq!(piece.whole(), None);
        let (Part::Key(text, is_whole)
        | Part::String(text, is_whole)
        | Part::Number(text, is_whole)) = self.parts.last_mut().unwrap()
        else {
            panic!("nothing that comes in pieces was begun");
        };
        assert!(!*is_whole);
        text.push_str(piece.text);
        *is_whole = piece.is_last;
    }

    /// The value, if it is whole.
    pub(crate) fn value(&self) -> Option<Value> {
        let mut parts = self.parts.iter();
        let value = value(parts.next()?, &mut parts)?;
        assert_eq!(parts.next(), None);
        Some(value)
    }
}

fn value<'p>(first: &'p Part, parts: &mut impl Iterator<Item = &'p Part>) -> Option<Value> {
    Some(match first {
        Part::Null => Value::Null,
        Part::Bool(value) => (*value).into(),
        Part::Number(text, true) => super::number(text),
        Part::String(text, true) => text.as_str().into(),
        Part::BeginArray => {
            let mut elements = Vec::new();
            loop {
                match parts.next()? {
                    Part::EndArray => break elements.into(),
                    first => elements.push(value(first, parts)?),
                }
            }
        }
        Part::BeginObject => {
            let mut members = Map::new();
            loop {
                match parts.next()? {
                    Part::EndObject => break members.into(),
                    Part::Key(key, true) => {
                        members.insert(key.clone(), value(parts.next()?, parts)?);
                    }
                    _ => return None,
                }
            }
        }
        _ => return None,
    })
}
