//! What a request's path leads to.

use crate::Api;
use crate::refusal::Refusal;

/// What a request's path leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    Models,
    /// An answer is created.
    Stream(Api),
    /// A background response, polled or resumed.
    Response(String),
    /// A background response is cancelled.
    Cancel(String),
    /// The feed of this index.
    Feed(usize),
}

impl Route {
    /// The prefix `/v1` is optional; feeds are at their paths and nowhere else.
    pub(crate) fn of<'a>(
        method: &str,
        path: &str,
        mut feeds: impl Iterator<Item = &'a str>,
    ) -> Result<Self, Refusal> {
        if let Some(index) = feeds.position(|feed| feed == path) {
            return Ok(Self::Feed(index));
        }
        let unknown = || Refusal::UnknownPath(path.to_owned());
        let (route, allowed) = match path.strip_prefix("/v1").unwrap_or(path) {
            "/models" => (Self::Models, "GET"),
            "/responses" => (Self::Stream(Api::Responses), "POST"),
            "/chat/completions" => (Self::Stream(Api::ChatCompletions), "POST"),
            path => {
                let id = path.strip_prefix("/responses/").ok_or_else(unknown)?;
                match id.strip_suffix("/cancel") {
                    Some(id) if is_id(id) => (Self::Cancel(id.into()), "POST"),
                    None if is_id(id) => (Self::Response(id.into()), "GET"),
                    _ => return Err(unknown()),
                }
            }
        };
        if method == allowed { Ok(route) } else { Err(Refusal::WrongMethod { allowed }) }
    }
}

fn is_id(text: &str) -> bool {
    !text.is_empty() && !text.contains('/')
}
