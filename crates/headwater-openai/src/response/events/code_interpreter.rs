//! The code interpreter.

use alloc::borrow::Cow;

use super::events;

events! {
    /// A call began.
    pub struct CodeInterpreterCallInProgress<'a> in item {}

    /// More of the code.
    pub struct CodeInterpreterCallCodeDelta<'a> in item {
        /// The code to append.
        required delta: Cow<'a, str> = "delta",
        /// Padding that hides the length.
        optional obfuscation: Cow<'a, str> = "obfuscation",
    }

    /// The code is whole.
    pub struct CodeInterpreterCallCodeDone<'a> in item {
        /// All of the code.
        required code: Cow<'a, str> = "code",
    }

    /// The code is running.
    pub struct CodeInterpreterCallInterpreting<'a> in item {}

    /// A call is over.
    pub struct CodeInterpreterCallCompleted<'a> in item {}
}
