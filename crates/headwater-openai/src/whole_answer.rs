//! An answer that came whole, in place of an event stream: a server that does not stream, or a response
//! that was retrieved.

use alloc::borrow::Cow;
use alloc::format;

use headwater_json::{Kind, RawJson};

use crate::api::Api;

/// What came whole, as an event of a stream would have said it.
pub(crate) struct WholeAnswer<'t> {
    pub(crate) event: Cow<'t, str>,
    /// The response is still being made.
    pub(crate) is_pending: bool,
}

/// The answer that a JSON object is, if it is one.
pub(crate) fn whole_answer(api: Api, text: &str) -> Option<WholeAnswer<'_>> {
    let object = RawJson::parse(text).ok()?;
    match api {
        Api::Responses => response(object),
        Api::ChatCompletions => completion(object),
    }
}

fn response(object: RawJson<'_>) -> Option<WholeAnswer<'_>> {
    let kind = object.get("object").and_then(|kind| kind.as_str());
    if kind.as_deref() != Some("response") {
        return None;
    }
    let status = object.get("status").and_then(|status| status.as_str());
    let is_pending = matches!(status.as_deref(), Some("queued" | "in_progress"));
    // However it ended: its status counts, not the name of the event.
    let event = if is_pending { "response.in_progress" } else { "response.completed" };
    let event = format!(r#"{{"type":"{event}","response":{}}}"#, object.as_json());
    Some(WholeAnswer { event: event.into(), is_pending })
}

/// A completion is read as a chunk, whose choices may hold a whole message as well.
fn completion(object: RawJson<'_>) -> Option<WholeAnswer<'_>> {
    let says = |choice: RawJson<'_>| {
        let message = choice.get("message").is_some_and(|it| it.kind() == Kind::Object);
        message || choice.get("text").is_some_and(|it| it.kind() == Kind::String)
    };
    let mut choices = object.get("choices")?.elements()?.peekable();
    choices.peek()?;
    choices.all(says).then(|| WholeAnswer { event: object.as_json().into(), is_pending: false })
}
