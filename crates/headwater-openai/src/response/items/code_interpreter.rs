//! The code interpreter.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use crate::object::{object, tagged};
use crate::response::ItemStatus;

object! {
    /// Code that runs, and what comes of it.
    pub struct CodeInterpreterCall<'a> {
        /// The id of the item.
        optional id: Cow<'a, str> = "id",
        /// How far it has come.
        optional status: ItemStatus<'a> = "status",
        /// The container that it runs in.
        optional container_id: Cow<'a, str> = "container_id",
        /// The code.
        optional code: Cow<'a, str> = "code",
        /// What came of it, where the request asked for that.
        optional outputs: Vec<CodeInterpreterOutput<'a>> = "outputs",
    }
}

tagged! {
    /// Something that came of code.
    pub enum CodeInterpreterOutput<'a> {
        /// What it printed.
        Logs(CodeInterpreterLogs<'a>) = "logs",
        /// An image that it made.
        Image(CodeInterpreterImage<'a>) = "image",
    }
}

object! {
    /// What code printed.
    pub struct CodeInterpreterLogs<'a> {
        /// The text.
        optional logs: Cow<'a, str> = "logs",
    }
}

object! {
    /// An image that code made.
    pub struct CodeInterpreterImage<'a> {
        /// Where the image is.
        optional url: Cow<'a, str> = "url",
    }
}
