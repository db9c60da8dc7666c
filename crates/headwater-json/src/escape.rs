//! Escapes in strings (RFC 8259, section 7).

/// The length of `\uXXXX`.
pub(crate) const UNIT_LEN: usize = 6;

/// What a backslash and this byte stand for.
pub(crate) const fn short(byte: u8) -> Option<char> {
    Some(match byte {
        b'"' => '"',
        b'\\' => '\\',
        b'/' => '/',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        _ => return None,
    })
}

pub(crate) const fn is_high_surrogate(unit: u16) -> bool {
    matches!(unit, 0xd800..=0xdbff)
}

/// The character of a surrogate pair; `None` if the second is no low surrogate.
pub(crate) const fn pair(high: u16, low: u16) -> Option<char> {
    if !is_high_surrogate(high) || !matches!(low, 0xdc00..=0xdfff) {
        return None;
    }
    char::from_u32(0x1_0000 + ((high as u32 - 0xd800) << 10) + (low as u32 - 0xdc00))
}

/// The first escape of `text`, which stands at its beginning, and how long it is. `None` if
/// there is none.
pub(crate) fn first(text: &[u8]) -> Option<(Decoded, usize)> {
    let [b'\\', byte, ..] = *text else { return None };
    if byte != b'u' {
        return Some((Decoded::Character(short(byte)?), 2));
    }
    let high = unit(text)?;
    if let Some(character) = char::from_u32(high.into()) {
        return Some((Decoded::Character(character), UNIT_LEN));
    }
    let low = text.get(UNIT_LEN..).and_then(unit);
    Some(match low.and_then(|low| pair(high, low)) {
        Some(character) => (Decoded::Character(character), 2 * UNIT_LEN),
        None => (Decoded::LoneSurrogate(high), UNIT_LEN),
    })
}

/// What an escape stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decoded {
    Character(char),
    LoneSurrogate(u16),
}

/// The UTF-16 unit of the `\uXXXX` at the beginning of `text`.
fn unit(text: &[u8]) -> Option<u16> {
    let (escape, _) = text.split_first_chunk::<UNIT_LEN>()?;
    let [b'\\', b'u', digits @ ..] = escape else { return None };
    digits
        .iter()
        .try_fold(0, |unit, &digit| Some(unit << 4 | char::from(digit).to_digit(16)? as u16))
}
