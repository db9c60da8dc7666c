//! Which API a stream is of, told by its first JSON object.

use headwater::Decoder;
use headwater_openai::Api;
use headwater_openai::json::RawJson;

/// A stream of which no object came in so many bytes is taken for one of chunks.
const MOST_WAITING: usize = 64 * 1024 * 1024;

/// Holds what comes until the API is known.
#[derive(Default)]
pub(super) struct WhichApi {
    known: Option<Api>,
    decoder: Decoder,
    waiting: Vec<u8>,
}

impl WhichApi {
    pub(super) fn known(api: Api) -> Self {
        Self { known: Some(api), ..Self::default() }
    }

    /// The API, once it is known, and the bytes that are to be read.
    pub(super) fn read(&mut self, bytes: &[u8]) -> Option<(Api, Vec<u8>)> {
        if let Some(api) = self.known {
            return Some((api, bytes.to_vec()));
        }
        self.waiting.extend_from_slice(bytes);
        let mut rest = bytes;
        loop {
            let api = match self.decoder.decode(&mut rest) {
                Ok(Some(event)) => api_of(event.data()),
                Ok(None) => break,
                Err(_) => None,
            };
            if let Some(api) = api {
                return Some(self.is(api));
            }
        }
        (self.waiting.len() >= MOST_WAITING).then(|| self.is(Api::ChatCompletions))
    }

    /// What waited to the end. The last event may lack its blank line, or an object came in place of a
    /// stream.
    pub(super) fn end(mut self) -> (Api, Vec<u8>) {
        self.decoder.end();
        let unfinished = self.decoder.unfinished().and_then(|event| api_of(event.data()));
        let api = self.known.or(unfinished).or_else(|| api_of(&self.waiting));
        (api.unwrap_or(Api::ChatCompletions), self.waiting)
    }

    fn is(&mut self, api: Api) -> (Api, Vec<u8>) {
        self.known = Some(api);
        (api, std::mem::take(&mut self.waiting))
    }
}

fn api_of(data: &[u8]) -> Option<Api> {
    let object = RawJson::from_slice(data).ok()?;
    object.members()?;
    let text = |name| object.get(name).and_then(|value| value.as_str());
    let is_of_responses = text("type").is_some_and(|kind| {
        kind.starts_with("response.") || matches!(&*kind, "error" | "keepalive")
    }) || text("object").is_some_and(|object| object == "response")
        || object.get("sequence_number").is_some();
    let has_choices = object.get("choices").is_some();
    Some(if is_of_responses && !has_choices { Api::Responses } else { Api::ChatCompletions })
}
