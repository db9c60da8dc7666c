//! Calls of custom tools.

use alloc::borrow::Cow;

use crate::object::{object, text_or_json};
use crate::response::{Caller, FunctionOutput, ItemStatus};

object! {
    /// A call of a custom tool.
    pub struct CustomToolCall<'a> {
        /// The id of the item.
        optional id: Cow<'a, str> = "id",
        /// The id that the answer to the call gives.
        optional call_id: Cow<'a, str> = "call_id",
        /// How far it has come. Not published.
        optional status: ItemStatus<'a> = "status",
        /// The name of the tool.
        optional name: Cow<'a, str> = "name",
        /// The namespace of the tool.
        optional namespace: Cow<'a, str> = "namespace",
        /// The input, of whatever form the tool asks for.
        optional input: Cow<'a, str> = "input" by text_or_json,
        /// Who makes the call.
        optional caller: Caller<'a> = "caller",
        /// Whether the model goes on without the answer.
        optional is_async: bool = "async",
    }
}

object! {
    /// What a custom tool gave back.
    pub struct CustomToolCallOutput<'a> {
        /// The id of the item.
        optional id: Cow<'a, str> = "id",
        /// The id of the call.
        optional call_id: Cow<'a, str> = "call_id",
        /// How far it has come.
        optional status: ItemStatus<'a> = "status",
        /// What the tool gave back.
        optional output: FunctionOutput<'a> = "output",
        /// Who made the call.
        optional caller: Caller<'a> = "caller",
        /// Who made the item.
        optional created_by: Cow<'a, str> = "created_by",
    }
}
