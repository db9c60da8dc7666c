//! Many bytes at a glance (feature `alloc`), where there is room for the code that takes.

use super::{CR, LF};

const LOW_BITS: u64 = 0x0101_0101_0101_0101;
const HIGH_BITS: u64 = 0x8080_8080_8080_8080;

/// How many bytes a vector instruction takes on the machines that have any.
const LANES: usize = 16;
/// Within so many bytes, two vectors, most short lines end.
const HEAD: usize = 32;
/// How many bytes of a long line are looked at together: four vectors.
const BLOCK: usize = 64;

/// Marks the high bit of bytes of `word` that equal `byte`. Above the lowest mark there may be
/// false ones (a borrow runs up), below it never.
#[inline(always)]
const fn marks(word: u64, byte: u8) -> u64 {
    let zero_where_equal = word ^ (LOW_BITS * byte as u64);
    zero_where_equal.wrapping_sub(LOW_BITS) & !zero_where_equal & HIGH_BITS
}

/// Whether a word of bytes holds a CR or an LF.
#[inline(always)]
pub(crate) const fn holds_line_end(word: u64) -> bool {
    low_bytes(word) != 0 && marks(word, LF) | marks(word, CR) != 0
}

/// Marks the high bit of bytes no greater than CR, as exact as `marks`: of such bytes, text
/// holds few besides line ends.
#[inline(always)]
const fn low_bytes(word: u64) -> u64 {
    word.wrapping_sub(LOW_BITS * (CR as u64 + 1)) & !word & HIGH_BITS
}

/// Where the first CR or LF stands in a word of bytes.
#[inline(always)]
pub(crate) const fn line_end_in_word(word: u64) -> Option<usize> {
    let low = low_bytes(word);
    if low == 0 {
        return None;
    }
    let at = low.trailing_zeros() / 8;
    let byte = (word >> (8 * at)) as u8;
    if byte == LF || byte == CR { Some(at as usize) } else { line_end_among_low_bytes(word) }
}

#[cold]
const fn line_end_among_low_bytes(word: u64) -> Option<usize> {
    let found = marks(word, LF) | marks(word, CR);
    if found == 0 { None } else { Some((found.trailing_zeros() / 8) as usize) }
}

/// Where the first CR or LF stands: seldom in the first bytes, as a rule further off than is
/// worth a look.
#[inline(always)]
pub(crate) fn line_end_seldom_near(bytes: &[u8]) -> Option<usize> {
    let Some((head, tail)) = bytes.split_first_chunk::<8>() else { return line_end(bytes) };
    if let Some(at) = line_end_in_word(u64::from_le_bytes(*head)) {
        return Some(at);
    }
    line_end_far(tail).map(|at| at + 8)
}

/// The same out of line.
#[inline(never)]
fn line_end_far(bytes: &[u8]) -> Option<usize> {
    line_end(bytes)
}

/// Where the first CR or LF stands.
#[inline(always)]
pub(crate) fn line_end(bytes: &[u8]) -> Option<usize> {
    let Some(last) = bytes.last_chunk::<BLOCK>() else { return line_end_in_lanes(bytes) };
    let mut rest = bytes;
    while let Some((block, tail)) = rest.split_first_chunk::<BLOCK>() {
        if let Some(at) = line_end_in_block(block) {
            return Some(bytes.len() - rest.len() + at);
        }
        rest = tail;
    }
    if rest.is_empty() {
        return None;
    }
    // What of it was searched before holds none.
    Some(bytes.len() - BLOCK + line_end_in_block(last)?)
}

#[inline(always)]
fn line_end_in_block(block: &[u8; BLOCK]) -> Option<usize> {
    let mut least_of_all = [u8::MAX; LANES];
    for lanes in block.chunks_exact(LANES) {
        for (least, &byte) in least_of_all.iter_mut().zip(lanes) {
            *least = byte.min(*least);
        }
    }
    if least_of_all.iter().all(|&byte| byte > CR) {
        return None;
    }
    line_end_in_words(block)
}

/// Where the first CR or LF stands: as a rule within a few words.
#[inline(always)]
pub(crate) fn line_end_near(bytes: &[u8]) -> Option<usize> {
    let Some((head, tail)) = bytes.split_first_chunk::<HEAD>() else {
        return line_end_in_words(bytes);
    };
    match line_end_in_words(head) {
        None => line_end_far(tail).map(|at| at + HEAD),
        near => near,
    }
}

#[inline(always)]
fn line_end_in_words(bytes: &[u8]) -> Option<usize> {
    let mut rest = bytes;
    while let Some((word, tail)) = rest.split_first_chunk::<8>() {
        if let Some(at) = line_end_in_word(u64::from_le_bytes(*word)) {
            return Some(bytes.len() - rest.len() + at);
        }
        rest = tail;
    }
    Some(bytes.len() - rest.len() + line_end_in_word(few_bytes(rest)?)?)
}

/// Up to eight bytes in a word, the first in the lowest place, 0xff behind the last.
#[inline(always)]
pub(crate) fn few_bytes(bytes: &[u8]) -> Option<u64> {
    if bytes.len() >= 4 {
        return four_to_eight_bytes(bytes);
    }
    let at = |index: usize| u64::from(bytes.get(index).copied().unwrap_or(u8::MAX));
    Some(at(0) | at(1) << 8 | at(2) << 16 | !0xff_ffff)
}

/// The same, for more than three.
#[inline(always)]
pub(crate) fn four_to_eight_bytes(bytes: &[u8]) -> Option<u64> {
    let (first, last) = (bytes.first_chunk::<4>()?, bytes.last_chunk::<4>()?);
    let shift = 8 * (bytes.len() - 4);
    if shift > 32 {
        return None;
    }
    let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
    // Bits that are shifted out lie in `first` too.
    let word = u64::from(first) | u64::from(last) << shift;
    Some(word | !(u64::MAX >> (32 - shift)))
}

/// A word without its first bytes, 0xff behind the last; of eight bytes it is left as it is.
#[inline(always)]
pub(crate) const fn without_first(word: u64, bytes: usize) -> u64 {
    !(!word).wrapping_shr(8 * bytes as u32)
}

#[inline(always)]
fn line_end_in_lanes(bytes: &[u8]) -> Option<usize> {
    let mut rest = bytes;
    while let Some((lanes, tail)) = rest.split_first_chunk::<LANES>() {
        if may_hold_line_end(lanes) {
            if let Some(at) = line_end_in_words(lanes) {
                return Some(bytes.len() - rest.len() + at);
            }
        }
        rest = tail;
    }
    Some(bytes.len() - rest.len() + line_end_in_words(rest)?)
}

/// Whether a byte is no greater than CR: of such bytes, text holds few besides line ends. It
/// takes a vector instruction or two for each [`LANES`] bytes.
#[inline(always)]
fn may_hold_line_end(bytes: &[u8]) -> bool {
    let Some(last) = bytes.last_chunk::<LANES>() else {
        return line_end_in_words(bytes).is_some();
    };
    let mut least = *last;
    let mut rest = bytes;
    while let Some((block, tail)) = rest.split_first_chunk::<LANES>() {
        for (least, &byte) in least.iter_mut().zip(block) {
            *least = byte.min(*least);
        }
        rest = tail;
    }
    least.iter().any(|&byte| byte <= CR)
}

#[cfg(test)]
mod tests {
    use super::{CR, LANES, low_bytes, may_hold_line_end};

    /// No answer tells: what is held for low is looked at once more.
    #[test]
    fn bytes_above_cr_are_passed_over() {
        for byte in 0..=u8::MAX {
            for place in 0..8 {
                let mut word = [b'x'; 8];
                word[place] = byte;
                let mark = if byte <= CR { 0x80 << (8 * place) } else { 0 };
                assert_eq!(low_bytes(u64::from_le_bytes(word)), mark, "{byte} at {place}");
            }
            for place in 0..3 * LANES {
                let mut bytes = [b'x'; 3 * LANES];
                bytes[place] = byte;
                assert_eq!(may_hold_line_end(&bytes), byte <= CR, "{byte} at {place}");
            }
        }
    }
}
