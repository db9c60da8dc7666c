//! What Chat Completions alone has.

use alloc::format;
use alloc::string::String;

use super::{Request, write};
use crate::api::Api;

/// Chat Completions, as the type of a [`Request`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Chat;

impl From<Chat> for Api {
    fn from(_: Chat) -> Self {
        Self::ChatCompletions
    }
}

impl From<Request<Chat>> for Request {
    fn from(request: Request<Chat>) -> Self {
        let Request { members, system, .. } = request;
        Self { api: Api::ChatCompletions, members, system }
    }
}

/// What Chat Completions has.
impl Request<Chat> {
    /// Asks `model` by Chat Completions.
    ///
    /// ```
    /// use headwater_openai::json::JsonText;
    /// use headwater_openai::Request;
    /// use headwater_openai::request::ResponseFormat;
    ///
    /// let schema = JsonText::parse(r#"{"type":"object","properties":{"city":{"type":"string"}}}"#)?;
    /// let request = Request::chat("gpt-4.1-mini")
    ///     .prompt("Name a city")
    ///     .response_format(ResponseFormat::json_schema("city", schema).strict(true))
    ///     .temperature(0.2);
    /// assert_eq!(
    ///     request.body(),
    ///     concat!(
    ///         r#"{"model":"gpt-4.1-mini","messages":[{"role":"user","content":"Name a city"}],"#,
    ///         r#""response_format":{"type":"json_schema","json_schema":{"name":"city","#,
    ///         r#""schema":{"type":"object","properties":{"city":{"type":"string"}}},"strict":true}},"#,
    ///         r#""temperature":0.2,"stream":true,"stream_options":{"include_usage":true}}"#,
    ///     )
    /// );
    /// # Ok::<(), headwater_json::JsonError>(())
    /// ```
    pub fn chat(model: impl Into<String>) -> Self {
        let mut request = Self::empty(Chat, model);
        request.members.set("messages", String::from("[]"));
        request.include_usage(true)
    }

    /// Whether the last chunk says what was used; it does if this is not called. Where it is not to,
    /// nothing of it is sent, for servers that do not know of it.
    #[must_use]
    pub fn include_usage(mut self, include: bool) -> Self {
        let json = include.then(|| write::json(&include));
        self.members.set_in("stream_options", "include_usage", json);
        self
    }

    /// How many tokens the answer may have, under the name that older models and other servers know.
    #[must_use]
    pub fn max_tokens(self, tokens: u64) -> Self {
        self.set("max_tokens", &tokens)
    }

    /// Adds a text that ends the answer.
    #[must_use]
    pub fn stop(mut self, stop: impl Into<String>) -> Self {
        self.members.push("stop", write::text(&stop.into()));
        self
    }

    /// Where chance is to begin, so that an answer can be had again, as far as the server can.
    #[must_use]
    pub fn seed(mut self, seed: i64) -> Self {
        self.members.set("seed", format!("{seed}"));
        self
    }

    /// How many answers to give: each is a choice of its own.
    #[must_use]
    pub fn n(self, choices: u32) -> Self {
        self.set("n", &u64::from(choices))
    }
}
