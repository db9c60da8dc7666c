//! Items and their content parts.

use alloc::boxed::Box;

use super::events;
use crate::response::{ContentPart, OutputItem};

events! {
    /// An item began; most of it is still to come.
    pub struct OutputItemAdded<'a> in output {
        /// The item.
        optional item: Box<OutputItem<'a>> = "item",
    }

    /// An item is whole.
    pub struct OutputItemDone<'a> in output {
        /// The item: it goes before what was gathered of it.
        optional item: Box<OutputItem<'a>> = "item",
    }

    /// A content part began; its text is still to come.
    pub struct ContentPartAdded<'a> in content {
        /// The part.
        required part: ContentPart<'a> = "part",
    }

    /// A content part is whole.
    pub struct ContentPartDone<'a> in content {
        /// The part: it goes before what was gathered of it.
        required part: ContentPart<'a> = "part",
    }

    /// The conversation is being made shorter.
    pub struct CompactionCompacting<'a> in item {}
}
