//! Any item of an answer.

use super::ItemStatus;
use super::items::{
    AdditionalTools, ApplyPatchCall, ApplyPatchCallOutput, CodeInterpreterCall, Compaction,
    ComputerCall, ComputerCallOutput, CustomToolCall, CustomToolCallOutput, FileSearchCall,
    FunctionCall, FunctionCallOutput, ImageGenerationCall, LocalShellCall, LocalShellCallOutput,
    McpApprovalRequest, McpApprovalResponse, McpCall, McpListTools, Message, Program,
    ProgramOutput, ReasoningItem, ShellCall, ShellCallOutput, ToolSearchCall, ToolSearchOutput,
    WebSearchCall,
};
use crate::object::tagged;

tagged! {
    /// An item of an answer.
    pub enum OutputItem<'a> {
        /// What the model says.
        Message(Message<'a>) = "message",
        /// What the model thinks.
        Reasoning(ReasoningItem<'a>) = "reasoning",
        /// A call of a function.
        FunctionCall(FunctionCall<'a>) = "function_call",
        /// What a function gave back.
        FunctionCallOutput(FunctionCallOutput<'a>) = "function_call_output",
        /// A call of a custom tool.
        CustomToolCall(CustomToolCall<'a>) = "custom_tool_call",
        /// What a custom tool gave back.
        CustomToolCallOutput(CustomToolCallOutput<'a>) = "custom_tool_call_output",
        /// A search in files.
        FileSearchCall(FileSearchCall<'a>) = "file_search_call",
        /// A search in the web.
        WebSearchCall(WebSearchCall<'a>) = "web_search_call",
        /// Something to do at a computer.
        ComputerCall(ComputerCall<'a>) = "computer_call",
        /// What a computer shows.
        ComputerCallOutput(ComputerCallOutput<'a>) = "computer_call_output",
        /// A program that calls tools.
        Program(Program<'a>) = "program",
        /// What came of a program.
        ProgramOutput(ProgramOutput<'a>) = "program_output",
        /// A search for tools.
        ToolSearchCall(ToolSearchCall<'a>) = "tool_search_call",
        /// What a search for tools found.
        ToolSearchOutput(ToolSearchOutput<'a>) = "tool_search_output",
        /// Tools that the model may use from here on.
        AdditionalTools(AdditionalTools<'a>) = "additional_tools",
        /// What stands for the conversation so far.
        Compaction(Compaction<'a>) = "compaction",
        /// An image that is made.
        ImageGenerationCall(ImageGenerationCall<'a>) = "image_generation_call",
        /// Code that runs, and what comes of it.
        CodeInterpreterCall(CodeInterpreterCall<'a>) = "code_interpreter_call",
        /// A command for the caller's shell.
        LocalShellCall(LocalShellCall<'a>) = "local_shell_call",
        /// What came of a command in the caller's shell.
        LocalShellCallOutput(LocalShellCallOutput<'a>) = "local_shell_call_output",
        /// Commands for a shell.
        ShellCall(ShellCall<'a>) = "shell_call",
        /// What came of commands.
        ShellCallOutput(ShellCallOutput<'a>) = "shell_call_output",
        /// A patch for the caller to apply.
        ApplyPatchCall(ApplyPatchCall<'a>) = "apply_patch_call",
        /// What came of a patch.
        ApplyPatchCallOutput(ApplyPatchCallOutput<'a>) = "apply_patch_call_output",
        /// A call of a tool of an MCP server.
        McpCall(McpCall<'a>) = "mcp_call",
        /// The tools of an MCP server.
        McpListTools(McpListTools<'a>) = "mcp_list_tools",
        /// May a tool of an MCP server be called?
        McpApprovalRequest(McpApprovalRequest<'a>) = "mcp_approval_request",
        /// Whether a tool of an MCP server may be called.
        McpApprovalResponse(McpApprovalResponse<'a>) = "mcp_approval_response",
    }
}

/// A text that the items of these kinds have. An unknown item has it too, if it is written without
/// escapes.
macro_rules! text {
    ($item:ident.$field:ident of $($kind:ident)*) => {
        match $item {
            $( Self::$kind(item) => item.$field.as_deref(), )*
            Self::Unknown(raw) => {
                raw.as_raw().get(stringify!($field))?.as_json_str()?.as_plain()
            }
            _ => None,
        }
    };
}

impl<'a> OutputItem<'a> {
    /// Its id. Some servers give it another in every event: items are told apart by position.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::Message(item) => item.id.as_deref(),
            Self::Reasoning(item) => item.id.as_deref(),
            Self::FunctionCall(item) => item.id.as_deref(),
            Self::FunctionCallOutput(item) => item.id.as_deref(),
            Self::CustomToolCall(item) => item.id.as_deref(),
            Self::CustomToolCallOutput(item) => item.id.as_deref(),
            Self::FileSearchCall(item) => item.id.as_deref(),
            Self::WebSearchCall(item) => item.id.as_deref(),
            Self::ComputerCall(item) => item.id.as_deref(),
            Self::ComputerCallOutput(item) => item.id.as_deref(),
            Self::Program(item) => item.id.as_deref(),
            Self::ProgramOutput(item) => item.id.as_deref(),
            Self::ToolSearchCall(item) => item.id.as_deref(),
            Self::ToolSearchOutput(item) => item.id.as_deref(),
            Self::AdditionalTools(item) => item.id.as_deref(),
            Self::Compaction(item) => item.id.as_deref(),
            Self::ImageGenerationCall(item) => item.id.as_deref(),
            Self::CodeInterpreterCall(item) => item.id.as_deref(),
            Self::LocalShellCall(item) => item.id.as_deref(),
            Self::LocalShellCallOutput(item) => item.id.as_deref(),
            Self::ShellCall(item) => item.id.as_deref(),
            Self::ShellCallOutput(item) => item.id.as_deref(),
            Self::ApplyPatchCall(item) => item.id.as_deref(),
            Self::ApplyPatchCallOutput(item) => item.id.as_deref(),
            Self::McpCall(item) => item.id.as_deref(),
            Self::McpListTools(item) => item.id.as_deref(),
            Self::McpApprovalRequest(item) => item.id.as_deref(),
            Self::McpApprovalResponse(item) => item.id.as_deref(),
            Self::Unknown(raw) => raw.as_raw().get("id")?.as_json_str()?.as_plain(),
        }
    }

    /// The id by which a call and what came of it belong together.
    #[must_use]
    pub fn call_id(&self) -> Option<&str> {
        text!(self.call_id of
            FunctionCall FunctionCallOutput CustomToolCall CustomToolCallOutput ComputerCall
            ComputerCallOutput Program ProgramOutput ToolSearchCall ToolSearchOutput
            LocalShellCall ShellCall ShellCallOutput ApplyPatchCall ApplyPatchCallOutput
        )
    }

    /// The name of the function or tool that is called.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        text!(self.name of
            FunctionCall FunctionCallOutput CustomToolCall McpCall McpApprovalRequest
        )
    }

    /// How far it has come, if its kind is one that says so.
    #[must_use]
    pub const fn status(&self) -> Option<&ItemStatus<'a>> {
        match self {
            Self::Message(item) => item.status.as_ref(),
            Self::Reasoning(item) => item.status.as_ref(),
            Self::FunctionCall(item) => item.status.as_ref(),
            Self::FunctionCallOutput(item) => item.status.as_ref(),
            Self::CustomToolCall(item) => item.status.as_ref(),
            Self::CustomToolCallOutput(item) => item.status.as_ref(),
            Self::FileSearchCall(item) => item.status.as_ref(),
            Self::WebSearchCall(item) => item.status.as_ref(),
            Self::ComputerCall(item) => item.status.as_ref(),
            Self::ComputerCallOutput(item) => item.status.as_ref(),
            Self::ProgramOutput(item) => item.status.as_ref(),
            Self::ToolSearchCall(item) => item.status.as_ref(),
            Self::ToolSearchOutput(item) => item.status.as_ref(),
            Self::ImageGenerationCall(item) => item.status.as_ref(),
            Self::CodeInterpreterCall(item) => item.status.as_ref(),
            Self::LocalShellCall(item) => item.status.as_ref(),
            Self::LocalShellCallOutput(item) => item.status.as_ref(),
            Self::ShellCall(item) => item.status.as_ref(),
            Self::ShellCallOutput(item) => item.status.as_ref(),
            Self::ApplyPatchCall(item) => item.status.as_ref(),
            Self::ApplyPatchCallOutput(item) => item.status.as_ref(),
            Self::McpCall(item) => item.status.as_ref(),
            _ => None,
        }
    }
}

impl OutputItem<'static> {
    pub(super) fn set_id(&mut self, id: Option<&str>) {
        if let (Some(id), Some(known)) = (id, self.id_field()) {
            *known = Some(alloc::borrow::Cow::Owned(id.into()));
        }
    }

    /// For the kinds of items that come in pieces.
    fn id_field(&mut self) -> Option<&mut Option<alloc::borrow::Cow<'static, str>>> {
        Some(match self {
            Self::Message(item) => &mut item.id,
            Self::Reasoning(item) => &mut item.id,
            Self::FunctionCall(item) => &mut item.id,
            Self::CustomToolCall(item) => &mut item.id,
            Self::McpCall(item) => &mut item.id,
            Self::CodeInterpreterCall(item) => &mut item.id,
            Self::ShellCall(item) => &mut item.id,
            Self::ShellCallOutput(item) => &mut item.id,
            Self::ApplyPatchCall(item) => &mut item.id,
            _ => return None,
        })
    }

    /// For the kinds of items that come in pieces, or tell how far they are.
    pub(super) fn set_status(&mut self, status: ItemStatus<'static>) {
        let known = match self {
            Self::Message(item) => &mut item.status,
            Self::Reasoning(item) => &mut item.status,
            Self::FunctionCall(item) => &mut item.status,
            Self::CustomToolCall(item) => &mut item.status,
            Self::McpCall(item) => &mut item.status,
            Self::FileSearchCall(item) => &mut item.status,
            Self::WebSearchCall(item) => &mut item.status,
            Self::ImageGenerationCall(item) => &mut item.status,
            Self::CodeInterpreterCall(item) => &mut item.status,
            Self::ShellCall(item) => &mut item.status,
            Self::ShellCallOutput(item) => &mut item.status,
            Self::ApplyPatchCall(item) => &mut item.status,
            _ => return,
        };
        *known = Some(status);
    }
}
