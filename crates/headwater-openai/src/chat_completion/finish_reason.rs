//! Why a choice ended.

use crate::object::open_string;

open_string! {
    /// Why a choice ended, in the server's words. Not to be trusted about tool calls: `stop` with
    /// tool calls is common. An empty one says nothing.
    pub enum FinishReason<'a> {
        /// The model came to its end, or to a stop sequence.
        Stop = "stop",
        /// The limit of tokens was reached.
        Length = "length",
        /// The model calls tools.
        ToolCalls = "tool_calls",
        /// A content filter left something out.
        ContentFilter = "content_filter",
        /// The model calls a function, in the deprecated way.
        FunctionCall = "function_call",
        /// The answer failed (OpenRouter).
        Error = "error",
    }
}
