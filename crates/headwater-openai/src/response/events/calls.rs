//! The calls that the caller answers: functions, custom tools and patches.

use alloc::borrow::Cow;

use super::events;
use crate::object::text_or_json;

events! {
    /// More of the arguments of a function.
    pub struct FunctionCallArgumentsDelta<'a> in item {
        /// The JSON to append, cut anywhere.
        required delta: Cow<'a, str> = "delta",
        /// Padding that hides the length.
        optional obfuscation: Cow<'a, str> = "obfuscation",
    }

    /// The arguments of a function are whole.
    pub struct FunctionCallArgumentsDone<'a> in item {
        /// All of the JSON.
        required arguments: Cow<'a, str> = "arguments" by text_or_json,
        /// The name of the function, which few servers tell here.
        optional name: Cow<'a, str> = "name",
    }

    /// More of the input of a custom tool.
    pub struct CustomToolCallInputDelta<'a> in item {
        /// The text to append.
        required delta: Cow<'a, str> = "delta",
        /// Padding that hides the length.
        optional obfuscation: Cow<'a, str> = "obfuscation",
    }

    /// The input of a custom tool is whole.
    pub struct CustomToolCallInputDone<'a> in item {
        /// All of the text.
        required input: Cow<'a, str> = "input" by text_or_json,
    }

    /// More of a patch. Not published.
    pub struct ApplyPatchDiffDelta<'a> in item {
        /// The text to append.
        required delta: Cow<'a, str> = "delta",
        /// Padding that hides the length.
        optional obfuscation: Cow<'a, str> = "obfuscation",
    }

    /// A patch is whole. Not published.
    pub struct ApplyPatchDiffDone<'a> in item {
        /// All of the text.
        required diff: Cow<'a, str> = "diff",
    }
}
