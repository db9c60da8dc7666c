//! The items of an answer, one by one; [`OutputItem`](super::OutputItem) is any of them.

mod code_interpreter;
mod compaction;
mod computer;
mod custom_tool;
mod function;
mod image_generation;
mod local_shell;
mod mcp;
mod message;
mod patch;
mod program;
mod safety_check;
mod search;
mod shell;
mod tool_search;

pub use code_interpreter::{
    CodeInterpreterCall, CodeInterpreterImage, CodeInterpreterLogs, CodeInterpreterOutput,
};
pub use compaction::Compaction;
pub use computer::{
    ClickAction, ComputerAction, ComputerCall, ComputerCallOutput, ComputerScreenshot,
    DoubleClickAction, DragAction, KeypressAction, MouseButton, MoveAction, Point,
    ScreenshotAction, ScrollAction, TypeAction, WaitAction,
};
pub use custom_tool::{CustomToolCall, CustomToolCallOutput};
pub use function::{FunctionCall, FunctionCallOutput};
pub use image_generation::{
    ImageAction, ImageBackground, ImageFormat, ImageGenerationCall, ImageGenerationError,
    ImageQuality, SvgUsage,
};
pub use local_shell::{LocalShellAction, LocalShellCall, LocalShellCallOutput};
pub use mcp::{
    McpApprovalRequest, McpApprovalResponse, McpCall, McpError, McpHttpError, McpListTools,
    McpProtocolError, McpTool, McpToolExecutionError,
};
pub use message::{Message, ReasoningItem};
pub use patch::{
    ApplyPatchCall, ApplyPatchCallOutput, CreateFile, DeleteFile, PatchOperation, UpdateFile,
};
pub use program::{Program, ProgramOutput};
pub use safety_check::SafetyCheck;
pub use search::{
    FileSearchCall, FileSearchResult, FindAction, OpenPageAction, SearchAction, WebSearchAction,
    WebSearchCall, WebSearchSource,
};
pub use shell::{
    ContainerReference, LocalEnvironment, ShellAction, ShellCall, ShellCallOutput,
    ShellEnvironment, ShellOutcome, ShellOutcomeKind, ShellOutput,
};
pub use tool_search::{AdditionalTools, ToolExecution, ToolSearchCall, ToolSearchOutput};
