//! What the Responses API alone has.

use alloc::string::String;

use super::{Request, write};
use crate::api::Api;

/// The Responses API, as the type of a [`Request`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Responses;

impl From<Responses> for Api {
    fn from(_: Responses) -> Self {
        Self::Responses
    }
}

impl From<Request<Responses>> for Request {
    fn from(request: Request<Responses>) -> Self {
        Self { api: Api::Responses, members: request.members, system: None }
    }
}

/// What the Responses API has.
impl Request<Responses> {
    /// Asks `model` by the Responses API.
    ///
    /// ```
    /// use headwater_openai::json::JsonText;
    /// use headwater_openai::Request;
    /// use headwater_openai::request::Tool;
    ///
    /// let place = JsonText::parse(r#"{"type":"object","properties":{"city":{"type":"string"}}}"#)?;
    /// let request = Request::responses("gpt-5.4-mini")
    ///     .instructions("Be brief")
    ///     .prompt("How warm is it in Paris?")
    ///     .tool(Tool::function("weather").description("The weather now").parameters(place))
    ///     .reasoning_effort("low")
    ///     .max_output_tokens(500);
    /// assert_eq!(
    ///     request.body(),
    ///     concat!(
    ///         r#"{"model":"gpt-5.4-mini","instructions":"Be brief","input":"How warm is it in Paris?","#,
    ///         r#""tools":[{"type":"function","name":"weather","description":"The weather now","#,
    ///         r#""parameters":{"type":"object","properties":{"city":{"type":"string"}}}}],"#,
    ///         r#""reasoning":{"effort":"low"},"max_output_tokens":500,"stream":true}"#,
    ///     )
    /// );
    /// # Ok::<(), headwater_json::JsonError>(())
    /// ```
    pub fn responses(model: impl Into<String>) -> Self {
        Self::empty(Responses, model)
    }

    /// Goes on from a response that the server keeps. Tools and instructions of that are not taken
    /// over.
    #[must_use]
    pub fn previous_response_id(self, id: impl Into<String>) -> Self {
        self.set_text("previous_response_id", id)
    }

    /// The next turn where the server keeps the conversation: the same request without its input,
    /// going on from the response with this id.
    #[must_use]
    pub fn continuing(mut self, response_id: impl Into<String>) -> Self {
        self.members.remove("input");
        self.previous_response_id(response_id)
    }

    /// Has the server keep nothing, and send its reasoning encrypted, to be sent back with its
    /// [`answer`](Self::answer). Models that do not reason may refuse that.
    #[must_use]
    pub fn stateless(self) -> Self {
        self.store(false).include("reasoning.encrypted_content")
    }

    /// Asks for something that is otherwise left out, such as `web_search_call.action.sources`.
    #[must_use]
    pub fn include(mut self, what: impl Into<String>) -> Self {
        self.members.push("include", write::text(&what.into()));
        self
    }

    /// Answers in the background: a connection that breaks can be resumed by
    /// [`Endpoint::resume`](super::Endpoint::resume). Needs [`store`](Self::store).
    #[must_use]
    pub fn background(self, background: bool) -> Self {
        self.set("background", &background)
    }

    /// Which summary of the reasoning to show: `auto`, `concise`, `detailed`.
    #[must_use]
    pub fn reasoning_summary(mut self, summary: impl Into<String>) -> Self {
        self.members.set_in("reasoning", "summary", Some(write::text(&summary.into())));
        self
    }

    /// How many calls of the server's own tools the answer may have.
    #[must_use]
    pub fn max_tool_calls(self, calls: u64) -> Self {
        self.set("max_tool_calls", &calls)
    }
}
