//! Searches for tools.

use alloc::borrow::Cow;

use headwater_json::JsonText;

use crate::object::{object, open_string};
use crate::response::{ItemStatus, Role};

open_string! {
    /// Who runs a search for tools.
    pub enum ToolExecution<'a> {
        /// The server.
        Server = "server",
        /// The caller.
        Client = "client",
    }
}

object! {
    /// A search for tools.
    pub struct ToolSearchCall<'a> {
        /// The id of the item.
        optional id: Cow<'a, str> = "id",
        /// The id that the answer to the call gives.
        optional call_id: Cow<'a, str> = "call_id",
        /// How far it has come.
        optional status: ItemStatus<'a> = "status",
        /// Who runs it.
        optional execution: ToolExecution<'a> = "execution",
        /// What is searched for, of whatever form.
        optional arguments: JsonText<'a> = "arguments",
        /// Who made the item.
        optional created_by: Cow<'a, str> = "created_by",
    }
}

object! {
    /// What a search for tools found.
    pub struct ToolSearchOutput<'a> {
        /// The id of the item.
        optional id: Cow<'a, str> = "id",
        /// The id of the call.
        optional call_id: Cow<'a, str> = "call_id",
        /// How far it has come.
        optional status: ItemStatus<'a> = "status",
        /// Who ran it.
        optional execution: ToolExecution<'a> = "execution",
        /// The tools that were found.
        optional tools: JsonText<'a> = "tools",
        /// Who made the item.
        optional created_by: Cow<'a, str> = "created_by",
    }
}

object! {
    /// Tools that the model may use from here on.
    pub struct AdditionalTools<'a> {
        /// The id of the item.
        optional id: Cow<'a, str> = "id",
        /// Who gives them.
        optional role: Role<'a> = "role",
        /// The tools.
        optional tools: JsonText<'a> = "tools",
    }
}
