//! Calls of the tools of MCP servers.

use alloc::borrow::Cow;

use super::events;
use crate::object::text_or_json;

events! {
    /// A call began.
    pub struct McpCallInProgress<'a> in item {}

    /// More of the arguments of a call.
    pub struct McpCallArgumentsDelta<'a> in item {
        /// The JSON to append, cut anywhere.
        required delta: Cow<'a, str> = "delta",
        /// Padding that hides the length.
        optional obfuscation: Cow<'a, str> = "obfuscation",
    }

    /// The arguments of a call are whole.
    pub struct McpCallArgumentsDone<'a> in item {
        /// All of the JSON.
        required arguments: Cow<'a, str> = "arguments" by text_or_json,
    }

    /// A call was answered.
    pub struct McpCallCompleted<'a> in item {}

    /// A call failed.
    pub struct McpCallFailed<'a> in item {}

    /// A server is being asked for its tools.
    pub struct McpListToolsInProgress<'a> in item {}

    /// A server has told its tools.
    pub struct McpListToolsCompleted<'a> in item {}

    /// A server did not tell its tools.
    pub struct McpListToolsFailed<'a> in item {}
}
