//! Patches of files.

use alloc::borrow::Cow;

use crate::object::{object, tagged};
use crate::response::{Caller, ItemStatus};

object! {
    /// A patch for the caller to apply.
    pub struct ApplyPatchCall<'a> {
        /// The id of the item.
        optional id: Cow<'a, str> = "id",
        /// The id that the answer to the call gives.
        optional call_id: Cow<'a, str> = "call_id",
        /// How far it has come.
        optional status: ItemStatus<'a> = "status",
        /// What to do.
        optional operation: PatchOperation<'a> = "operation",
        /// Who makes the call.
        optional caller: Caller<'a> = "caller",
        /// Who made the item.
        optional created_by: Cow<'a, str> = "created_by",
    }
}

tagged! {
    /// What a patch does to a file.
    pub enum PatchOperation<'a> {
        /// It makes one.
        CreateFile(CreateFile<'a>) = "create_file",
        /// It deletes one.
        DeleteFile(DeleteFile<'a>) = "delete_file",
        /// It changes one.
        UpdateFile(UpdateFile<'a>) = "update_file",
    }
}

object! {
    /// Make a file.
    pub struct CreateFile<'a> {
        /// The path of the file.
        optional path: Cow<'a, str> = "path",
        /// What goes into it.
        optional diff: Cow<'a, str> = "diff",
    }
}

object! {
    /// Delete a file.
    pub struct DeleteFile<'a> {
        /// The path of the file.
        optional path: Cow<'a, str> = "path",
    }
}

object! {
    /// Change a file.
    pub struct UpdateFile<'a> {
        /// The path of the file.
        optional path: Cow<'a, str> = "path",
        /// What to change in it.
        optional diff: Cow<'a, str> = "diff",
    }
}

object! {
    /// What came of a patch.
    pub struct ApplyPatchCallOutput<'a> {
        /// The id of the item.
        optional id: Cow<'a, str> = "id",
        /// The id of the call.
        optional call_id: Cow<'a, str> = "call_id",
        /// Whether it was applied.
        optional status: ItemStatus<'a> = "status",
        /// What was said of it.
        optional output: Cow<'a, str> = "output",
        /// Who made the call.
        optional caller: Caller<'a> = "caller",
        /// Who made the item.
        optional created_by: Cow<'a, str> = "created_by",
    }
}
