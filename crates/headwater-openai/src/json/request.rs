//! Request bodies.

use alloc::string::String;

use serde::Serialize;

use crate::api::Api;

#[derive(Serialize)]
struct ResponsesBody<'a> {
    model: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    instructions: Option<&'a str>,
    input: &'a str,
    stream: bool,
}

#[derive(Serialize)]
struct ChatBody<'a> {
    model: &'a str,
    messages: Messages<'a>,
    stream: bool,
    stream_options: StreamOptions,
}

#[derive(Serialize)]
struct StreamOptions {
    include_usage: bool,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Messages<'a> {
    Prompt([Message<'a>; 1]),
    WithInstructions([Message<'a>; 2]),
}

#[derive(Serialize)]
struct Message<'a> {
    role: &'static str,
    content: &'a str,
}

pub(crate) fn body(api: Api, model: &str, instructions: Option<&str>, prompt: &str) -> String {
    let written = match api {
        Api::Responses => serde_json::to_string(&ResponsesBody {
            model,
            instructions,
            input: prompt,
            stream: true,
        }),
        Api::ChatCompletions => {
            let user = Message { role: "user", content: prompt };
            let messages = match instructions {
                Some(content) => {
                    Messages::WithInstructions([Message { role: "system", content }, user])
                }
                None => Messages::Prompt([user]),
            };
            let stream_options = StreamOptions { include_usage: true };
            serde_json::to_string(&ChatBody { model, messages, stream: true, stream_options })
        }
    };
    // Strings and booleans can always be written.
    written.unwrap_or_default()
}
