//! The shell, in a container or at the caller's.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::object::{Number, object, open_string, tagged};
use crate::response::{Caller, ItemStatus};

object! {
    /// Commands for a shell.
    pub struct ShellCall<'a> {
        /// The id of the item.
        optional id: Cow<'a, str> = "id",
        /// The id that the answer to the call gives.
        optional call_id: Cow<'a, str> = "call_id",
        /// How far it has come.
        optional status: ItemStatus<'a> = "status",
        /// The commands.
        optional action: Box<ShellAction<'a>> = "action",
        /// Where they run.
        optional environment: ShellEnvironment<'a> = "environment",
        /// Who makes the call.
        optional caller: Caller<'a> = "caller",
        /// Who made the item.
        optional created_by: Cow<'a, str> = "created_by",
    }
}

object! {
    /// Commands, and how to run them.
    pub struct ShellAction<'a> {
        /// The commands.
        optional commands: Vec<Cow<'a, str>> = "commands",
        /// How much of what they print is wanted, in characters.
        optional max_output_length: u64 = "max_output_length",
        /// For how many milliseconds they may run.
        optional timeout_ms: u64 = "timeout_ms",
    }
}

tagged! {
    /// Where commands run.
    pub enum ShellEnvironment<'a> {
        /// At the caller's.
        Local(LocalEnvironment<'a>) = "local",
        /// In a container of the server.
        Container(ContainerReference<'a>) = "container_reference",
    }
}

object! {
    /// Commands run at the caller's.
    pub struct LocalEnvironment<'a> {}
}

object! {
    /// Commands run in a container of the server.
    pub struct ContainerReference<'a> {
        /// The id of the container.
        optional container_id: Cow<'a, str> = "container_id",
    }
}

object! {
    /// What came of commands.
    pub struct ShellCallOutput<'a> {
        /// The id of the item.
        optional id: Cow<'a, str> = "id",
        /// The id of the call.
        optional call_id: Cow<'a, str> = "call_id",
        /// How far it has come.
        optional status: ItemStatus<'a> = "status",
        /// What came of each.
        optional output: Vec<ShellOutput<'a>> = "output",
        /// How much of what they print was wanted, in characters.
        optional max_output_length: u64 = "max_output_length",
        /// Who made the call.
        optional caller: Caller<'a> = "caller",
        /// Who made the item.
        optional created_by: Cow<'a, str> = "created_by",
    }
}

object! {
    /// What came of a command.
    pub struct ShellOutput<'a> {
        /// What it printed.
        optional stdout: Cow<'a, str> = "stdout",
        /// What it printed as errors.
        optional stderr: Cow<'a, str> = "stderr",
        /// How it ended.
        optional outcome: ShellOutcome<'a> = "outcome",
        /// Who made the output.
        optional created_by: Cow<'a, str> = "created_by",
    }
}

object! {
    /// How a command ended.
    ///
    /// Not a union of two: the server leaves out which of them it is.
    pub struct ShellOutcome<'a> {
        /// Whether it ended or was stopped.
        optional kind: ShellOutcomeKind<'a> = "type",
        /// Its exit code, where it ended.
        optional exit_code: Number<'a> = "exit_code",
    }
}

open_string! {
    /// Whether a command ended or was stopped.
    pub enum ShellOutcomeKind<'a> {
        /// It ended.
        Exit = "exit",
        /// It ran too long and was stopped.
        Timeout = "timeout",
    }
}
