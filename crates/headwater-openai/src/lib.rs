//! Reads streamed answers of language models: the OpenAI Responses API and Chat Completions, as
//! OpenAI and the servers that imitate it really send them.
//!
//! [`AnswerStream`] is a [`headwater::Session`]: bytes of the response go in, [`AnswerItem`]s with
//! their [`Delta`]s come out, and at the end stands one [`Outcome`]. It does no I/O and knows no
//! clock; a driver such as `headwater-hyper` moves the bytes.
//!
//! What the outcome says is what the wire said: an answer that was cut off, that failed half way
//! or that ran into a token limit is never reported as completed.
//!
//! ```
//! use headwater::{Instant, ResponseHead, Session, Step};
//! use headwater_openai::{AnswerStream, Api, Delta, Outcome};
//!
//! let body = b"data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
//! let now = Instant::ORIGIN;
//! let mut answer = AnswerStream::new(Api::ChatCompletions);
//! answer.handle_response(ResponseHead::new(200), now);
//! let mut text = String::new();
//! let mut rest = &body[..];
//! loop {
//!     let progress = answer.advance(rest, now);
//!     if progress.step == Step::NeedData {
//!         break;
//!     }
//!     if let Some(item) = answer.item(rest) {
//!         for delta in item.deltas() {
//!             if let Delta::Text { text: piece, .. } = delta {
//!                 text.push_str(piece);
//!             }
//!         }
//!     }
//!     rest = &rest[progress.consumed..];
//! }
//! assert_eq!(text, "Hi");
//! assert_eq!(answer.outcome(), Some(&Outcome::Completed));
//! ```
//!
//! # Over many connections
//!
//! [`AnswerSession`] sends the request itself, and stays with its answer when the connection breaks:
//! `headwater_hyper::Driver::connect` drives it over any client. Its rules are on a page of their own,
//! *When the connection breaks*.
//!
//! # JSON while it grows
//!
//! A text with a response format, or the arguments of a call, can be shown before it is whole: give
//! each piece to a [`PartialJson`](json::PartialJson). Its value so far has every string as far as it
//! came, marked as partial where it may go on. Once it is whole, its text is read into types.
//!
//! ```
//! use std::collections::BTreeMap;
//!
//! use headwater_openai::json::PartialJson;
//! use headwater_openai::{AnswerStream, Api, Delta};
//! # use headwater::{Instant, Session, Step};
//!
//! /// Draws what has come of a structured answer.
//! fn show(item: headwater_openai::AnswerItem<'_>, json: &mut PartialJson) {
//!     for delta in item.deltas() {
//!         // Of a call: `Delta::ToolCallArguments { index, fragment }`, with a `PartialJson` for each.
//!         let Delta::Text { text, .. } = delta else { continue };
//!         if json.push(text).is_err() {
//!             return; // The model does not keep to the format.
//!         }
//!         if let Some(river) = json.value().and_then(|value| value.get("river")) {
//!             let cursor = if river.is_partial() { "…" } else { "" };
//!             println!("{}{cursor}", river.as_str().unwrap_or_default());
//!         }
//!     }
//! }
//!
//! # let event = |text: &str| format!(
//! #     "data: {{\"choices\":[{{\"delta\":{{\"content\":{text}}}}}]}}\n\n");
//! # let body = event(r#""{\"river\":\"Rh""#) + &event(r#""ine\",\"bank\":\"left\"}""#);
//! # let mut answer = AnswerStream::new(Api::ChatCompletions);
//! # let mut rest = body.as_bytes();
//! let mut json = PartialJson::new();
//! // … for each item of the answer:
//! # loop {
//! # let progress = answer.advance(rest, Instant::ORIGIN);
//! # if progress.step == Step::NeedData { break; }
//! # let item = answer.item(rest).unwrap();
//! show(item, &mut json);
//! # rest = &rest[progress.consumed..];
//! # }
//! json.end()?;
//! let value = json.value().expect("it is whole");
//! let typed: BTreeMap<String, String> = serde_json::from_str(&value.to_string())?;
//! assert_eq!((&*typed["river"], &*typed["bank"]), ("Rhine", "left"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(test)]
extern crate std;

mod accumulator;
mod answer;
pub mod answer_session;
mod answer_stream;
mod api;
mod body;
mod chat;
pub mod chat_completion;
mod cut_pairs;
mod delta;
mod error;
mod failure;
mod item;
mod limits;
mod object;
mod outcome;
mod reader;
mod record;
mod repeated;
pub mod request;
pub mod response;
mod responses;
mod tool_call;
mod tool_calls;
mod typed;
mod usage;
mod waiting_call;
mod warning;
#[cfg(doc)]
pub mod when_the_connection_breaks;
mod whole_answer;

pub use accumulator::AnswerObject;
pub use answer_session::{
    AnswerSession, AnswerSessionConfig, AnswerSessionItem, Operation, PaysTwice, Retrying,
};
pub use answer_stream::AnswerStream;
pub use api::Api;
pub use delta::Delta;
pub use error::ReadError;
/// JSON as it is written, on demand, and as it grows.
pub use headwater_json as json;
pub use item::{AnswerItem, Deltas};
pub use limits::Limits;
pub use object::{Extra, List, Number};
pub use outcome::{Failure, IncompleteReason, Interruption, InterruptionCause, Outcome};
pub use request::Request;
pub use tool_call::{ToolCall, ToolKind};
pub use typed::TypedEvent;
pub use usage::Usage;
pub use waiting_call::{WaitingCall, WaitingKind};
pub use warning::Warning;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadMe;
