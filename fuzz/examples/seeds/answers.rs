//! The streams of `headwater-openai`'s tests, as scripts.

use std::{fs, path::Path};

use headwater::Decoder;
use serde_json::Value;

/// Each target with the folders of its streams and its templates.
pub(crate) const TARGETS: [(&str, &[&str], &str); 2] = [
    ("chat_stream", &["chat", "completions"], include_str!("../../templates/chat.jsonl")),
    ("responses_stream", &["responses"], include_str!("../../templates/responses.jsonl")),
];

/// As `src/event_script.rs` has them.
const RECORD_SEPARATOR: u8 = 0x1E;
const RAW: u8 = 0xFF;
const DONE: u8 = 0;
const ERROR_FIELD: u8 = 7;
const SPECIALS: usize = 8;

/// Longer events are left out where no template is like them.
const MAX_RAW: usize = 250;
const MAX_SCRIPT: usize = 1000;

pub(crate) fn scripts(folders: &[&str], templates: &str) -> Vec<(String, Vec<u8>)> {
    let templates: Vec<_> = templates.lines().map(signature_of).collect();
    let streams =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/headwater-openai/tests/streams");
    let mut scripts = Vec::new();
    for folder in folders {
        for entry in fs::read_dir(streams.join(folder)).expect("there are streams") {
            let path = entry.expect("it can be read").path();
            let body = fs::read(&path).expect("it can be read");
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            scripts.push((format!("{folder}-{name}"), script(&body, &templates)));
        }
    }
    scripts.sort();
    scripts
}

fn script(body: &[u8], templates: &[String]) -> Vec<u8> {
    let mut script = Vec::new();
    let mut decoder = Decoder::new();
    let mut rest = body;
    while let Ok(Some(event)) = decoder.decode(&mut rest) {
        let data = event.data_lossy().to_string();
        let record = match templates.iter().position(|known| *known == signature_of(&data)) {
            _ if data.trim() == "[DONE]" => vec![DONE],
            Some(template) => vec![u8::try_from(SPECIALS + template).expect("few templates")],
            None if data.len() <= MAX_RAW => [&[RAW], data.as_bytes()].concat(),
            None => continue,
        };
        if script.len() + record.len() > MAX_SCRIPT {
            break;
        }
        script.extend(record);
        script.push(RECORD_SEPARATOR);
    }
    if body.windows(7).any(|at| at == b"\nerror:") {
        script.push(ERROR_FIELD);
    }
    script
}

/// What tells events of one kind from those of another.
fn signature_of(data: &str) -> String {
    let Ok(event) = serde_json::from_str::<Value>(data) else { return String::new() };
    let choice = &event["choices"][0];
    let call = &choice["delta"]["tool_calls"][0];
    let said = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let is_empty = |value: &Value| value.as_array().is_none_or(Vec::is_empty);
    let mut signature = vec![
        said(&event["type"]),
        said(&event["item"]["type"]),
        said(&event["item"]["status"]),
        said(&event["part"]["type"]),
        said(&event["response"]["status"]),
        is_empty(&event["response"]["output"]).to_string(),
        is_empty(&event["choices"]).to_string(),
        said(&choice["finish_reason"]),
        choice["index"].to_string(),
        call["index"].to_string(),
        event["usage"].is_object().to_string(),
    ];
    for object in [choice, &choice["delta"], call, &call["function"], &event["error"]] {
        let mut keys: Vec<_> = object.as_object().into_iter().flat_map(|it| it.keys()).collect();
        keys.sort();
        signature.push(format!("{keys:?}"));
    }
    signature.join("/")
}
