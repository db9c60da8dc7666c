//! The calls that wait for the caller.

use core::fmt;

use crate::tool_call::{ToolCall, ToolKind};

/// What the caller is asked for.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitingKind {
    /// To run a function.
    Function,
    /// To run a custom tool.
    Custom,
    /// To do something on a computer's screen.
    Computer,
    /// To run commands.
    Shell,
    /// To run a command, as the older tool asks for it.
    LocalShell,
    /// To change a file.
    ApplyPatch,
    /// To search for tools, where the client was to do so.
    ToolSearch,
    /// To approve a call of a tool of an MCP server.
    McpApproval,
}

/// A call that waits for the caller: one that only the caller can run, or approve, and that has no
/// output in the same answer.
#[non_exhaustive]
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct WaitingCall<'a> {
    /// What is asked for.
    pub kind: WaitingKind,
    /// The id that what is sent back has to name: the `call_id`, or the item's own, as for an approval;
    /// empty where the server gave none.
    pub id: &'a str,
}

impl From<ToolKind> for WaitingKind {
    fn from(kind: ToolKind) -> Self {
        match kind {
            ToolKind::Function => Self::Function,
            ToolKind::Custom => Self::Custom,
        }
    }
}

impl<'a> From<&'a ToolCall> for WaitingCall<'a> {
    fn from(call: &'a ToolCall) -> Self {
        Self { kind: call.kind().into(), id: call.id() }
    }
}

/// Shows the size of what the server said, not what it said.
impl fmt::Debug for WaitingCall<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitingCall")
            .field("kind", &self.kind)
            .field("id_len", &self.id.len())
            .finish_non_exhaustive()
    }
}
