//! The events of a stream, one by one; [`ResponseEvent`](super::ResponseEvent) is any of them.
//!
//! Events belong together by `output_index`, and within an item by `content_index`,
//! `summary_index` or `command_index`. `item_id` is not for that: GitHub Copilot gives every event
//! of one item another one.

mod audio;
mod calls;
mod code_interpreter;
mod image_generation;
mod items;
mod lifecycle;
mod mcp;
mod place;
mod reasoning;
mod search;
mod shell;
mod text;

pub use audio::{AudioDelta, AudioDone, AudioTranscriptDelta, AudioTranscriptDone};
pub use calls::{
    ApplyPatchDiffDelta, ApplyPatchDiffDone, CustomToolCallInputDelta, CustomToolCallInputDone,
    FunctionCallArgumentsDelta, FunctionCallArgumentsDone,
};
pub use code_interpreter::{
    CodeInterpreterCallCodeDelta, CodeInterpreterCallCodeDone, CodeInterpreterCallCompleted,
    CodeInterpreterCallInProgress, CodeInterpreterCallInterpreting,
};
pub use image_generation::{
    ImageGenerationCallCompleted, ImageGenerationCallGenerating, ImageGenerationCallInProgress,
    ImageGenerationCallPartialImage,
};
pub use items::{
    CompactionCompacting, ContentPartAdded, ContentPartDone, OutputItemAdded, OutputItemDone,
};
pub use lifecycle::{
    ErrorEvent, KeepAlive, ResponseCompleted, ResponseCreated, ResponseFailed, ResponseInProgress,
    ResponseIncomplete, ResponseQueued,
};
pub use mcp::{
    McpCallArgumentsDelta, McpCallArgumentsDone, McpCallCompleted, McpCallFailed,
    McpCallInProgress, McpListToolsCompleted, McpListToolsFailed, McpListToolsInProgress,
};
pub(crate) use place::Placed;
use place::events;
pub use reasoning::{
    ReasoningPartAdded, ReasoningPartDone, ReasoningSummaryPartAdded, ReasoningSummaryPartDone,
    ReasoningSummaryTextDelta, ReasoningSummaryTextDone, ReasoningTextDelta, ReasoningTextDone,
};
pub use search::{
    FileSearchCallCompleted, FileSearchCallInProgress, FileSearchCallSearching,
    WebSearchCallCompleted, WebSearchCallInProgress, WebSearchCallSearching,
};
pub use shell::{
    ShellCallCommandAdded, ShellCallCommandDelta, ShellCallCommandDone,
    ShellCallOutputContentDelta, ShellCallOutputContentDone, ShellOutputDelta,
};
pub use text::{
    OutputTextAnnotationAdded, OutputTextDelta, OutputTextDone, RefusalDelta, RefusalDone,
};
