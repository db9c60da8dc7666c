//! What to ask: requests of both APIs, and how HTTP carries them.
//!
//! | to | use |
//! |---|---|
//! | ask one thing of either API | [`Request::new`] |
//! | use all of the Responses API | [`Request::responses`] |
//! | use all of Chat Completions | [`Request::chat`] |
//! | say where it goes, with which key | [`Endpoint`], [`Request::prepare`] |
//! | answer a tool call | [`ToolCall::output`](crate::ToolCall::output) |
//!
//! What the two APIs write in different ways is said in one: a [`Tool`], a [`ResponseFormat`], a
//! [`Message`] or an image becomes what the API of the request has for it. Every request asks for a
//! stream.
//!
//! # Tool calls, and back
//!
//! The request that has been answered, the answer, and what the tools gave make the next request. A
//! server that keeps the conversation needs the id of its answer alone:
//!
//! ```
//! use headwater_openai::ToolCall;
//! use headwater_openai::request::{Request, Responses};
//!
//! fn next(asked: Request<Responses>, response_id: &str, calls: &[ToolCall]) -> Request<Responses> {
//!     asked.continuing(response_id).messages(calls.iter().map(|call| call.output(run(call))))
//! }
//!
//! fn run(call: &ToolCall) -> String {
//!     format!("{} is not there", call.name())
//! }
//! # let _ = next;
//! ```
//!
//! Any other is sent the answer again, with the reasoning and the signatures that belong to its
//! calls. Where the answer is not at hand as JSON, an [`AssistantMessage`] puts it together:
//!
//! ```
//! use headwater_json::RawJson;
//! use headwater_openai::{Request, ToolCall};
//!
//! // The `output` of a response, or the `message` of a choice.
//! fn next(asked: Request, answer: RawJson, calls: &[ToolCall]) -> Request {
//!     asked.answer(answer).messages(calls.iter().map(|call| call.output("21 °C")))
//! }
//! # let _ = next;
//! ```

mod answer;
mod assistant;
mod chat;
mod content;
mod endpoint;
mod error;
mod format;
mod http;
mod message;
mod responses;
mod settings;
mod tool;
mod tool_choice;
mod tool_output;
mod write;

use alloc::string::String;
use core::fmt;

use headwater_json::RawJson;

use crate::api::Api;
use write::Members;

pub use assistant::{AssistantMessage, PastCall};
pub use chat::Chat;
pub use content::{Content, ContentPart};
pub use endpoint::Endpoint;
pub use error::RequestError;
pub use format::{JsonSchema, ResponseFormat};
pub use http::{Header, HttpRequest, Method, RequestBody};
pub use message::Message;
pub use responses::Responses;
pub use tool::{CustomTool, FunctionTool, Tool};
pub use tool_choice::ToolChoice;
pub use tool_output::ToolOutput;

/// A request for a streamed answer: where it goes and its body.
///
/// `Request` alone is one of either API, for what both can do. What only one of them has is there
/// where the API is part of the type: [`Request<Responses>`](Request#impl-Request<Responses>) and
/// [`Request<Chat>`](Request#impl-Request<Chat>), which turn into a `Request` by `into`.
///
/// The body is the same for the same calls, byte for byte. What is set again counts, and what is not
/// set is left to the server.
///
/// ```
/// use headwater_openai::{Api, Request};
///
/// let request = Request::new(Api::Responses, "gpt-4.1-mini", "Say hello").instructions("Be brief");
/// assert_eq!(request.path(), "/responses");
/// assert_eq!(
///     request.body(),
///     r#"{"model":"gpt-4.1-mini","instructions":"Be brief","input":"Say hello","stream":true}"#
/// );
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Request<A = Api> {
    api: A,
    members: Members,
    /// The message that stands before the others in Chat Completions, as JSON.
    system: Option<String>,
}

impl Request {
    /// Asks `model` for an answer to `prompt`.
    pub fn new(api: Api, model: impl Into<String>, prompt: impl Into<String>) -> Self {
        match api {
            Api::Responses => Request::responses(model).prompt(prompt).into(),
            Api::ChatCompletions => Request::chat(model).prompt(prompt).into(),
        }
    }
}

/// What both APIs have.
impl<A: Copy + Into<Api>> Request<A> {
    fn empty(api: A, model: impl Into<String>) -> Self {
        let mut members = Members::default();
        members.set("model", write::text(&model.into()));
        members.set("stream", String::from("true"));
        Self { api, members, system: None }
    }

    /// Which API it is for.
    #[must_use]
    pub fn api(&self) -> Api {
        self.api.into()
    }

    /// The path below the API's base URL.
    #[must_use]
    pub fn path(&self) -> &'static str {
        self.api().path()
    }

    /// The body, to be sent as `application/json`. It asks for a stream, and in Chat Completions
    /// for the usage, which is otherwise left out there.
    #[must_use]
    pub fn body(&self) -> String {
        write::object(|object| {
            for (name, json) in self.members.iter() {
                match &self.system {
                    Some(system) if name == "messages" => {
                        object.raw(name, &message::before(system, json));
                    }
                    _ => object.raw(name, json),
                }
            }
        })
    }

    /// The request as HTTP carries it to an endpoint.
    ///
    /// # Errors
    /// The endpoint has a URL, a name or a header that HTTP cannot carry.
    pub fn prepare(&self, endpoint: &Endpoint) -> Result<HttpRequest, RequestError> {
        endpoint.create(self.api(), self.body())
    }

    /// What the model is to keep to: `instructions` in the Responses API, a first message of the
    /// role `system` in Chat Completions, which more servers know than `developer`.
    #[must_use]
    pub fn instructions(mut self, instructions: impl Into<String>) -> Self {
        let instructions = instructions.into();
        match self.api() {
            Api::Responses => self.set_text("instructions", instructions),
            Api::ChatCompletions => {
                self.system = Some(message::of_role("system", &write::text(&instructions)));
                self
            }
        }
    }

    /// Adds a message of the user that is nothing but text.
    #[must_use]
    pub fn prompt(mut self, text: impl Into<String>) -> Self {
        let text = text.into();
        if self.api() == Api::Responses && self.members.get("input").is_none() {
            self.members.set("input", write::text(&text));
            return self;
        }
        self.message(Message::user(text))
    }

    /// Adds to the conversation: a message, the result of a tool, or anything else that belongs
    /// there, as JSON.
    #[must_use]
    pub fn message(mut self, message: impl Into<Message>) -> Self {
        let name = self.conversation();
        message.into().write(self.api(), |json| self.members.push(name, json));
        self
    }

    /// Adds all of these to the conversation.
    #[must_use]
    pub fn messages(self, messages: impl IntoIterator<Item = impl Into<Message>>) -> Self {
        messages.into_iter().fold(self, Self::message)
    }

    /// Adds what the model answered, as it came, so that it can go on from there.
    ///
    /// In the Responses API that is the `output` of the response, or one item of it: each goes back
    /// as it is. Reasoning needs its `encrypted_content`, as
    /// [`stateless`](Request::stateless) asks for it; take that of `response.output_item.done`. Where
    /// the server keeps the conversation, [`continuing`](Request::continuing) does without.
    ///
    /// In Chat Completions it is the `message` of a choice: its content, refusal and tool calls go
    /// back, and of what else providers add that which has to, such as `reasoning_content`
    /// (DeepSeek, Kimi), `reasoning_details` (OpenRouter) and the thought signatures in
    /// `extra_content` (Gemini). What is there for the reader alone stays behind;
    /// [`message`](Self::message) sends that, too.
    #[must_use]
    pub fn answer(self, answer: RawJson<'_>) -> Self {
        match (self.api(), answer.elements()) {
            (Api::Responses, Some(items)) => self.messages(items),
            (Api::Responses, None) => self.message(answer),
            (Api::ChatCompletions, _) => self.message(answer::sent_back(answer)),
        }
    }

    /// The name of the member that holds the conversation, which is a list from now on.
    fn conversation(&mut self) -> &'static str {
        if self.api() == Api::ChatCompletions {
            return "messages";
        }
        if let Some(prompt) = self.members.get("input").filter(|input| input.starts_with('"')) {
            let message = message::of_role("user", prompt);
            self.members.set("input", write::list([message]));
        }
        "input"
    }
}

/// Shows the model, and of all else the sizes: what is asked may be secret.
impl<A: Copy + Into<Api>> fmt::Debug for Request<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("api", &self.api())
            .field("model", &format_args!("{}", self.members.get("model").unwrap_or_default()))
            .field("instructions_len", &self.system.as_ref().map(String::len))
            .field("member_lens", &self.members)
            .finish_non_exhaustive()
    }
}
