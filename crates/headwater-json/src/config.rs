//! What can be set.

use crate::nesting::MAX_DEPTH;

/// What can be set of a [`Tokenizer`](crate::Tokenizer) and of what is built on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Config {
    pub(crate) max_depth: u8,
    pub(crate) lone_surrogates: LoneSurrogates,
}

impl Config {
    /// How deep containers may stand in each other: [`MAX_DEPTH`] by default and at most.
    #[must_use]
    pub const fn max_depth(mut self, depth: u8) -> Self {
        self.max_depth = if depth < MAX_DEPTH { depth } else { MAX_DEPTH };
        self
    }

    /// What becomes of a surrogate escape without its other half.
    #[must_use]
    pub const fn lone_surrogates(mut self, lone_surrogates: LoneSurrogates) -> Self {
        self.lone_surrogates = lone_surrogates;
        self
    }

    pub(crate) const fn new() -> Self {
        Self { max_depth: MAX_DEPTH, lone_surrogates: LoneSurrogates::Replace }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self::new()
    }
}

/// What becomes of a surrogate escape without its other half, such as `"\ud83d"`.
///
/// The grammar allows it ([RFC 8259], section 8.2) and leaves open what it means. Servers that cut
/// text by UTF-16 units do send it, and a model's answer should not fail for half an emoji.
///
/// [RFC 8259]: https://www.rfc-editor.org/rfc/rfc8259
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LoneSurrogates {
    /// It becomes U+FFFD.
    #[default]
    Replace,
    /// It is an error, as it is where `serde_json` reads a `String`.
    Refuse,
}
