//! Rendering to Chat Completions chunks.

use super::{ALPHANUMERIC, Answer, CREATED, Context, Ending, Usage, padding, tokens};
use crate::json::{Object, array};

/// Writes the chunks of one completion.
struct Chunks<'a> {
    stream: String,
    id: String,
    fingerprint: String,
    has_usage: bool,
    context: Context<'a>,
}

pub(super) fn render(answer: &Answer, mut context: Context<'_>) -> String {
    let id = format!("chatcmpl-{}", context.random.letters(ALPHANUMERIC, 29));
    let fingerprint = format!("fp_{}", context.random.letters(super::HEX, 10));
    let has_usage = !answer.without_usage;
    let mut chunks = Chunks { stream: String::new(), id, fingerprint, has_usage, context };
    chunks.open(answer);
    chunks.deltas("reasoning_content", &answer.reasoning, true);
    chunks.deltas("content", &answer.text, false);
    chunks.deltas("refusal", &answer.refusal, false);
    chunks.tool_calls(answer);
    chunks.close(answer);
    chunks.stream
}

impl Chunks<'_> {
    /// The first chunk, with the role.
    fn open(&mut self, answer: &Answer) {
        let role = Object::new().text("role", "assistant");
        let delta = if answer.text.is_empty() && answer.reasoning.is_empty() {
            role.null("content")
        } else {
            role.text("content", "")
        };
        self.choice(delta.null("refusal"), None, "");
    }

    fn deltas(&mut self, field: &str, text: &str, without_content: bool) {
        for token in tokens::of(text) {
            let delta = Object::new();
            let delta = if without_content { delta.null("content") } else { delta };
            self.choice(delta.text(field, token), None, token);
        }
    }

    fn tool_calls(&mut self, answer: &Answer) {
        for (index, call) in answer.tool_calls.iter().enumerate() {
            let index = index as u64;
            let id = format!("call_{}", self.context.random.letters(ALPHANUMERIC, 24));
            let function = Object::new().text("name", &call.name).text("arguments", "");
            let head = Object::new().number("index", index).text("id", &id);
            self.tool_call(head.text("type", "function").object("function", function), "");
            for token in tokens::of(&call.arguments) {
                let function = Object::new().text("arguments", token);
                self.tool_call(
                    Object::new().number("index", index).object("function", function),
                    token,
                );
            }
        }
    }

    fn tool_call(&mut self, call: Object, token: &str) {
        self.choice(Object::new().json("tool_calls", &array(&[call.end()])), None, token);
    }

    fn close(&mut self, answer: &Answer) {
        let reason = match &answer.ending {
            Ending::Completed if answer.tool_calls.is_empty() => "stop",
            Ending::Completed => "tool_calls",
            Ending::TokenLimit => "length",
            Ending::ContentFilter => "content_filter",
            Ending::Failed { code, message } => {
                let error = Object::new().text("message", message).text("type", code);
                let error = error.null("param").text("code", code);
                self.data(&Object::new().object("error", error).end());
                return;
            }
            Ending::CutOff => return,
        };
        self.choice(Object::new(), Some(reason), "");
        if self.has_usage {
            let usage = usage(&answer.usage(self.context.prompt));
            self.chunk("[]", &usage.end(), "");
        }
        self.data("[DONE]");
    }

    fn choice(&mut self, delta: Object, finish_reason: Option<&str>, token: &str) {
        let choice = Object::new().number("index", 0).object("delta", delta).null("logprobs");
        let choice = match finish_reason {
            Some(reason) => choice.text("finish_reason", reason),
            None => choice.null("finish_reason"),
        };
        self.chunk(&array(&[choice.end()]), "null", token);
    }

    fn chunk(&mut self, choices: &str, usage: &str, token: &str) {
        let chunk = Object::new()
            .text("id", &self.id)
            .text("object", "chat.completion.chunk")
            .number("created", CREATED)
            .text("model", self.context.model)
            .text("service_tier", "default")
            .text("system_fingerprint", &self.fingerprint)
            .json("choices", choices);
        let chunk = if self.has_usage { chunk.json("usage", usage) } else { chunk };
        let chunk = chunk.text("obfuscation", &padding(&mut self.context.random, token));
        self.data(&chunk.end());
    }

    fn data(&mut self, data: &str) {
        self.stream.push_str("data: ");
        self.stream.push_str(data);
        self.stream.push_str("\n\n");
    }
}

fn usage(usage: &Usage) -> Object {
    let prompt = Object::new().number("cached_tokens", 0).number("audio_tokens", 0);
    let completion = Object::new()
        .number("reasoning_tokens", usage.reasoning)
        .number("audio_tokens", 0)
        .number("accepted_prediction_tokens", 0)
        .number("rejected_prediction_tokens", 0);
    Object::new()
        .number("prompt_tokens", usage.input)
        .number("completion_tokens", usage.output)
        .number("total_tokens", usage.input + usage.output)
        .object("prompt_tokens_details", prompt)
        .object("completion_tokens_details", completion)
}
