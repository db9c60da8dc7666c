//! The whole answer out of the chunks of a stream.

mod common;

#[path = "chat_accumulator/rules.rs"]
mod rules;

use common::bodies::{self, Stream};
use headwater_openai::chat_completion::{
    ChatAccumulator, ChatChoice, ChatChunk, ChatCompletion, ToolCall,
};
use serde_json::{Value, json};

/// The chunks of a stream that can be read.
fn accumulated(stream: &Stream) -> ChatAccumulator {
    let mut answer = ChatAccumulator::new();
    for data in stream.events() {
        if let Ok(chunk) = ChatChunk::parse(&data) {
            let applied = answer.apply(&chunk);
            assert_eq!(applied, Ok(()), "{}: {data}", stream.file);
        }
    }
    answer
}

fn text(choice: &ChatChoice<'_>) -> String {
    let content = choice.message.as_ref().and_then(|message| message.content.as_ref());
    let text = content.map(|content| content.text().into_owned());
    text.or_else(|| choice.text.as_deref().map(str::to_owned)).unwrap_or_default()
}

fn reasoning(choice: &ChatChoice<'_>) -> String {
    let Some(message) = &choice.message else { return String::new() };
    let thinking = || message.content.as_ref().map(|content| content.thinking().into_owned());
    message.reasoning_text().map(str::to_owned).or_else(thinking).unwrap_or_default()
}

fn refusal(choice: &ChatChoice<'_>) -> String {
    let refusal = choice.message.as_ref().and_then(|message| message.refusal.as_deref());
    refusal.unwrap_or_default().to_owned()
}

/// `id name(arguments)` of a call.
fn shown(id: &Value, name: &Value, arguments: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    // The rows were written by another JSON writer.
    let arguments = match serde_json::from_str::<Value>(&text(arguments)) {
        Ok(arguments) => arguments.to_string(),
        Err(_) => text(arguments),
    };
    format!("{} {}({arguments})", text(id), text(name))
}

fn calls(choice: &ChatChoice<'_>) -> Vec<String> {
    let call = |call: &ToolCall<'_>| {
        let (name, arguments) = match (&call.custom, &call.function) {
            (Some(custom), _) => (&custom.name, &custom.input),
            (None, Some(function)) => (&function.name, &function.arguments),
            (None, None) => (&None, &None),
        };
        shown(&json!(call.id), &json!(name), &json!(arguments))
    };
    let message = choice.message.as_ref();
    let legacy = message.and_then(|message| message.function_call.as_ref());
    let legacy = legacy.map(|call| shown(&Value::Null, &json!(call.name), &json!(call.arguments)));
    let calls = message.into_iter().flat_map(|message| message.tool_calls());
    calls.map(call).chain(legacy).collect()
}

fn expected_calls(list: &Value) -> Vec<String> {
    let calls = list.as_array().into_iter().flatten();
    calls.map(|call| shown(&call["id"], &call["name"], &call["arguments"])).collect()
}

struct Differences(Vec<String>);

impl Differences {
    fn note<T: PartialEq + std::fmt::Debug>(&mut self, file: &str, what: &str, is: T, should: T) {
        if is != should {
            self.0.push(format!("{file}: {what} is {is:?}, not {should:?}"));
        }
    }
}

fn string(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[test]
fn our_streams_become_what_they_must() {
    let mut differences = Differences(Vec::new());
    for stream in bodies::own() {
        let (file, row) = (&stream.file, &stream.row);
        let answer = accumulated(&stream).snapshot();
        let first = answer.choices().iter().find(|choice| choice.index == Some(0));
        let of_first = |read: fn(&ChatChoice<'_>) -> String| first.map(read).unwrap_or_default();
        let mut should = string(&row["text"]);
        if file == "chat/surrogate-pair-in-two-deltas.sse" {
            // `AnswerStream` joins the halves: an accumulator is given chunks that have none any more.
            should = should.replace('🌊', "\u{fffd}\u{fffd}");
        }
        differences.note(file, "text", of_first(text), should);
        differences.note(file, "reasoning", of_first(reasoning), string(&row["reasoning"]));
        differences.note(file, "refusal", of_first(refusal), string(&row["refusal"]));
        let is = first.map(calls).unwrap_or_default();
        differences.note(file, "calls", is, expected_calls(&row["tool_calls"]));
        // The rows have those that say something.
        let tells = |choice: &&ChatChoice<'_>| choice.index != Some(0) && !text(choice).is_empty();
        let others = answer.choices().iter().filter(tells);
        let is: Vec<_> =
            others.map(|choice| json!({"index": choice.index, "text": text(choice)})).collect();
        differences.note(file, "choices", json!(is), row["choices"].clone());
        let usage = answer.usage.as_ref().map_or(Value::Null, |usage| {
            json!({"input": usage.prompt_tokens, "output": usage.completion_tokens, "total": usage.total_tokens})
        });
        differences.note(file, "usage", usage, row["usage"].clone());
    }
    assert!(differences.0.is_empty(), "{}", differences.0.join("\n"));
}

#[test]
fn recorded_streams_become_what_they_must() {
    let Some(streams) = bodies::shared() else { return };
    let mut differences = Differences(Vec::new());
    for stream in streams {
        let (file, row) = (&stream.file, &stream.row);
        let answer = accumulated(&stream).snapshot();
        let indexes: Vec<_> =
            answer.choices().iter().map(|choice| choice.index.unwrap().to_string()).collect();
        let rows = row["choices"].as_object().cloned().unwrap_or_default();
        let mut expected: Vec<_> = rows.keys().cloned().collect();
        expected.sort();
        differences.note(file, "choices", indexes, expected);
        for choice in answer.choices() {
            let row = &rows[&choice.index.unwrap().to_string()];
            differences.note(file, "text", text(choice), string(&row["text"]));
            differences.note(file, "reasoning", reasoning(choice), string(&row["reasoning"]));
            differences.note(file, "refusal", refusal(choice), string(&row["refusal"]));
            differences.note(file, "calls", calls(choice), expected_calls(&row["tools"]));
            let reason = choice.finish_reason.as_ref().map(|reason| reason.as_str().to_owned());
            differences.note(file, "reason", json!(reason), row["finish"].clone());
            let audio = choice.message.as_ref().and_then(|message| message.audio.as_ref());
            let data = audio.and_then(|audio| audio.data.as_ref()).map_or(0, |data| data.len());
            differences.note(file, "audio", json!(data), row["audio_data_len"].clone());
            let said = audio.and_then(|audio| audio.transcript.as_deref()).unwrap_or_default();
            differences.note(file, "transcript", said, &string(&row["audio_transcript"]));
            let tokens = choice.logprobs.as_ref().and_then(|logprobs| logprobs.content.as_ref());
            let tokens = json!(tokens.map_or(0, Vec::len));
            differences.note(file, "logprobs", tokens, row["logprob_tokens"].clone());
        }
        let usage = answer.usage.as_ref().map(|usage| usage.total_tokens);
        let of_groq = row["usage"].is_null() && answer.x_groq.is_some();
        if !of_groq {
            differences.note(file, "usage", json!(usage), row["usage"]["total_tokens"].clone());
        }
    }
    assert!(differences.0.is_empty(), "{}", differences.0.join("\n"));
}

/// Saved and restored after each event, an answer goes on as if nothing had been.
fn saved_and_restored(stream: &Stream) {
    let mut whole = ChatAccumulator::new();
    let mut restored = ChatAccumulator::new();
    for data in stream.events() {
        let Ok(chunk) = ChatChunk::parse(&data) else { continue };
        assert_eq!(whole.apply(&chunk), restored.apply(&chunk));
        let saved = restored.save();
        restored = ChatAccumulator::restore(&saved).expect("what was saved");
        assert_eq!(restored.save(), saved, "{}", stream.file);
        assert_eq!(whole.save(), saved, "{}", stream.file);
    }
    assert_eq!(whole.snapshot(), restored.snapshot(), "{}", stream.file);
    let (answer, json) = (whole.snapshot(), whole.snapshot().to_json());
    assert_eq!(restored.snapshot().to_json(), json, "{}", stream.file);
    assert_eq!(ChatCompletion::parse(&json), Ok(answer), "{}", stream.file);
}

#[test]
fn our_streams_go_on_where_they_were_saved() {
    bodies::own().iter().for_each(saved_and_restored);
}

#[test]
fn recorded_streams_go_on_where_they_were_saved() {
    let Some(streams) = bodies::shared() else { return };
    // Those of most events cost a save of the square of them.
    let short = streams.iter().filter(|stream| stream.body.len() < 40_000);
    let count = short.map(saved_and_restored).count();
    assert!(count > 60, "only {count} streams");
}
