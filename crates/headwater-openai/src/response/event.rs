//! Any event of a stream.

use headwater_json::Kind;

use super::events::{
    ApplyPatchDiffDelta, ApplyPatchDiffDone, AudioDelta, AudioDone, AudioTranscriptDelta,
    AudioTranscriptDone, CodeInterpreterCallCodeDelta, CodeInterpreterCallCodeDone,
    CodeInterpreterCallCompleted, CodeInterpreterCallInProgress, CodeInterpreterCallInterpreting,
    CompactionCompacting, ContentPartAdded, ContentPartDone, CustomToolCallInputDelta,
    CustomToolCallInputDone, ErrorEvent, FileSearchCallCompleted, FileSearchCallInProgress,
    FileSearchCallSearching, FunctionCallArgumentsDelta, FunctionCallArgumentsDone,
    ImageGenerationCallCompleted, ImageGenerationCallGenerating, ImageGenerationCallInProgress,
    ImageGenerationCallPartialImage, KeepAlive, McpCallArgumentsDelta, McpCallArgumentsDone,
    McpCallCompleted, McpCallFailed, McpCallInProgress, McpListToolsCompleted, McpListToolsFailed,
    McpListToolsInProgress, OutputItemAdded, OutputItemDone, OutputTextAnnotationAdded,
    OutputTextDelta, OutputTextDone, Placed, ReasoningPartAdded, ReasoningPartDone,
    ReasoningSummaryPartAdded, ReasoningSummaryPartDone, ReasoningSummaryTextDelta,
    ReasoningSummaryTextDone, ReasoningTextDelta, ReasoningTextDone, RefusalDelta, RefusalDone,
    ResponseCompleted, ResponseCreated, ResponseFailed, ResponseInProgress, ResponseIncomplete,
    ResponseQueued, ShellCallCommandAdded, ShellCallCommandDelta, ShellCallCommandDone,
    ShellCallOutputContentDelta, ShellCallOutputContentDone, WebSearchCallCompleted,
    WebSearchCallInProgress, WebSearchCallSearching,
};
use super::{OutputItem, Response};
use crate::error::ReadError;
use crate::object::{self, tagged};

/// The union, and where its events belong.
macro_rules! event {
    (
        $(#[$doc:meta])*
        pub enum ResponseEvent<'a> {
            $( $(#[$variant_doc:meta])* $variant:ident($ty:ty) = $tag:literal, )*
        }
    ) => {
        tagged! {
            $(#[$doc])*
            pub enum ResponseEvent<'a> {
                $( $(#[$variant_doc])* $variant($ty) = $tag, )*
            }
        }

        impl ResponseEvent<'_> {
            /// The number of the event in its stream, from 0. Some servers give none.
            #[must_use]
            pub fn sequence_number(&self) -> Option<u64> {
                match self {
                    $( Self::$variant(event) => Placed::sequence_number(event), )*
                    Self::Unknown(raw) => raw.as_raw().get("sequence_number")?.as_u64(),
                }
            }

            /// The position of the item that the event is about.
            #[must_use]
            pub fn output_index(&self) -> Option<u64> {
                match self {
                    $( Self::$variant(event) => Placed::output_index(event), )*
                    Self::Unknown(raw) => raw.as_raw().get("output_index")?.as_u64(),
                }
            }

            /// The id of the item that the event is about. Events belong together by
            /// [`output_index`](Self::output_index): some servers give every event another id.
            #[must_use]
            pub fn item_id(&self) -> Option<&str> {
                match self {
                    $( Self::$variant(event) => Placed::item_id(event), )*
                    Self::Unknown(_) => None,
                }
            }

            /// The position of the content part that the event is about, in its item.
            #[must_use]
            pub fn content_index(&self) -> Option<u64> {
                match self {
                    $( Self::$variant(event) => Placed::content_index(event), )*
                    Self::Unknown(_) => None,
                }
            }

            /// The position of the summary part that the event is about, in its item.
            #[must_use]
            pub fn summary_index(&self) -> Option<u64> {
                match self {
                    $( Self::$variant(event) => Placed::summary_index(event), )*
                    Self::Unknown(_) => None,
                }
            }
        }
    };
}

event! {
    /// An event of a stream of the Responses API.
    pub enum ResponseEvent<'a> {
        /// The response was made.
        Created(ResponseCreated<'a>) = "response.created",
        /// The response waits.
        Queued(ResponseQueued<'a>) = "response.queued",
        /// The model is at work.
        InProgress(ResponseInProgress<'a>) = "response.in_progress",
        /// The response is whole.
        Completed(ResponseCompleted<'a>) = "response.completed",
        /// The response was cut short.
        Incomplete(ResponseIncomplete<'a>) = "response.incomplete",
        /// The response failed.
        Failed(ResponseFailed<'a>) = "response.failed",
        /// Something failed.
        Error(ErrorEvent<'a>) = "error",
        /// Nothing happened for a while.
        KeepAlive(KeepAlive<'a>) = "keepalive",
        /// An item began.
        OutputItemAdded(OutputItemAdded<'a>) = "response.output_item.added",
        /// An item is whole.
        OutputItemDone(OutputItemDone<'a>) = "response.output_item.done",
        /// A content part began.
        ContentPartAdded(ContentPartAdded<'a>) = "response.content_part.added",
        /// A content part is whole.
        ContentPartDone(ContentPartDone<'a>) = "response.content_part.done",
        /// More text of the answer.
        OutputTextDelta(OutputTextDelta<'a>) = "response.output_text.delta",
        /// A text of the answer is whole.
        OutputTextDone(OutputTextDone<'a>) = "response.output_text.done",
        /// A text of the answer refers to something.
        OutputTextAnnotationAdded(OutputTextAnnotationAdded<'a>) =
            "response.output_text.annotation.added",
        /// More of why the model does not answer.
        RefusalDelta(RefusalDelta<'a>) = "response.refusal.delta",
        /// Why the model does not answer, as a whole.
        RefusalDone(RefusalDone<'a>) = "response.refusal.done",
        /// A part of the summary began.
        ReasoningSummaryPartAdded(ReasoningSummaryPartAdded<'a>) =
            "response.reasoning_summary_part.added",
        /// A part of the summary is whole.
        ReasoningSummaryPartDone(ReasoningSummaryPartDone<'a>) =
            "response.reasoning_summary_part.done",
        /// More text of the summary.
        ReasoningSummaryTextDelta(ReasoningSummaryTextDelta<'a>) =
            "response.reasoning_summary_text.delta",
        /// A text of the summary is whole.
        ReasoningSummaryTextDone(ReasoningSummaryTextDone<'a>) =
            "response.reasoning_summary_text.done",
        /// More text of the reasoning itself.
        ReasoningTextDelta(ReasoningTextDelta<'a>) = "response.reasoning_text.delta",
        /// A text of the reasoning itself is whole.
        ReasoningTextDone(ReasoningTextDone<'a>) = "response.reasoning_text.done",
        /// A part of the reasoning itself began.
        ReasoningPartAdded(ReasoningPartAdded<'a>) = "response.reasoning_part.added",
        /// A part of the reasoning itself is whole.
        ReasoningPartDone(ReasoningPartDone<'a>) = "response.reasoning_part.done",
        /// More of the arguments of a function.
        FunctionCallArgumentsDelta(FunctionCallArgumentsDelta<'a>) =
            "response.function_call_arguments.delta",
        /// The arguments of a function are whole.
        FunctionCallArgumentsDone(FunctionCallArgumentsDone<'a>) =
            "response.function_call_arguments.done",
        /// More of the input of a custom tool.
        CustomToolCallInputDelta(CustomToolCallInputDelta<'a>) =
            "response.custom_tool_call_input.delta",
        /// The input of a custom tool is whole.
        CustomToolCallInputDone(CustomToolCallInputDone<'a>) =
            "response.custom_tool_call_input.done",
        /// More of a patch.
        ApplyPatchDiffDelta(ApplyPatchDiffDelta<'a>) =
            "response.apply_patch_call_operation_diff.delta",
        /// A patch is whole.
        ApplyPatchDiffDone(ApplyPatchDiffDone<'a>) =
            "response.apply_patch_call_operation_diff.done",
        /// A call of an MCP server began.
        McpCallInProgress(McpCallInProgress<'a>) = "response.mcp_call.in_progress",
        /// More of the arguments for an MCP server.
        McpCallArgumentsDelta(McpCallArgumentsDelta<'a>) = "response.mcp_call_arguments.delta",
        /// The arguments for an MCP server are whole.
        McpCallArgumentsDone(McpCallArgumentsDone<'a>) = "response.mcp_call_arguments.done",
        /// An MCP server has answered.
        McpCallCompleted(McpCallCompleted<'a>) = "response.mcp_call.completed",
        /// A call of an MCP server failed.
        McpCallFailed(McpCallFailed<'a>) = "response.mcp_call.failed",
        /// An MCP server is being asked for its tools.
        McpListToolsInProgress(McpListToolsInProgress<'a>) =
            "response.mcp_list_tools.in_progress",
        /// An MCP server has told its tools.
        McpListToolsCompleted(McpListToolsCompleted<'a>) = "response.mcp_list_tools.completed",
        /// An MCP server did not tell its tools.
        McpListToolsFailed(McpListToolsFailed<'a>) = "response.mcp_list_tools.failed",
        /// A file search began.
        FileSearchCallInProgress(FileSearchCallInProgress<'a>) =
            "response.file_search_call.in_progress",
        /// A file search is under way.
        FileSearchCallSearching(FileSearchCallSearching<'a>) =
            "response.file_search_call.searching",
        /// A file search is over.
        FileSearchCallCompleted(FileSearchCallCompleted<'a>) =
            "response.file_search_call.completed",
        /// A web search began.
        WebSearchCallInProgress(WebSearchCallInProgress<'a>) =
            "response.web_search_call.in_progress",
        /// A web search is under way.
        WebSearchCallSearching(WebSearchCallSearching<'a>) =
            "response.web_search_call.searching",
        /// A web search is over.
        WebSearchCallCompleted(WebSearchCallCompleted<'a>) =
            "response.web_search_call.completed",
        /// A call of the code interpreter began.
        CodeInterpreterCallInProgress(CodeInterpreterCallInProgress<'a>) =
            "response.code_interpreter_call.in_progress",
        /// More of the code for the interpreter.
        CodeInterpreterCallCodeDelta(CodeInterpreterCallCodeDelta<'a>) =
            "response.code_interpreter_call_code.delta",
        /// The code for the interpreter is whole.
        CodeInterpreterCallCodeDone(CodeInterpreterCallCodeDone<'a>) =
            "response.code_interpreter_call_code.done",
        /// The code is running.
        CodeInterpreterCallInterpreting(CodeInterpreterCallInterpreting<'a>) =
            "response.code_interpreter_call.interpreting",
        /// A call of the code interpreter is over.
        CodeInterpreterCallCompleted(CodeInterpreterCallCompleted<'a>) =
            "response.code_interpreter_call.completed",
        /// A command for a shell began.
        ShellCallCommandAdded(ShellCallCommandAdded<'a>) = "response.shell_call_command.added",
        /// More of a command for a shell.
        ShellCallCommandDelta(ShellCallCommandDelta<'a>) = "response.shell_call_command.delta",
        /// A command for a shell is whole.
        ShellCallCommandDone(ShellCallCommandDone<'a>) = "response.shell_call_command.done",
        /// More of what a command prints.
        ShellCallOutputContentDelta(ShellCallOutputContentDelta<'a>) =
            "response.shell_call_output_content.delta",
        /// A command has ended.
        ShellCallOutputContentDone(ShellCallOutputContentDone<'a>) =
            "response.shell_call_output_content.done",
        /// A call for an image began.
        ImageGenerationCallInProgress(ImageGenerationCallInProgress<'a>) =
            "response.image_generation_call.in_progress",
        /// An image is being made.
        ImageGenerationCallGenerating(ImageGenerationCallGenerating<'a>) =
            "response.image_generation_call.generating",
        /// An image as it is so far.
        ImageGenerationCallPartialImage(ImageGenerationCallPartialImage<'a>) =
            "response.image_generation_call.partial_image",
        /// An image is whole.
        ImageGenerationCallCompleted(ImageGenerationCallCompleted<'a>) =
            "response.image_generation_call.completed",
        /// More of the speech.
        AudioDelta(AudioDelta<'a>) = "response.audio.delta",
        /// The speech is whole.
        AudioDone(AudioDone<'a>) = "response.audio.done",
        /// More of what is said.
        AudioTranscriptDelta(AudioTranscriptDelta<'a>) = "response.audio.transcript.delta",
        /// What is said is whole.
        AudioTranscriptDone(AudioTranscriptDone<'a>) = "response.audio.transcript.done",
        /// The conversation is being made shorter.
        CompactionCompacting(CompactionCompacting<'a>) = "response.compaction.compacting",
    }
}

impl Placed for ResponseEvent<'_> {
    fn sequence_number(&self) -> Option<u64> {
        self.sequence_number()
    }

    fn output_index(&self) -> Option<u64> {
        self.output_index()
    }

    fn item_id(&self) -> Option<&str> {
        self.item_id()
    }

    fn content_index(&self) -> Option<u64> {
        self.content_index()
    }

    fn summary_index(&self) -> Option<u64> {
        self.summary_index()
    }
}

impl<'a> ResponseEvent<'a> {
    /// Reads the data of an event. Which event it is stands in its `type`; the name that some
    /// servers give it beside its data is not needed.
    ///
    /// # Errors
    /// It is not a JSON object, or lacks what an event of its type is about.
    pub fn parse(text: &'a str) -> Result<Self, ReadError> {
        match object::parse(text)? {
            Self::Unknown(raw) if raw.as_raw().kind() != Kind::Object => {
                Err(ReadError::NotAnObject)
            }
            event => Ok(event),
        }
    }

    /// The response that the event carries: it is one of the lifecycle.
    #[must_use]
    pub fn response(&self) -> Option<&Response<'a>> {
        match self {
            Self::Created(event) => event.response.as_deref(),
            Self::Queued(event) => event.response.as_deref(),
            Self::InProgress(event) => event.response.as_deref(),
            Self::Completed(event) => event.response.as_deref(),
            Self::Incomplete(event) => event.response.as_deref(),
            Self::Failed(event) => event.response.as_deref(),
            _ => None,
        }
    }

    /// The item that the event carries: it began or is whole.
    #[must_use]
    pub fn item(&self) -> Option<&OutputItem<'a>> {
        match self {
            Self::OutputItemAdded(event) => event.item.as_deref(),
            Self::OutputItemDone(event) => event.item.as_deref(),
            _ => None,
        }
    }

    /// Whether the stream ends with it. After `error` the response may still follow.
    #[must_use]
    pub const fn is_terminal(&self) -> bool {
        matches!(self, Self::Completed(_) | Self::Incomplete(_) | Self::Failed(_))
    }
}
