//! What is read without its typed object is read as it would be with it.

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use std::path::Path;
use std::{fs, println};

use headwater::{Instant, Session as _, Step};
use headwater_json::RawJson;

use super::AnswerStream;
use crate::api::Api;
use crate::delta::Delta;

const NOW: Instant = Instant::ORIGIN;

/// All that a caller sees of a stream.
fn transcript(api: Api, stream: &[u8], accumulates: bool, typed_only: bool) -> String {
    let mut answer = AnswerStream::new(api);
    if !accumulates {
        answer = answer.without_accumulation();
    }
    answer.reader.typed_only = typed_only;
    let mut out = String::new();
    let mut rest = stream;
    loop {
        let progress = answer.advance(rest, NOW);
        if progress.step == Step::NeedData {
            break;
        }
        if let Some(item) = answer.item(rest) {
            item.deltas().for_each(|delta| out += &format!("{delta:?} {:?}\n", said(&delta)));
            out += &format!("{:?}\n", item.error());
        }
        rest = rest.get(progress.consumed..).unwrap_or_default();
    }
    answer.handle_end(NOW);
    if let Some(item) = answer.item(&[]) {
        item.deltas().for_each(|delta| out += &format!("{delta:?} {:?}\n", said(&delta)));
    }
    let calls = answer.tool_calls().iter();
    let calls = calls.map(|call| (call.id(), call.name(), call.arguments(), call.is_complete()));
    out += &format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        answer.outcome(),
        answer.reason(),
        calls.collect::<Vec<_>>(),
        answer.usage(),
        answer.refusal(),
        (answer.response_id(), answer.model()),
        answer.last_sequence_number(),
        answer.warnings(),
        answer.finish_reasons().collect::<Vec<_>>(),
        answer.snapshot().map(|object| object.to_json()),
    );
    out
}

/// What a delta says, which its `Debug` does not show.
fn said(delta: &Delta<'_>) -> String {
    match *delta {
        Delta::Text { text, .. } | Delta::Reasoning { text, .. } | Delta::Refusal { text, .. } => {
            text.to_string()
        }
        Delta::ToolCallBegun { id, name, .. } => format!("{id} {name}"),
        Delta::ToolCallArguments { fragment, .. } => fragment.to_string(),
        Delta::Citation { annotation, .. } => annotation.to_string(),
        Delta::Other { kind, .. } => kind.to_string(),
        _ => String::new(),
    }
}

fn assert_same(api: Api, stream: &[u8], what: &str) {
    for accumulates in [false, true] {
        let typed = transcript(api, stream, accumulates, true);
        let on_demand = transcript(api, stream, accumulates, false);
        assert!(typed == on_demand, "{what}: typed\n{typed}\non demand\n{on_demand}");
    }
}

#[test]
fn every_stream_of_ours_reads_the_same() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/streams");
    let folders = [
        ("responses", Api::Responses),
        ("chat", Api::ChatCompletions),
        ("completions", Api::ChatCompletions),
    ];
    let mut streams = 0;
    for (name, api) in folders {
        for entry in fs::read_dir(folder.join(name)).into_iter().flatten().flatten() {
            let stream = fs::read(entry.path()).unwrap();
            assert_same(api, &stream, &entry.path().to_string_lossy());
            streams += 1;
        }
    }
    if streams == 0 {
        println!("SKIPPED: the project's streams are not in this package");
    }
}

const TEXT_DELTA: &str = r#"{"type":"response.output_text.delta","sequence_number":1,"item_id":"m","output_index":0,"content_index":0,"delta":"Hi","logprobs":[],"obfuscation":"x"}"#;
const SUMMARY_DELTA: &str = r#"{"type":"response.reasoning_summary_text.delta","sequence_number":1,"item_id":"m","output_index":0,"summary_index":0,"delta":"Hi"}"#;
const ARGUMENTS_DELTA: &str = r#"{"type":"response.function_call_arguments.delta","sequence_number":1,"item_id":"m","output_index":0,"delta":"{}"}"#;
const CHUNK: &str = r#"{"id":"c","object":"chat.completion.chunk","created":9,"model":"m","service_tier":"default","system_fingerprint":"fp","provider":"p","choices":[{"index":0,"delta":{"role":"assistant","content":"Hi","refusal":null,"reasoning_content":"h","reasoning":"hm"},"logprobs":null,"finish_reason":null}],"usage":null}"#;

const VALUES: [&str; 25] = [
    "null",
    "nul",
    "0",
    "7",
    "1.0",
    "-1",
    "1e2",
    "18446744073709551616",
    r#""""#,
    r#""x""#,
    r#""a\nb""#,
    r#""\ud800""#,
    r#""\x""#,
    r#""error""#,
    r#""stop""#,
    r#""text_completion""#,
    "true",
    "[]",
    "[1]",
    "[ ]",
    "{}",
    r#"{"content":"z","id":"i","message":"failed","code":1}"#,
    r#"[{"index":0,"delta":{"content":"z"}}]"#,
    r#"[{"image_url":{"url":"data:image/png;base64,AA"}}]"#,
    r#"[{"type":"reasoning.text","text":"t","index":0,"token":"t","logprob":0}]"#,
];

/// Names that stand in some object of a stream, and some that stand in none.
const NAMES: [&str; 44] = [
    "",
    "id",
    "type",
    "item_id",
    "output_index",
    "content_index",
    "summary_index",
    "sequence_number",
    "delta",
    "logprobs",
    "obfuscation",
    "object",
    "created",
    "model",
    "choices",
    "usage",
    "error",
    "message",
    "code",
    "x_groq",
    "timings",
    "citations",
    "search_results",
    "moderation",
    "prompt_filter_results",
    "provider",
    "service_tier",
    "system_fingerprint",
    "index",
    "text",
    "finish_reason",
    "native_finish_reason",
    "content_filter_results",
    "content_filter_offsets",
    "role",
    "content",
    "refusal",
    "reasoning_details",
    "tool_calls",
    "function_call",
    "annotations",
    "images",
    "token_id",
    "weird",
];

/// The object with each member replaced by each value, without it, and with one more.
fn variants(object: &str) -> Vec<String> {
    let members: Vec<(String, String)> = RawJson::parse(object)
        .unwrap()
        .members()
        .unwrap()
        .map(|(name, value)| (name.as_written().to_string(), value.as_json().to_string()))
        .collect();
    let written = |members: &[(String, String)]| {
        let members: Vec<String> =
            members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        format!("{{{}}}", members.join(","))
    };
    let mut all = Vec::new();
    for at in 0..members.len() {
        let mut without = members.clone();
        let moved = without.remove(at);
        all.push(written(&without));
        without.push(moved);
        all.push(written(&without));
        for value in VALUES {
            let mut other = members.clone();
            other[at].1 = value.to_string();
            all.push(written(&other));
        }
    }
    for name in NAMES {
        for value in VALUES {
            let mut more = members.clone();
            more.push((name.to_string(), value.to_string()));
            all.push(written(&more));
            more.rotate_right(1);
            all.push(written(&more));
        }
    }
    all
}

/// The event, changed, once and again, between two that are as they should be.
fn assert_same_changed(api: Api, event: &str, changed: &str) {
    for events in [&[event, changed, event][..], &[changed, changed, event, event, changed]] {
        let stream: String = events.iter().map(|data| format!("data: {data}\n\n")).collect();
        assert_same(api, stream.as_bytes(), changed);
    }
}

#[test]
fn whatever_is_changed_in_a_delta_it_reads_the_same() {
    for event in [TEXT_DELTA, SUMMARY_DELTA, ARGUMENTS_DELTA] {
        for changed in variants(event) {
            assert_same_changed(Api::Responses, event, &changed);
        }
    }
}

#[test]
fn whatever_is_changed_in_a_chunk_it_reads_the_same() {
    let chunk = RawJson::parse(CHUNK).unwrap();
    let choice = chunk.get("choices").unwrap().elements().unwrap().next().unwrap();
    let delta = choice.get("delta").unwrap();
    for part in [chunk, choice, delta].map(|part| part.as_json()) {
        for changed in variants(part) {
            assert_same_changed(Api::ChatCompletions, CHUNK, &CHUNK.replace(part, &changed));
        }
    }
    let two = CHUNK.replace("}],", r#"},{"index":1,"delta":{"content":"b"}}],"#);
    assert_same_changed(Api::ChatCompletions, CHUNK, &two);
}
