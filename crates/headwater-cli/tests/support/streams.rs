//! What a stream says, read in the plainest way: by its `data` lines.

use headwater_replay::Api;
use serde_json::Value;

/// The texts of a stream, or of the first part of one.
#[derive(Default, Debug, PartialEq, Eq)]
pub(crate) struct Texts {
    pub(crate) answer: String,
    pub(crate) reasoning: String,
    pub(crate) refusal: String,
    /// The arguments of all tool calls, one behind the other.
    pub(crate) arguments: String,
    /// How many events it has, `[DONE]` included.
    pub(crate) events: usize,
}

/// Reads the lines of data that are all there: a line that the end cut off counts if its JSON is
/// whole.
pub(crate) fn texts(api: Api, stream: &[u8]) -> Texts {
    let mut texts = Texts::default();
    for line in stream.split(|byte| *byte == b'\n') {
        let Some(data) = line.strip_prefix(b"data: ") else { continue };
        if data == b"[DONE]" {
            texts.events += 1;
        }
        let Ok(object) = serde_json::from_slice::<Value>(data) else { continue };
        texts.events += 1;
        match api {
            Api::Responses => texts.add_event(&object),
            Api::ChatCompletions => texts.add_chunk(&object),
        }
    }
    texts
}

impl Texts {
    fn add_event(&mut self, event: &Value) {
        let to = match event["type"].as_str() {
            Some("response.output_text.delta") => &mut self.answer,
            Some("response.reasoning_summary_text.delta") => &mut self.reasoning,
            Some("response.refusal.delta") => &mut self.refusal,
            Some("response.function_call_arguments.delta") => &mut self.arguments,
            _ => return,
        };
        to.push_str(event["delta"].as_str().unwrap());
    }

    fn add_chunk(&mut self, chunk: &Value) {
        let delta = &chunk["choices"][0]["delta"];
        for (text, to) in [
            (&delta["content"], &mut self.answer),
            (&delta["reasoning_content"], &mut self.reasoning),
            (&delta["refusal"], &mut self.refusal),
            (&delta["tool_calls"][0]["function"]["arguments"], &mut self.arguments),
        ] {
            to.push_str(text.as_str().unwrap_or_default());
        }
    }
}
