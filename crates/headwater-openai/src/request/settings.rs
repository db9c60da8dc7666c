//! How to answer: what both APIs have besides the conversation.

use alloc::format;
use alloc::string::String;

use headwater_json::JsonText;

use super::{Request, ResponseFormat, Tool, ToolChoice, write};
use crate::api::Api;
use crate::object::ToJson;

/// How to answer, in both APIs.
impl<A: Copy + Into<Api>> Request<A> {
    /// Offers a tool.
    #[must_use]
    pub fn tool(mut self, tool: impl Into<Tool>) -> Self {
        let json = tool.into().to_json(self.api());
        self.members.push("tools", json);
        self
    }

    /// Offers all of these tools.
    #[must_use]
    pub fn tools(self, tools: impl IntoIterator<Item = impl Into<Tool>>) -> Self {
        tools.into_iter().fold(self, Self::tool)
    }

    /// Which tools the model may or must call.
    #[must_use]
    pub fn tool_choice(mut self, choice: ToolChoice) -> Self {
        self.members.set("tool_choice", choice.to_json(self.api()));
        self
    }

    /// Whether the model may call several tools at once.
    #[must_use]
    pub fn parallel_tool_calls(self, allowed: bool) -> Self {
        self.set("parallel_tool_calls", &allowed)
    }

    /// The form of the answer: `text.format` in the Responses API, `response_format` in Chat
    /// Completions.
    #[must_use]
    pub fn response_format(mut self, format: impl Into<ResponseFormat>) -> Self {
        let json = format.into().to_json(self.api());
        match self.api() {
            Api::Responses => self.members.set_in("text", "format", Some(json)),
            Api::ChatCompletions => self.members.set("response_format", json),
        }
        self
    }

    /// How much to say: `low`, `medium`, `high`.
    #[must_use]
    pub fn verbosity(mut self, verbosity: impl Into<String>) -> Self {
        let json = write::text(&verbosity.into());
        match self.api() {
            Api::Responses => self.members.set_in("text", "verbosity", Some(json)),
            Api::ChatCompletions => self.members.set("verbosity", json),
        }
        self
    }

    /// How hard to think: `none`, `minimal`, `low`, `medium`, `high`, or what else the model knows.
    #[must_use]
    pub fn reasoning_effort(mut self, effort: impl Into<String>) -> Self {
        let json = write::text(&effort.into());
        match self.api() {
            Api::Responses => self.members.set_in("reasoning", "effort", Some(json)),
            Api::ChatCompletions => self.members.set("reasoning_effort", json),
        }
        self
    }

    /// How many tokens the answer may have, the reasoning included: `max_output_tokens` in the
    /// Responses API, `max_completion_tokens` in Chat Completions; for servers that do not know that
    /// there is [`max_tokens`](Request::max_tokens).
    #[must_use]
    pub fn max_output_tokens(self, tokens: u64) -> Self {
        let name = match self.api() {
            Api::Responses => "max_output_tokens",
            Api::ChatCompletions => "max_completion_tokens",
        };
        self.set(name, &tokens)
    }

    /// How freely to choose each token. One that is not finite is left out: JSON has none.
    #[must_use]
    pub fn temperature(self, temperature: f64) -> Self {
        self.set_number("temperature", temperature)
    }

    /// Of how much of the likely tokens to choose. One that is not finite is left out.
    #[must_use]
    pub fn top_p(self, top_p: f64) -> Self {
        self.set_number("top_p", top_p)
    }

    /// Whether the server keeps the answer.
    #[must_use]
    pub fn store(self, store: bool) -> Self {
        self.set("store", &store)
    }

    /// Adds a name and a value that are kept with the answer.
    #[must_use]
    pub fn metadata(mut self, name: impl AsRef<str>, value: impl Into<String>) -> Self {
        self.members.set_in("metadata", name.as_ref(), Some(write::text(&value.into())));
        self
    }

    /// At which priority and price: `auto`, `default`, `flex`, `priority`, or what else there is.
    #[must_use]
    pub fn service_tier(self, tier: impl Into<String>) -> Self {
        self.set_text("service_tier", tier)
    }

    /// Names the person asking; OpenAI has `safety_identifier` and `prompt_cache_key` in its place.
    #[must_use]
    pub fn user(self, user: impl Into<String>) -> Self {
        self.set_text("user", user)
    }

    /// Names the person asking, so that a breach of the terms falls on nobody else. Send a hash.
    #[must_use]
    pub fn safety_identifier(self, identifier: impl Into<String>) -> Self {
        self.set_text("safety_identifier", identifier)
    }

    /// Names the requests that begin alike, so that they find each other's cached beginning.
    #[must_use]
    pub fn prompt_cache_key(self, key: impl Into<String>) -> Self {
        self.set_text("prompt_cache_key", key)
    }

    /// Whether events are padded, so that nobody on the way tells tokens by their length.
    #[must_use]
    pub fn include_obfuscation(mut self, include: bool) -> Self {
        self.members.set_in("stream_options", "include_obfuscation", Some(write::json(&include)));
        self
    }

    /// Sets any member, in place of what is there under this name. Methods that are called later
    /// add to it, or replace it in turn.
    ///
    /// `stream` alone cannot be set: the answer is read as a stream.
    ///
    /// ```
    /// use headwater_openai::json::JsonText;
    /// use headwater_openai::Request;
    ///
    /// let request = Request::chat("m").prompt("Hi").raw("top_k", JsonText::parse("40")?);
    /// assert!(request.body().ends_with(r#","top_k":40}"#));
    /// # Ok::<(), headwater_json::JsonError>(())
    /// ```
    #[must_use]
    pub fn raw<'j>(mut self, name: impl Into<String>, value: impl Into<JsonText<'j>>) -> Self {
        let name = name.into();
        if name == "stream" {
            return self;
        }
        if name == "messages" {
            self.system = None;
        }
        self.members.set(name, value.into().as_json().into());
        self
    }

    pub(super) fn set(mut self, name: &'static str, value: &impl ToJson) -> Self {
        self.members.set(name, write::json(value));
        self
    }

    pub(super) fn set_text(mut self, name: &'static str, text: impl Into<String>) -> Self {
        self.members.set(name, write::text(&text.into()));
        self
    }

    pub(super) fn set_number(mut self, name: &'static str, number: f64) -> Self {
        if number.is_finite() {
            self.members.set(name, format!("{number}"));
        } else {
            self.members.remove(name);
        }
        self
    }
}
