//! What came of a tool call.

use alloc::string::String;
use core::fmt;

use super::{Content, write};
use crate::api::Api;
use crate::tool_call::{Slot, ToolCall, ToolKind};

impl ToolCall {
    /// What came of this call, for the next request.
    ///
    /// ```
    /// use headwater_openai::{Request, ToolCall};
    ///
    /// fn next(asked: Request, calls: &[ToolCall]) -> Request {
    ///     asked.messages(calls.iter().map(|call| call.output("21 °C")))
    /// }
    /// # let _ = next;
    /// ```
    #[must_use]
    pub fn output(&self, output: impl Into<Content>) -> ToolOutput {
        let kind = match self.kind {
            ToolKind::Custom => Kind::Custom,
            ToolKind::Function if self.slot == Slot::FunctionCall => {
                Kind::FunctionCall { name: self.name.clone() }
            }
            ToolKind::Function => Kind::Function,
        };
        ToolOutput { call_id: self.id.clone(), kind, output: output.into() }
    }
}

/// What came of a tool call: a message of the role `tool` in Chat Completions, an item
/// `function_call_output` or `custom_tool_call_output` in the Responses API.
#[derive(Clone, PartialEq, Eq)]
pub struct ToolOutput {
    call_id: String,
    kind: Kind,
    output: Content,
}

#[derive(Clone, PartialEq, Eq)]
enum Kind {
    Function,
    Custom,
    /// The deprecated `function_call`, which has a name in place of an id.
    FunctionCall {
        name: String,
    },
}

impl ToolOutput {
    /// What came of the call of a function, with the id of the call.
    pub fn function(call_id: impl Into<String>, output: impl Into<Content>) -> Self {
        Self { call_id: call_id.into(), kind: Kind::Function, output: output.into() }
    }

    /// What came of the call of a custom tool, with the id of the call.
    pub fn custom(call_id: impl Into<String>, output: impl Into<Content>) -> Self {
        Self { call_id: call_id.into(), kind: Kind::Custom, output: output.into() }
    }

    pub(super) fn to_json(&self, api: Api) -> String {
        let output = self.output.to_json(api, "tool");
        write::object(|object| match (api, &self.kind) {
            (Api::Responses, kind) => {
                let is_custom = *kind == Kind::Custom;
                let kind =
                    if is_custom { "custom_tool_call_output" } else { "function_call_output" };
                write::texts(object, &[("type", Some(kind)), ("call_id", Some(&self.call_id))]);
                object.raw("output", &output);
            }
            (Api::ChatCompletions, Kind::FunctionCall { name }) => {
                write::texts(object, &[("role", Some("function")), ("name", Some(name))]);
                object.raw("content", &output);
            }
            (Api::ChatCompletions, _) => {
                write::texts(
                    object,
                    &[("role", Some("tool")), ("tool_call_id", Some(&self.call_id))],
                );
                object.raw("content", &output);
            }
        })
    }
}

/// Shows sizes, not what came of it.
impl fmt::Debug for ToolOutput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ToolOutput")
            .field("call_id_len", &self.call_id.len())
            .field("output", &self.output)
            .finish_non_exhaustive()
    }
}
