//! Quick ways through a text that is there as a whole.
//!
//! They say whether it is as the grammar has it, never what is wrong: that the tokenizer says.

use crate::{search, string::JsonStr};

/// What begins with the first byte that is no whitespace.
#[inline(always)]
pub(crate) fn after_whitespace(rest: &str) -> &str {
    match rest.as_bytes() {
        [byte, ..] if *byte <= b' ' => after_some_whitespace(rest),
        _ => rest,
    }
}

#[inline(never)]
fn after_some_whitespace(rest: &str) -> &str {
    rest.trim_start_matches([' ', '\n', '\r', '\t'])
}

/// The string at the beginning, and what follows it.
#[inline(always)]
pub(crate) fn string(rest: &str) -> Option<(JsonStr<'_>, &str)> {
    let inner = rest.strip_prefix("\"")?;
    let (text, tail) = inner.split_at_checked(search::plain_len(inner.as_bytes()))?;
    match tail.strip_prefix("\"") {
        Some(tail) => Some((JsonStr::new(text, false), tail)),
        None => escaped_string(inner, tail),
    }
}

/// The string whose text `inner` begins with, and whose first escape `escape` does.
#[inline(never)]
pub(crate) fn escaped_string<'a>(
    inner: &'a str,
    escape: &'a str,
) -> Option<(JsonStr<'a>, &'a str)> {
    let mut rest = escape.as_bytes();
    loop {
        match *rest {
            [b'"', ..] => {
                let (text, tail) = inner.split_at_checked(inner.len() - rest.len())?;
                return Some((JsonStr::new(text, true), tail.strip_prefix("\"")?));
            }
            [b'\\', b'u', a, b, c, d, ref tail @ ..] => {
                if ![a, b, c, d].iter().all(u8::is_ascii_hexdigit) {
                    return None;
                }
                rest = tail;
            }
            [b'\\', b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', ref tail @ ..] => {
                rest = tail;
            }
            _ => return None,
        }
        rest = rest.get(search::plain_len(rest)..)?;
    }
}

/// A key and its colon at the beginning, and the value that follows them.
#[inline(always)]
pub(crate) fn key(rest: &str) -> Option<(JsonStr<'_>, &str)> {
    let (key, rest) = string(rest)?;
    let rest = match rest.strip_prefix(":") {
        Some(rest) => rest,
        None => after_whitespace(rest).strip_prefix(":")?,
    };
    Some((key, after_whitespace(rest)))
}

/// What follows a value that is no container, or an empty array.
#[inline(always)]
pub(crate) fn after_scalar(rest: &str) -> Option<&str> {
    match rest.as_bytes() {
        [b'"', ..] => Some(string(rest)?.1),
        [b't', ..] => rest.strip_prefix("true"),
        [b'f', ..] => rest.strip_prefix("false"),
        [b'n', ..] => rest.strip_prefix("null"),
        [b'[', ..] => rest.strip_prefix("[]"),
        _ => after_number(rest),
    }
}

/// What follows a number.
#[inline(always)]
fn after_number(rest: &str) -> Option<&str> {
    match short_natural(rest) {
        Some((_, tail)) => Some(tail),
        None => after_any_number(rest),
    }
}

/// The number at the beginning, and what follows it, if it is what most are: a few digits.
#[inline(always)]
pub(crate) fn short_natural(rest: &str) -> Option<(u64, &str)> {
    let (number, len) = short_natural_of(rest.as_bytes())?;
    Some((number, rest.get(len..)?))
}

/// The same, and its length.
#[inline(always)]
pub(crate) fn short_natural_of(rest: &[u8]) -> Option<(u64, usize)> {
    let (mut number, mut tail) = (0_u64, rest);
    while let [digit @ b'0'..=b'9', behind @ ..] = tail {
        number = number.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
        tail = behind;
    }
    let len = rest.len() - tail.len();
    let begins_well = len == 1 || !matches!(rest, [b'0', ..]);
    if len == 0 || len > MAX_SHORT_NATURAL || !begins_well {
        return None;
    }
    // What follows is no `.` and no `e`.
    matches!(tail, [b',' | b'}' | b']', ..]).then_some((number, len))
}

/// So many digits do not overflow.
const MAX_SHORT_NATURAL: usize = 19;

#[inline(never)]
fn after_any_number(rest: &str) -> Option<&str> {
    let unsigned = rest.strip_prefix("-").unwrap_or(rest).as_bytes();
    let mut tail = match unsigned {
        [b'0', tail @ ..] => tail,
        _ => after_digits(unsigned)?,
    };
    if let [b'.', fraction @ ..] = tail {
        tail = after_digits(fraction)?;
    }
    if let [b'e' | b'E', b'+' | b'-', exponent @ ..] | [b'e' | b'E', exponent @ ..] = tail {
        tail = after_digits(exponent)?;
    }
    rest.get(rest.len() - tail.len()..)
}

/// What follows a digit or more.
fn after_digits(rest: &[u8]) -> Option<&[u8]> {
    let len = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if len > 0 { rest.get(len..) } else { None }
}
