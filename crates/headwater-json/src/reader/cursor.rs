//! Where the reader stands, and the way on. `None` means that the text is not as the grammar has
//! it, and [`Cursor::fail`] then finds out why.

use crate::{
    error::{ErrorKind, JsonError},
    nesting::{MAX_DEPTH, Nesting},
    raw::RawJson,
    scan,
    string::JsonStr,
    tokenizer::Tokenizer,
};

#[derive(Clone)]
pub(crate) struct Cursor<'a> {
    text: &'a str,
    rest: &'a str,
    nesting: Nesting,
    expects: Expects,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Expects {
    Value,
    /// The first member or element of a container, or its end.
    First,
    /// Or the end of the text, outside of any container.
    CommaOrEnd,
}

impl<'a> Cursor<'a> {
    #[inline(always)]
    pub(crate) const fn new(text: &'a str) -> Self {
        let expects = Expects::Value;
        Self { text, rest: text, nesting: Nesting::new(), expects }
    }

    pub(crate) const fn text(&self) -> &'a str {
        self.text
    }

    /// The first byte of the value that stands next.
    #[inline(always)]
    pub(crate) fn begin_value(&mut self) -> Option<u8> {
        if self.expects != Expects::Value {
            return None;
        }
        self.rest = scan::after_whitespace(self.rest);
        first(self.rest)
    }

    /// The value that stands next and begins with this byte, as it is written.
    #[inline(always)]
    pub(crate) fn raw(&mut self, first: u8) -> Option<RawJson<'a>> {
        let start = self.rest;
        let (rest, is_escaped) = match first {
            b'"' => {
                let (text, rest) = scan::string(start)?;
                (rest, text.as_plain().is_none())
            }
            b'{' | b'[' => (self.after_container()?, false),
            _ => (scan::after_scalar(start)?, false),
        };
        self.value_ended(rest);
        Some(RawJson::new(start.get(..start.len().checked_sub(rest.len())?)?, is_escaped))
    }

    /// The string that stands next.
    #[inline(always)]
    pub(crate) fn string(&mut self) -> Option<JsonStr<'a>> {
        let (text, rest) = scan::string(self.rest)?;
        self.value_ended(rest);
        Some(text)
    }

    /// The number that stands next, if it is short and one without sign, fraction and exponent.
    #[inline(always)]
    pub(crate) fn short_natural(&mut self) -> Option<u64> {
        let (number, rest) = scan::short_natural(self.rest)?;
        self.value_ended(rest);
        Some(number)
    }

    /// Goes into the container that stands next; answers how deep that is.
    #[inline(always)]
    pub(crate) fn open(&mut self, is_object: bool) -> Option<u8> {
        let rest = self.rest.get(1..)?;
        self.nesting.open(is_object, MAX_DEPTH)?;
        self.rest = rest;
        self.expects = Expects::First;
        Some(self.nesting.depth())
    }

    /// The key of the next member of the object at this depth, and the first byte of its value;
    /// nothing after the last.
    #[inline(always)]
    pub(crate) fn next_member(&mut self, depth: u8) -> Option<Option<(JsonStr<'a>, u8)>> {
        let Some(rest) = self.next_in(depth)? else { return Some(None) };
        let (key, rest) = scan::key(rest)?;
        let first = first(rest)?;
        self.rest = rest;
        self.expects = Expects::Value;
        Some(Some((key, first)))
    }

    /// The string with this key in the object at this depth, whose members begin here, and whether
    /// it is the first of them.
    #[inline(always)]
    pub(crate) fn tag(&mut self, depth: u8, key: &str) -> Option<(JsonStr<'a>, bool)> {
        let (name, first) = self.next_member(depth)??;
        if name == *key && first == b'"' {
            return Some((self.string()?, true));
        }
        Some((self.later_tag(depth, key, (name, first))?, false))
    }

    #[inline(never)]
    fn later_tag(
        &mut self,
        depth: u8,
        key: &str,
        mut member: (JsonStr<'a>, u8),
    ) -> Option<JsonStr<'a>> {
        while member.0 != *key {
            member = self.next_member(depth)??;
        }
        if member.1 == b'"' { self.string() } else { None }
    }

    /// The first byte of the next element of the array at this depth; nothing after the last.
    #[inline(always)]
    pub(crate) fn next_element(&mut self, depth: u8) -> Option<Option<u8>> {
        let Some(rest) = self.next_in(depth)? else { return Some(None) };
        let first = first(rest)?;
        self.rest = rest;
        self.expects = Expects::Value;
        Some(Some(first))
    }

    /// Where the next member or element begins of the container at this depth, past what is left
    /// of the one before; nothing after the last.
    #[inline(always)]
    fn next_in(&mut self, depth: u8) -> Option<Option<&'a str>> {
        if self.nesting.depth() == depth {
            if self.expects == Expects::First && matches!(first(self.rest), Some(b'"' | b'{')) {
                return Some(Some(self.rest));
            }
            if self.expects == Expects::Value {
                if let Some(rest) = scan::after_scalar(self.rest) {
                    self.value_ended(rest);
                }
            }
            if self.expects == Expects::CommaOrEnd {
                if let Some(rest) = self.rest.strip_prefix(",") {
                    return Some(Some(scan::after_whitespace(rest)));
                }
            }
        }
        self.next_in_any_way(depth)
    }

    #[inline(never)]
    fn next_in_any_way(&mut self, depth: u8) -> Option<Option<&'a str>> {
        if self.expects == Expects::Value || self.nesting.depth() > depth {
            self.skip_to(depth)?;
        }
        if self.nesting.depth() < depth { Some(None) } else { self.next_or_close() }
    }

    /// Where the next member or element begins; nothing where the container ends, which is then
    /// left.
    #[inline(always)]
    fn next_or_close(&mut self) -> Option<Option<&'a str>> {
        let rest = scan::after_whitespace(self.rest);
        let end = if self.nesting.is_in_object() { "}" } else { "]" };
        if let Some(rest) = rest.strip_prefix(end) {
            self.nesting.close();
            self.value_ended(rest);
            return Some(None);
        }
        if self.expects == Expects::First {
            return Some(Some(rest));
        }
        Some(Some(scan::after_whitespace(rest.strip_prefix(",")?)))
    }

    /// Passes all that is left in containers deeper than `depth`, and the value that stands next.
    #[inline(never)]
    fn skip_to(&mut self, depth: u8) -> Option<()> {
        loop {
            if self.expects == Expects::Value {
                match first(self.rest) {
                    Some(first @ (b'{' | b'[')) => drop(self.open(first == b'{')?),
                    _ => self.value_ended(scan::after_scalar(self.rest)?),
                }
            }
            if self.is_between(depth) {
                return Some(());
            }
            let is_in_object = self.nesting.is_in_object();
            if let Some(rest) = self.next_or_close()? {
                self.rest = if is_in_object { scan::key(rest)?.1 } else { rest };
                self.expects = Expects::Value;
            }
        }
    }

    /// What follows the container that stands next.
    #[inline(always)]
    fn after_container(&mut self) -> Option<&'a str> {
        if let Some(rest) = self.rest.strip_prefix("[]") {
            return Some(rest);
        }
        self.skip_to(self.nesting.depth())?;
        Some(self.rest)
    }

    /// Whether a comma stands next in the container at this depth, or its end.
    #[inline(always)]
    fn is_between(&self, depth: u8) -> bool {
        self.expects == Expects::CommaOrEnd && self.nesting.depth() == depth
    }

    #[inline(always)]
    fn value_ended(&mut self, rest: &'a str) {
        self.rest = rest;
        self.expects = Expects::CommaOrEnd;
    }

    #[inline(always)]
    pub(crate) fn finish(&mut self) -> Option<()> {
        if !self.is_between(0) {
            self.begin_value();
            self.skip_to(0)?;
        }
        scan::after_whitespace(self.rest).is_empty().then_some(())
    }

    /// Why there is no way on. Nothing is read any more.
    #[cold]
    #[inline(never)]
    pub(crate) fn fail(&mut self) -> JsonError {
        let offset = self.text.len() - self.rest.len();
        self.rest = "";
        self.expects = Expects::Value;
        let mut input = self.text.as_bytes();
        let mut tokenizer = Tokenizer::new();
        loop {
            match tokenizer.next_token(&mut input) {
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(error) => return error,
            }
        }
        // Where the text is right, a value was asked for when there was none any more.
        match tokenizer.end() {
            Err(error) => error,
            Ok(_) => JsonError::new(ErrorKind::ExpectedValue, offset),
        }
    }
}

#[inline(always)]
fn first(rest: &str) -> Option<u8> {
    rest.as_bytes().first().copied()
}
