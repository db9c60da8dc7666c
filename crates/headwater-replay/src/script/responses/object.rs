//! The response object and its items.

use super::Kind;
use crate::json::{Object, array};
use crate::script::{Answer, CREATED, Ending};

/// The response object that lifecycle events carry.
pub(super) struct Response<'a> {
    id: String,
    model: &'a str,
    ending: &'a Ending,
    reasons: bool,
    in_background: bool,
    usage: Object,
    /// The items done so far, as JSON.
    output: Vec<String>,
}

impl<'a> Response<'a> {
    pub(super) fn new(id: String, answer: &'a Answer, model: &'a str, prompt: &str) -> Self {
        let usage = usage(answer, prompt);
        let reasons = !answer.reasoning.is_empty();
        let (ending, in_background) = (&answer.ending, answer.in_background);
        Self { id, model, ending, reasons, in_background, usage, output: Vec::new() }
    }

    /// How many items are done, which is the index of the one being made.
    pub(super) fn items(&self) -> u64 {
        self.output.len() as u64
    }

    pub(super) fn add_item(&mut self, item: String) {
        self.output.push(item);
    }

    pub(super) fn object(&self, status: &str) -> String {
        let reasoning = Object::new().text("effort", "medium");
        let reasoning = if self.reasons {
            reasoning.text("summary", "auto")
        } else {
            reasoning.null("summary")
        };
        let object = Object::new()
            .text("id", &self.id)
            .text("object", "response")
            .number("created_at", CREATED)
            .text("status", status)
            .json("background", if self.in_background { "true" } else { "false" });
        let object = self
            .outcome(object, status)
            .null("instructions")
            .null("max_output_tokens")
            .null("max_tool_calls")
            .text("model", self.model)
            .json("output", &array(&self.output))
            .json("parallel_tool_calls", "true")
            .null("previous_response_id")
            .null("prompt_cache_key")
            .object("reasoning", reasoning)
            .null("safety_identifier")
            .text(
                "service_tier",
                if matches!(status, "queued" | "in_progress") { "auto" } else { "default" },
            )
            .json("store", if self.in_background { "true" } else { "false" })
            .json("temperature", "1.0")
            .json("text", "{\"format\":{\"type\":\"text\"},\"verbosity\":\"medium\"}")
            .text("tool_choice", "auto")
            .json("tools", "[]")
            .number("top_logprobs", 0)
            .json("top_p", "1.0")
            .text("truncation", "disabled");
        let object = match status {
            "completed" | "incomplete" => object.object("usage", self.usage.clone()),
            _ => object.null("usage"),
        };
        object.null("user").json("metadata", "{}").end()
    }

    /// The fields `error` and `incomplete_details`.
    fn outcome(&self, object: Object, status: &str) -> Object {
        let object = match self.ending {
            Ending::Failed { code, message } if status == "failed" => {
                object.object("error", Object::new().text("code", code).text("message", message))
            }
            _ => object.null("error"),
        };
        match self.ending.incomplete() {
            Some(reason) if status == "incomplete" => {
                object.object("incomplete_details", Object::new().text("reason", reason))
            }
            _ => object.null("incomplete_details"),
        }
    }
}

/// A reasoning item: with its summary when it is done.
pub(super) fn reasoning(id: &str, summary: Option<&str>) -> String {
    let summary: Vec<_> = summary.into_iter().map(|text| part(Kind::Summary, text).end()).collect();
    let item = Object::new().text("id", id).text("type", "reasoning");
    item.json("summary", &array(&summary)).end()
}

/// A message item.
pub(super) fn message(id: &str, status: &str, content: &[String]) -> String {
    Object::new()
        .text("id", id)
        .text("type", "message")
        .text("status", status)
        .json("content", &array(content))
        .text("role", "assistant")
        .end()
}

/// A function call item.
pub(super) fn call(id: &str, status: &str, arguments: &str, call_id: &str, name: &str) -> String {
    Object::new()
        .text("id", id)
        .text("type", "function_call")
        .text("status", status)
        .text("arguments", arguments)
        .text("call_id", call_id)
        .text("name", name)
        .end()
}

/// One part of an item's content or summary.
pub(super) fn part(kind: Kind, text: &str) -> Object {
    let part = Object::new();
    match kind {
        Kind::Summary => part.text("type", "summary_text").text("text", text),
        Kind::Text => part
            .text("type", "output_text")
            .json("annotations", "[]")
            .json("logprobs", "[]")
            .text("text", text),
        Kind::Refusal => part.text("type", "refusal").text("refusal", text),
    }
}

fn usage(answer: &Answer, prompt: &str) -> Object {
    let usage = answer.usage(prompt);
    let output = Object::new().number("reasoning_tokens", usage.reasoning);
    Object::new()
        .number("input_tokens", usage.input)
        .object("input_tokens_details", Object::new().number("cached_tokens", 0))
        .number("output_tokens", usage.output)
        .object("output_tokens_details", output)
        .number("total_tokens", usage.input + usage.output)
}
