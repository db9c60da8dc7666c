//! Calls of functions.

use alloc::borrow::Cow;

use crate::object::{object, text_or_json};
use crate::response::{Caller, FunctionOutput, ItemStatus};

object! {
    /// A call of a function.
    pub struct FunctionCall<'a> {
        /// The id of the item.
        optional id: Cow<'a, str> = "id",
        /// The id that the answer to the call gives.
        optional call_id: Cow<'a, str> = "call_id",
        /// How far it has come.
        optional status: ItemStatus<'a> = "status",
        /// The name of the function.
        optional name: Cow<'a, str> = "name",
        /// The namespace of the function.
        optional namespace: Cow<'a, str> = "namespace",
        /// The arguments in JSON, cut short where the response was.
        optional arguments: Cow<'a, str> = "arguments" by text_or_json,
        /// Who makes the call.
        optional caller: Caller<'a> = "caller",
        /// Whether the model goes on without the answer.
        optional is_async: bool = "async",
    }
}

object! {
    /// What a function gave back.
    pub struct FunctionCallOutput<'a> {
        /// The id of the item.
        optional id: Cow<'a, str> = "id",
        /// The id of the call.
        optional call_id: Cow<'a, str> = "call_id",
        /// How far it has come.
        optional status: ItemStatus<'a> = "status",
        /// The name of the function.
        optional name: Cow<'a, str> = "name",
        /// The namespace of the function.
        optional namespace: Cow<'a, str> = "namespace",
        /// What the function gave back.
        optional output: FunctionOutput<'a> = "output",
        /// Who made the call.
        optional caller: Caller<'a> = "caller",
        /// Who made the item.
        optional created_by: Cow<'a, str> = "created_by",
    }
}
