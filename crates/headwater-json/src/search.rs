//! The search for what ends a run of plain text in a string.

const LOW_BITS: u64 = 0x0101_0101_0101_0101;
const HIGH_BITS: u64 = 0x8080_8080_8080_8080;

/// Marks the high bit of bytes of `word` that are a quote, a backslash or a control character.
/// Above the lowest mark there may be false ones (a borrow runs up), below it never.
#[inline(always)]
const fn marks(word: u64) -> u64 {
    // With its second bit turned over a quote follows the control characters, and nothing else
    // comes to stand among them.
    let quotes_and_controls = (word ^ (LOW_BITS * 0x02)).wrapping_sub(LOW_BITS * 0x21);
    let backslashes = (word ^ (LOW_BITS * b'\\' as u64)).wrapping_sub(LOW_BITS);
    (quotes_and_controls | backslashes) & !word & HIGH_BITS
}

/// Whether a string cannot hold this byte as it is.
const fn is_special(byte: u8) -> bool {
    matches!(byte, b'"' | b'\\') || byte < b' '
}

/// How many bytes stand before the first quote, backslash or control character.
#[inline(always)]
pub(crate) fn plain_len(bytes: &[u8]) -> usize {
    let mut rest = bytes;
    while let Some((word, tail)) = rest.split_first_chunk::<8>() {
        let marks = marks(u64::from_le_bytes(*word));
        if marks != 0 {
            return bytes.len() - rest.len() + (marks.trailing_zeros() / 8) as usize;
        }
        rest = tail;
    }
    while let [byte, tail @ ..] = rest {
        if is_special(*byte) {
            break;
        }
        rest = tail;
    }
    bytes.len() - rest.len()
}

#[cfg(test)]
mod tests {
    use super::{is_special, plain_len};

    #[test]
    fn agrees_with_a_search_by_the_byte() {
        let interesting =
            [b'"', b'\\', 0, 0x1f, b' ', b'!', b'#', b'[', b']', 0x7f, 0x80, 0xa2, 0xdc, 0xff];
        for len in 0..40 {
            for at in 0..len {
                for first in interesting {
                    for second in interesting {
                        let mut bytes = [b'x'; 40];
                        bytes[at] = first;
                        bytes[(at + 1) % 40] = second;
                        let bytes = &bytes[..len];
                        let expected = bytes.iter().position(|&byte| is_special(byte));
                        assert_eq!(plain_len(bytes), expected.unwrap_or(len), "{bytes:?}");
                    }
                }
            }
        }
    }
}
