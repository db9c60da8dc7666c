//! Scripted answers: said once, rendered to either API's event stream.

mod chat;
mod responses;
mod tokens;

use bytes::Bytes;

use crate::random::Random;
use crate::{Api, End, Recording};

/// When scripted answers were created, in seconds since 1970: a constant, so that an answer
/// renders to the same bytes each time.
const CREATED: u64 = 1_767_225_600;

/// The letters of OpenAI's ids for Responses objects.
const HEX: &str = "0123456789abcdef";
/// The letters of OpenAI's ids for tool calls and chat completions, and of its padding.
const ALPHANUMERIC: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// An answer of a model, to be rendered to either API's event stream.
///
/// ```
/// use headwater_replay::{Answer, Api, Ending};
///
/// let answer = Answer::text("Let me look that up.")
///     .reasoning("The user asks about the weather.")
///     .tool_call("get_weather", r#"{"city":"Zürich"}"#);
/// let stream = answer.render(Api::ChatCompletions, "gpt-5", "How is the weather?");
/// assert!(stream.ends_with(b"data: [DONE]\n\n"));
///
/// let failure = Answer::text("So far so").ending(Ending::failed("server_error", "Out of luck."));
/// let stream = failure.render(Api::Responses, "gpt-5", "Hello?");
/// assert!(stream.starts_with(b"event: response.created\ndata: {\"type\":\"response.created\""));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    pub(crate) reasoning: String,
    pub(crate) text: String,
    pub(crate) refusal: String,
    pub(crate) tool_calls: Vec<ToolCall>,
    pub(crate) ending: Ending,
    without_usage: bool,
    in_background: bool,
}

/// A call that an answer asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ToolCall {
    pub(crate) name: String,
    pub(crate) arguments: String,
}

/// How an answer ends.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Ending {
    /// Complete: `response.completed`, or `finish_reason` `stop` or `tool_calls`.
    #[default]
    Completed,
    /// Stopped at the token limit: `response.incomplete` with `max_output_tokens`, or
    /// `finish_reason` `length`.
    TokenLimit,
    /// Stopped by the content filter: `response.incomplete` or `finish_reason`, with
    /// `content_filter`.
    ContentFilter,
    /// Failed in mid-stream: an `error` event and `response.failed`, or a chunk with `error`; the
    /// last part of the answer stays open.
    Failed {
        /// What programs go by, such as `server_error`.
        code: String,
        /// What people read.
        message: String,
    },
    /// The stream just ends, without any terminal event or `[DONE]`, and the server closes the
    /// connection as with [`End::Cut`].
    CutOff,
}

impl Ending {
    /// [`Ending::Failed`] with these texts.
    #[must_use]
    pub fn failed(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Failed { code: code.into(), message: message.into() }
    }

    /// Whether the parts of the answer are all closed when it ends.
    const fn closes(&self) -> bool {
        matches!(self, Self::Completed | Self::TokenLimit | Self::ContentFilter)
    }

    /// The `incomplete_details.reason` of the Responses API.
    const fn incomplete(&self) -> Option<&'static str> {
        match self {
            Self::TokenLimit => Some("max_output_tokens"),
            Self::ContentFilter => Some("content_filter"),
            Self::Completed | Self::Failed { .. } | Self::CutOff => None,
        }
    }
}

impl Answer {
    /// An answer without content.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An answer with this text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Reasoning in front of the answer: a reasoning item with a summary, or `reasoning_content`
    /// deltas, which is where most servers of the chat API put it (OpenAI's own sends none).
    #[must_use]
    pub fn reasoning(mut self, reasoning: impl Into<String>) -> Self {
        self.reasoning = reasoning.into();
        self
    }

    /// A refusal, behind the text if there is any.
    #[must_use]
    pub fn refusal(mut self, refusal: impl Into<String>) -> Self {
        self.refusal = refusal.into();
        self
    }

    /// One more tool call, behind the text. The arguments should be JSON, which nothing checks.
    #[must_use]
    pub fn tool_call(mut self, name: impl Into<String>, arguments: impl Into<String>) -> Self {
        self.tool_calls.push(ToolCall { name: name.into(), arguments: arguments.into() });
        self
    }

    /// In Chat Completions without the usage, which is sent only to requests whose `stream_options`
    /// ask for it: a client may well not expect its chunk, which has no choice.
    #[must_use]
    pub fn without_usage(mut self) -> Self {
        self.without_usage = true;
        self
    }

    /// As an answer of the background (Responses): it is queued first, and its response object says
    /// what it is.
    #[must_use]
    pub fn in_background(mut self) -> Self {
        self.in_background = true;
        self
    }

    /// How the answer ends, if not complete.
    #[must_use]
    pub fn ending(mut self, ending: Ending) -> Self {
        self.ending = ending;
        self
    }

    /// The answer as an event stream: what the body of the HTTP response holds.
    ///
    /// Ids and padding are drawn from the model and the prompt, so the same call gives the same
    /// bytes. The prompt counts towards the usage and is not repeated in the stream.
    #[must_use]
    pub fn render(&self, api: Api, model: &str, prompt: &str) -> Bytes {
        let random = Random::from_text(&[model, prompt]);
        let context = Context { model, prompt, random };
        Bytes::from(match api {
            Api::Responses => responses::render(self, context),
            Api::ChatCompletions => chat::render(self, context),
        })
    }

    /// The answer as a recording, with the end of the HTTP body that its ending asks for.
    #[must_use]
    pub fn record(&self, name: &str, api: Api, model: &str, prompt: &str) -> Recording {
        let end = if self.ending == Ending::CutOff { End::Cut } else { End::Clean };
        Recording::with_api(name, api, self.render(api, model, prompt)).ending(end)
    }

    /// Tokens of input, of output, and of reasoning among the output.
    fn usage(&self, prompt: &str) -> Usage {
        let count = |text: &str| tokens::of(text).count() as u64;
        let reasoning = count(&self.reasoning);
        let calls: u64 =
            self.tool_calls.iter().map(|call| count(&call.name) + count(&call.arguments)).sum();
        let answer = count(&self.text) + count(&self.refusal) + calls;
        Usage { input: count(prompt), output: reasoning + answer, reasoning }
    }
}

/// What an answer is rendered with.
struct Context<'a> {
    model: &'a str,
    prompt: &'a str,
    random: Random,
}

struct Usage {
    input: u64,
    output: u64,
    reasoning: u64,
}

/// The padding that OpenAI puts on deltas, so that the length of an encrypted event does not tell
/// the length of its token.
fn padding(random: &mut Random, delta: &str) -> String {
    let length = 16_usize.saturating_sub(delta.len() % 16);
    random.letters(ALPHANUMERIC, length)
}

#[cfg(test)]
mod tests;
