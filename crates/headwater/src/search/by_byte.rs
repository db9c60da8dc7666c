//! The search of builds without `alloc`, in a few bytes of code.

use super::{CR, LF};

/// Where the first CR or LF stands.
pub(crate) fn line_end(bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|&byte| byte == LF || byte == CR)
}
