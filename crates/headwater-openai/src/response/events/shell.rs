//! Commands for a shell, and what they print.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::events;
use crate::object::object;
use crate::response::items::ShellOutput;

events! {
    /// A command began.
    pub struct ShellCallCommandAdded<'a> in output {
        /// What of the command is there already.
        required command: Cow<'a, str> = "command",
        /// The position of the command in its item.
        optional command_index: u64 = "command_index",
    }

    /// More of a command.
    pub struct ShellCallCommandDelta<'a> in output {
        /// The text to append.
        required delta: Cow<'a, str> = "delta",
        /// The position of the command in its item.
        optional command_index: u64 = "command_index",
        /// Padding that hides the length.
        optional obfuscation: Cow<'a, str> = "obfuscation",
    }

    /// A command is whole.
    pub struct ShellCallCommandDone<'a> in output {
        /// All of the command.
        required command: Cow<'a, str> = "command",
        /// The position of the command in its item.
        optional command_index: u64 = "command_index",
    }

    /// More of what a command prints.
    pub struct ShellCallOutputContentDelta<'a> in item {
        /// What to append.
        required delta: ShellOutputDelta<'a> = "delta",
        /// The position of the command in its item.
        optional command_index: u64 = "command_index",
        /// Padding that hides the length.
        optional obfuscation: Cow<'a, str> = "obfuscation",
    }

    /// A command has ended.
    pub struct ShellCallOutputContentDone<'a> in item {
        /// All that it printed, and how it ended.
        optional output: Vec<ShellOutput<'a>> = "output",
        /// The position of the command in its item.
        optional command_index: u64 = "command_index",
    }
}

object! {
    /// More of what a command prints.
    pub struct ShellOutputDelta<'a> {
        /// What to append to its output.
        optional stdout: Cow<'a, str> = "stdout",
        /// What to append to its errors.
        optional stderr: Cow<'a, str> = "stderr",
    }
}
