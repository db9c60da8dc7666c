//! The objects of Chat Completions, typed: the chunks of a stream, the whole answer, and how the
//! one becomes the other.
//!
//! [`ChatChunk`] reads an event of a stream, also one of a legacy completions stream.
//! [`ChatCompletion`] is what a server returns without streaming. [`ChatAccumulator`] makes one
//! of the chunks.
//!
//! Servers disagree about almost every field, so all are optional. What a field cannot hold is
//! kept in the `extra` of its object, as it came: members of other names, and values of another
//! type. Written again with `to_json`, an object says what it said.
//!
//! ```
//! use headwater_openai::chat_completion::{ChatAccumulator, ChatChunk};
//!
//! let events = [
//!     r#"{"id":"c1","choices":[{"index":0,"delta":{"role":"assistant","content":"It "}}]}"#,
//!     r#"{"id":"c1","choices":[{"index":0,"delta":{"content":"rains."},"finish_reason":"stop"}]}"#,
//! ];
//! let mut answer = ChatAccumulator::new();
//! for event in events {
//!     answer.apply(&ChatChunk::parse(event)?)?;
//! }
//! let answer = answer.snapshot();
//! let message = answer.choices()[0].message.as_ref().unwrap();
//! assert_eq!(message.content.as_ref().unwrap().text(), "It rains.");
//! # Ok::<(), headwater_openai::ReadError>(())
//! ```

mod accumulator;
mod annotation;
mod audio;
mod chunk;
mod completion;
mod content;
mod delta;
mod extensions;
mod finish_reason;
mod logprobs;
mod message;
mod reasoning;
mod tool_call;
mod usage;

pub use accumulator::ChatAccumulator;
pub use annotation::{Annotation, UrlCitation};
pub use audio::Audio;
pub use chunk::{ChatChunk, ChunkChoice};
pub use completion::{ChatChoice, ChatCompletion};
pub use content::{Content, ContentPart, ReferencePart, RefusalPart, TextPart, ThinkingPart};
pub(crate) use delta::reasoning_text;
pub use delta::{MessageDelta, ToolCallDelta};
pub use extensions::{Groq, Moderation, PromptFilterResult, SearchResult, Timings};
pub use finish_reason::FinishReason;
pub use logprobs::{Logprobs, TokenLogprob, TopLogprob};
pub use message::ChatMessage;
pub use reasoning::{ReasoningDetail, ReasoningType};
pub use tool_call::{CustomCall, FunctionCall, ToolCall, ToolType};
pub use usage::{CompletionTokensDetails, PromptTokensDetails, Usage};
