//! What the last bytes of an input say about how it is used.
//!
//! They stand at the end so that most of an input is what it looks like, and what a fuzzer inserts
//! there does not change their meaning.

use core::fmt::Debug;

/// Takes the controls off. An input too short to have any is used as it stands, all of them 0.
pub(crate) fn split_off<const N: usize>(input: &[u8]) -> (&[u8], [u8; N]) {
    input.split_last_chunk().map_or((input, [0; N]), |(rest, controls)| (rest, *controls))
}

/// Cuts the input into chunks of these sizes, over and over. 0 is an empty chunk, 255 all that is
/// left; where every size is 0, the whole is one chunk.
pub(crate) fn cut<'i>(mut input: &'i [u8], sizes: &[u8]) -> Vec<&'i [u8]> {
    if sizes.iter().all(|&size| size == 0) {
        return vec![input];
    }
    let mut chunks = Vec::new();
    for &size in sizes.iter().cycle() {
        if input.is_empty() && size != 0 {
            break;
        }
        let len = if size == u8::MAX { input.len() } else { input.len().min(size.into()) };
        let (chunk, rest) = input.split_at(len);
        chunks.push(chunk);
        input = rest;
    }
    chunks
}

/// Shown where an invariant is broken.
pub(crate) struct Shown<T: Debug>(pub(crate) T);

impl<T: Debug> Drop for Shown<T> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("  {:?}", self.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{cut, split_off};

    #[test]
    fn controls_stand_at_the_end() {
        assert_eq!(split_off(b"data: a\x01\x02"), (&b"data: a"[..], [1, 2]));
        assert_eq!(split_off(b"d"), (&b"d"[..], [0, 0]));
    }

    #[test]
    fn sizes_are_taken_in_turn() {
        let cut = |input: &str, sizes: &[u8]| -> Vec<String> {
            let chunks = cut(input.as_bytes(), sizes);
            chunks.iter().map(|chunk| chunk.escape_ascii().to_string()).collect()
        };
        assert_eq!(cut("abcdef", &[1, 2]), ["a", "bc", "d", "ef"]);
        assert_eq!(cut("abcd", &[0, 3]), ["", "abc", "", "d", ""]);
        assert_eq!(cut("abcd", &[1, 255]), ["a", "bcd"]);
        assert_eq!(cut("abcd", &[0, 0]), ["abcd"]);
        assert_eq!(cut("", &[1]), [""; 0]);
        assert_eq!(cut("", &[0, 1]), [""]);
    }
}
