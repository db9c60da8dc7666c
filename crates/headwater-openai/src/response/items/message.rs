//! What the model says and thinks.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use crate::object::object;
use crate::response::{ContentPart, ItemStatus, MessagePhase, Role};

object! {
    /// What the model says.
    pub struct Message<'a> {
        /// The id of the item.
        optional id: Cow<'a, str> = "id",
        /// How far it has come.
        optional status: ItemStatus<'a> = "status",
        /// The model.
        optional role: Role<'a> = "role",
        /// What the message is for.
        optional phase: MessagePhase<'a> = "phase",
        /// Texts and refusals.
        optional content: Vec<ContentPart<'a>> = "content",
    }
}

object! {
    /// What the model thinks.
    pub struct ReasoningItem<'a> {
        /// The id of the item.
        optional id: Cow<'a, str> = "id",
        /// How far it has come.
        optional status: ItemStatus<'a> = "status",
        /// Summaries of the reasoning.
        optional summary: Vec<ContentPart<'a>> = "summary",
        /// The reasoning itself, which open models show.
        optional content: Vec<ContentPart<'a>> = "content",
        /// The reasoning for the server alone. Send back that of `response.output_item.done`.
        optional encrypted_content: Cow<'a, str> = "encrypted_content",
    }
}
