//! The search for the end of a line.

use memchr::memchr2;

pub(crate) const LF: u8 = b'\n';
pub(crate) const CR: u8 = b'\r';

const LOW_BITS: u64 = 0x0101_0101_0101_0101;
const HIGH_BITS: u64 = 0x8080_8080_8080_8080;

/// Marks the high bit of bytes of `word` that equal `byte`. Above the lowest mark there may be
/// false ones (a borrow runs up), below it never.
#[inline(always)]
const fn marks(word: u64, byte: u8) -> u64 {
    let zero_where_equal = word ^ (LOW_BITS * byte as u64);
    zero_where_equal.wrapping_sub(LOW_BITS) & !zero_where_equal & HIGH_BITS
}

/// Where the first CR or LF stands.
///
/// The first eight bytes are looked at in one word: a call of `memchr2` costs more than a short
/// line does.
#[inline(always)]
pub(crate) fn line_end(bytes: &[u8]) -> Option<usize> {
    let Some((head, tail)) = bytes.split_first_chunk::<8>() else {
        return bytes.iter().position(|&byte| byte == LF || byte == CR);
    };
    let word = u64::from_le_bytes(*head);
    let found = marks(word, LF) | marks(word, CR);
    if found != 0 {
        return Some((found.trailing_zeros() / 8) as usize);
    }
    memchr2(LF, CR, tail).map(|at| at + 8)
}

/// Whether a word of bytes holds a CR or an LF.
#[cfg(feature = "alloc")]
#[inline(always)]
pub(crate) const fn holds_line_end(word: u64) -> bool {
    marks(word, LF) | marks(word, CR) != 0
}

/// Up to eight bytes in a word, the first in the lowest place, zeros behind the last.
#[cfg(feature = "alloc")]
#[inline(always)]
pub(crate) fn few_bytes(bytes: &[u8]) -> Option<u64> {
    if let Some(first) = bytes.first_chunk::<4>() {
        let last = bytes.last_chunk::<4>().unwrap_or(first);
        if bytes.len() > 8 {
            return None;
        }
        let shift = 8 * (bytes.len() - 4);
        return Some(
            u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << shift,
        );
    }
    let mut word = 0;
    for &byte in bytes.iter().rev() {
        word = word << 8 | u64::from(byte);
    }
    Some(word)
}

/// Whether at least eight bytes hold one that is no greater than CR. It takes a few vector
/// instructions, and is seldom wrong: of such bytes, text holds few besides line ends.
#[cfg(feature = "alloc")]
#[inline(always)]
pub(crate) fn may_hold_line_end(bytes: &[u8]) -> bool {
    const LANES: usize = 16;
    fn least_of<const N: usize>(least: [u8; N], other: &[u8; N]) -> [u8; N] {
        let mut least = least;
        for (least, &byte) in least.iter_mut().zip(other) {
            *least = byte.min(*least);
        }
        least
    }
    let Some(last) = bytes.last_chunk::<LANES>() else {
        let mut ends = [u8::MAX; 8];
        for end in [bytes.first_chunk(), bytes.last_chunk()].into_iter().flatten() {
            ends = least_of(ends, end);
        }
        return ends.iter().any(|&byte| byte <= CR);
    };
    let mut least = *last;
    let mut rest = bytes;
    while let Some((block, tail)) = rest.split_first_chunk::<LANES>() {
        least = least_of(least, block);
        rest = tail;
    }
    least.iter().any(|&byte| byte <= CR)
}

#[cfg(test)]
mod tests {
    use super::line_end;

    #[test]
    fn agrees_with_a_search_by_the_byte() {
        let interesting = [b'\n', b'\r', 0x0b, 0x0c, 0x09, 0x0e, 0x00, 0x8a, 0x8d, 0xff, b'x'];
        for len in 0..20 {
            for at in 0..len {
                for first in interesting {
                    for second in interesting {
                        let mut bytes = [b'x'; 20];
                        bytes[at] = first;
                        bytes[(at + 1) % 20] = second;
                        let expected =
                            bytes[..len].iter().position(|byte| matches!(byte, b'\n' | b'\r'));
                        assert_eq!(line_end(&bytes[..len]), expected, "{:?}", &bytes[..len]);
                    }
                }
            }
        }
    }
}
