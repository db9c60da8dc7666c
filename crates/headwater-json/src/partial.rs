//! JSON that is still growing.

mod tree;
mod value;

use core::fmt;

use crate::{config::Config, error::JsonError, tokenizer::Tokenizer};
use tree::Tree;

pub use value::{PartialElements, PartialMembers, PartialValue};

/// The value so far of a JSON text that is still being written: the arguments of a tool call, a
/// structured answer.
///
/// It is given the text in pieces cut anywhere, and at any time there is the value that stands in
/// it so far, as if every open string and container were closed here. What cannot be told yet is
/// left out: a key without a value, the beginning of a `true`, of an escape or of a character, a
/// number without a digit. A number that ends in `.` or `e` counts up to there.
///
/// A piece is read once and never again: the work is linear in the text, however many pieces it
/// comes in, and so is the memory.
///
/// ```
/// use headwater_json::PartialJson;
///
/// let mut json = PartialJson::new();
/// json.push(r#"{"city":"Par"#)?;
/// let value = json.value().unwrap();
/// let city = value.get("city").unwrap();
/// assert_eq!(city.as_str(), Some("Par"));
/// assert!(city.is_partial());
/// assert_eq!(value.to_string(), r#"{"city":"Par"}"#);
///
/// json.push(r#"is","days":3}"#)?;
/// assert!(json.is_complete());
/// assert_eq!(json.value().unwrap().get("days").unwrap().as_u64(), Some(3));
/// # Ok::<(), headwater_json::JsonError>(())
/// ```
#[derive(Clone, Default)]
pub struct PartialJson {
    tokenizer: Tokenizer,
    tree: Tree,
}

impl PartialJson {
    /// A text of which nothing came yet.
    #[must_use]
    pub const fn new() -> Self {
        Self::with_config(Config::new())
    }

    /// A text of which nothing came yet.
    #[must_use]
    pub const fn with_config(config: Config) -> Self {
        Self { tokenizer: Tokenizer::with_config(config), tree: Tree::new() }
    }

    /// More of the text.
    ///
    /// # Errors
    /// The text is no JSON. The value stays what it was before the fault; whatever is pushed
    /// further gives the same error.
    pub fn push(&mut self, piece: impl AsRef<[u8]>) -> Result<(), JsonError> {
        let mut input = piece.as_ref();
        loop {
            let progress = self.tokenizer.advance(input);
            let Some(token) = self.tokenizer.token(input) else { return Ok(()) };
            self.tree.take(token?);
            input = input.get(progress.consumed..).unwrap_or_default();
        }
    }

    /// No more comes. A number that is the whole text is complete only now.
    ///
    /// # Errors
    /// The text is no JSON, or was cut. The value stays what it was.
    pub fn end(&mut self) -> Result<(), JsonError> {
        if let Some(token) = self.tokenizer.end()? {
            self.tree.take(token);
        }
        Ok(())
    }

    /// The value so far; `None` while nothing can be told of it.
    #[must_use]
    pub fn value(&self) -> Option<PartialValue<'_>> {
        PartialValue::at(&self.tree, 0)
    }

    /// Whether the value has ended, so that nothing but whitespace may follow.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.tokenizer.is_complete()
    }

    /// Why the text is no JSON, once that is known.
    #[must_use]
    pub const fn error(&self) -> Option<JsonError> {
        self.tokenizer.error()
    }
}

/// Shows sizes, not content.
impl fmt::Debug for PartialJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PartialJson")
            .field("offset", &self.tokenizer.offset())
            .field("is_complete", &self.is_complete())
            .field("error", &self.error())
            .finish_non_exhaustive()
    }
}
