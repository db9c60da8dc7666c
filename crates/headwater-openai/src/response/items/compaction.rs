//! A conversation made shorter.

use alloc::borrow::Cow;

use crate::object::object;

object! {
    /// What stands for the conversation so far.
    pub struct Compaction<'a> {
        /// The id of the item.
        optional id: Cow<'a, str> = "id",
        /// The conversation, for the server alone. Send back that of `response.output_item.done`.
        optional encrypted_content: Cow<'a, str> = "encrypted_content",
        /// Who made the item.
        optional created_by: Cow<'a, str> = "created_by",
    }
}
