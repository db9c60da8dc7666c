//! The search for the end of a line.

#[cfg(not(feature = "alloc"))]
mod by_byte;
#[cfg(feature = "alloc")]
mod quick;

pub(crate) const LF: u8 = b'\n';
pub(crate) const CR: u8 = b'\r';

#[cfg(not(feature = "alloc"))]
pub(crate) use by_byte::line_end;
#[cfg(feature = "alloc")]
pub(crate) use quick::{
    few_bytes, four_to_eight_bytes, holds_line_end, line_end, line_end_in_word, line_end_near,
    line_end_seldom_near, without_first,
};

#[cfg(test)]
mod tests {
    use super::{CR, LF, line_end};

    const INTERESTING: [u8; 11] =
        [b'\n', b'\r', 0x0b, 0x0c, 0x09, 0x0e, 0x00, 0x8a, 0x8d, 0xff, b'x'];

    /// Every two interesting bytes at every place of a string of every length up to two blocks and more
    /// than the beginning of a third; and such strings of one byte alone.
    fn for_each_string(mut check: impl FnMut(&[u8], Option<usize>)) {
        for len in (0..70).chain([127, 128, 129, 150, 191, 192, 193]) {
            for byte in INTERESTING {
                let expected = (len > 0 && (byte == LF || byte == CR)).then_some(0);
                check(&[byte; 200][..len], expected);
            }
            for at in 0..len {
                for first in INTERESTING {
                    for second in INTERESTING {
                        let mut bytes = [b'x'; 200];
                        bytes[at] = first;
                        bytes[at + 1] = second;
                        let bytes = &bytes[..len];
                        let expected = bytes.iter().position(|&byte| byte == LF || byte == CR);
                        check(bytes, expected);
                    }
                }
            }
        }
    }

    #[test]
    fn agrees_with_a_search_by_the_byte() {
        for_each_string(|bytes, expected| assert_eq!(line_end(bytes), expected, "{bytes:?}"));
    }

    #[cfg(feature = "alloc")]
    #[test]
    fn each_way_to_search_finds_the_same() {
        use super::{
            few_bytes, four_to_eight_bytes, holds_line_end, line_end_in_word, line_end_near,
            line_end_seldom_near, without_first,
        };
        for_each_string(|bytes, expected| {
            assert_eq!(line_end_near(bytes), expected, "{bytes:?}");
            assert_eq!(line_end_seldom_near(bytes), expected, "{bytes:?}");
            if let Some(word) = few_bytes(bytes) {
                assert_eq!(holds_line_end(word), expected.is_some(), "{bytes:?}");
                assert_eq!(line_end_in_word(word), expected, "{bytes:?}");
                if bytes.len() > 3 {
                    assert_eq!(four_to_eight_bytes(bytes), Some(word));
                }
                for first in 0..bytes.len() {
                    assert_eq!(Some(without_first(word, first)), few_bytes(&bytes[first..]));
                }
                let word = word.to_le_bytes();
                let (known, behind) = word.split_at(bytes.len());
                assert_eq!(known, bytes);
                assert!(behind.iter().all(|&byte| byte == 0xff));
            } else {
                assert!(bytes.len() > 8);
            }
        });
    }
}
