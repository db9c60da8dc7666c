//! The objects of the Responses API, typed: the events of its stream, the items of an answer and
//! the response itself.
//!
//! ```
//! use headwater_openai::response::ResponseEvent;
//!
//! let data = r#"{"type":"response.output_text.delta","sequence_number":4,"item_id":"msg_1",
//!     "output_index":0,"content_index":0,"delta":"Hi","logprobs":[]}"#;
//! let event = ResponseEvent::parse(data)?;
//! assert_eq!(event.sequence_number(), Some(4));
//! if let ResponseEvent::OutputTextDelta(event) = &event {
//!     assert_eq!(event.delta, "Hi");
//! }
//! # Ok::<(), headwater_openai::ReadError>(())
//! ```
//!
//! Servers that speak this API leave out what its description requires, send `null` for it, or
//! other names and types. So nearly every field is an `Option`, strings with a list of values are
//! open, and an event or item of another kind is `Unknown` and still there as it came. What a field
//! cannot hold stands in `extra` beside it. Written by `to_json`, everything says what it said.
//!
//! Nothing is copied that need not be: what is read borrows from the text of the event, until
//! `into_owned`.

mod accumulator;
mod annotation;
mod caller;
mod content;
mod error;
mod event;
pub mod events;
mod function_output;
mod item;
pub mod items;
mod logprob;
mod response_object;
mod role;
mod status;
mod usage;

pub use accumulator::ResponseAccumulator;
pub use annotation::{
    Annotation, ContainerFileCitation, FileCitation, FilePathAnnotation, UrlCitation,
};
pub use caller::{Caller, DirectCaller, ProgramCaller};
pub use content::{ContentPart, OutputText, ReasoningText, Refusal, SummaryText};
pub use error::{ErrorCode, ResponseError};
pub use event::ResponseEvent;
pub(crate) use events::Placed;
pub use function_output::{FunctionOutput, InputFile, InputImage, InputPart, InputText};
pub use item::OutputItem;
pub use logprob::{Logprob, TopLogprob};
pub use response_object::{
    CacheRetention, Conversation, IncompleteDetails, IncompleteDetailsReason, ReasoningConfig,
    Response, ServiceTier, Truncation,
};
pub use role::{MessagePhase, Role};
pub use status::{ItemStatus, ResponseStatus};
pub use usage::{InputTokensDetails, OutputTokensDetails, ResponseUsage, ToolUsage};
