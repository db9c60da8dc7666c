//! The older shell, which runs at the caller's.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;

use headwater_json::JsonText;

use crate::object::object;
use crate::response::ItemStatus;

object! {
    /// A command for the caller's shell.
    pub struct LocalShellCall<'a> {
        /// The id of the item.
        optional id: Cow<'a, str> = "id",
        /// The id that the answer to the call gives.
        optional call_id: Cow<'a, str> = "call_id",
        /// How far it has come.
        optional status: ItemStatus<'a> = "status",
        /// The command.
        optional action: Box<LocalShellAction<'a>> = "action",
    }
}

object! {
    /// A command, and how to run it.
    pub struct LocalShellAction<'a> {
        /// `exec`.
        optional kind: Cow<'a, str> = "type",
        /// The program and its arguments.
        optional command: Vec<Cow<'a, str>> = "command",
        /// The environment variables to set: a map of strings.
        optional env: JsonText<'a> = "env",
        /// For how many milliseconds it may run.
        optional timeout_ms: u64 = "timeout_ms",
        /// The user to run it as.
        optional user: Cow<'a, str> = "user",
        /// The folder to run it in.
        optional working_directory: Cow<'a, str> = "working_directory",
    }
}

object! {
    /// What came of a command in the caller's shell.
    pub struct LocalShellCallOutput<'a> {
        /// The id of the call.
        optional id: Cow<'a, str> = "id",
        /// How far it has come.
        optional status: ItemStatus<'a> = "status",
        /// What came of it, as a JSON text.
        optional output: Cow<'a, str> = "output",
    }
}
