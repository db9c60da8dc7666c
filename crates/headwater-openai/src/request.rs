//! What to ask.

use alloc::string::String;
use core::fmt;

use crate::api::Api;
use crate::json;

/// A request for a streamed answer to one prompt: where it goes and its body.
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
pub struct Request {
    api: Api,
    model: String,
    prompt: String,
    instructions: Option<String>,
}

impl Request {
    /// Asks `model` for an answer to `prompt`.
    pub fn new(api: Api, model: impl Into<String>, prompt: impl Into<String>) -> Self {
        Self { api, model: model.into(), prompt: prompt.into(), instructions: None }
    }

    /// What the model is to keep to: `instructions` in the Responses API, a message of the role
    /// `system` in Chat Completions, which more servers know than `developer`.
    #[must_use]
    pub fn instructions(mut self, instructions: impl Into<String>) -> Self {
        self.instructions = Some(instructions.into());
        self
    }

    /// Which API it is for.
    #[must_use]
    pub const fn api(&self) -> Api {
        self.api
    }

    /// The path below the API's base URL.
    #[must_use]
    pub const fn path(&self) -> &'static str {
        self.api.path()
    }

    /// The body, to be sent as `application/json`. It asks for a stream, and in Chat Completions
    /// for the usage, which is otherwise left out there.
    #[must_use]
    pub fn body(&self) -> String {
        json::request::body(self.api, &self.model, self.instructions.as_deref(), &self.prompt)
    }
}

/// Shows neither the prompt nor the instructions: they may be secret.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("api", &self.api)
            .field("model", &self.model)
            .field("prompt_len", &self.prompt.len())
            .field("instructions_len", &self.instructions.as_ref().map(String::len))
            .finish_non_exhaustive()
    }
}
