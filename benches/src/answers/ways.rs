//! What reads the answers. Each way returns the text that it made of a stream, or nothing where an
//! event could not be read.

use core::convert::Infallible;
use core::pin::{Pin, pin};
use core::task::{Context, Poll, Waker};

use async_openai::types::chat::CreateChatCompletionStreamResponse;
use async_openai::types::responses::{
    OutputItem, OutputMessageContent, Response, ResponseStreamEvent,
};
use eventsource_stream::EventStream;
use futures_core::Stream;
use headwater::{Decoder, Instant, Session, Step};
use headwater_openai::{AnswerItem, AnswerObject, AnswerStream, Api, Delta};
use serde_json::Value;

use super::{OURS, PEER};

/// A way to read a stream.
pub(super) struct AnswerWay {
    pub(super) name: &'static str,
    pub(super) read: fn(Api, &[&[u8]]) -> Option<String>,
}

/// To the text deltas, which are appended to each other.
pub(super) const DELTAS: [AnswerWay; 4] = [
    AnswerWay { name: OURS, read: |api, chunks| ours_deltas(api, chunks, false) },
    AnswerWay {
        name: "headwater, each event typed too",
        read: |api, chunks| ours_deltas(api, chunks, true),
    },
    AnswerWay { name: PEER, read: |api, chunks| async_openai(api, chunks, false) },
    AnswerWay {
        name: "serde_json::Value, our decoder",
        read: |api, chunks| json_value(api, chunks, false),
    },
];

/// To the deltas and the final object, of which the text is taken.
pub(super) const WHOLE: [AnswerWay; 3] = [
    AnswerWay { name: OURS, read: ours_whole },
    AnswerWay { name: PEER, read: |api, chunks| async_openai(api, chunks, true) },
    AnswerWay {
        name: "serde_json::Value, our decoder",
        read: |api, chunks| json_value(api, chunks, true),
    },
];

fn ours_deltas(api: Api, chunks: &[&[u8]], typed: bool) -> Option<String> {
    let mut answer = AnswerStream::new(api).without_accumulation();
    let mut text = String::new();
    drive(&mut answer, chunks, |item| {
        append_deltas(item, &mut text);
        if typed {
            core::hint::black_box(item.typed()?.ok()?);
        }
        Some(())
    })?;
    Some(text)
}

fn ours_whole(api: Api, chunks: &[&[u8]]) -> Option<String> {
    let mut answer = AnswerStream::new(api);
    let mut deltas = String::new();
    drive(&mut answer, chunks, |item| {
        append_deltas(item, &mut deltas);
        Some(())
    })?;
    match answer.snapshot()? {
        AnswerObject::Response(response) => Some(response.output_text()),
        AnswerObject::ChatCompletion(completion) => {
            let message = completion.choices().first().and_then(|choice| choice.message.as_ref());
            let content = message.and_then(|message| message.content.as_ref());
            Some(content.map(|content| content.text().into_owned()).unwrap_or_default())
        }
    }
}

fn append_deltas(item: &AnswerItem<'_>, text: &mut String) {
    for delta in item.deltas() {
        if let Delta::Text { choice: 0, text: more, .. } = delta {
            text.push_str(more);
        }
    }
}

fn drive(
    answer: &mut AnswerStream,
    chunks: &[&[u8]],
    mut each: impl FnMut(&AnswerItem<'_>) -> Option<()>,
) -> Option<()> {
    for &(mut chunk) in chunks {
        loop {
            let progress = answer.advance(chunk, Instant::ORIGIN);
            if progress.step == Step::NeedData {
                break;
            }
            if let Some(item) = answer.item(chunk) {
                if item.error().is_some() {
                    return None;
                }
                each(&item)?;
            }
            chunk = chunk.get(progress.consumed..).unwrap_or_default();
        }
    }
    answer.handle_end(Instant::ORIGIN);
    answer.outcome().map(|_| ())
}

/// As its client does it; what its client lacks, the whole of a chat answer, is its text here.
fn async_openai(api: Api, chunks: &[&[u8]], whole: bool) -> Option<String> {
    let (mut text, mut response) = (String::new(), None);
    each_message(chunks, |data| {
        if data == "[DONE]" {
            return Some(());
        }
        if api == Api::Responses {
            match serde_json::from_str(data).ok()? {
                ResponseStreamEvent::ResponseOutputTextDelta(event) => text.push_str(&event.delta),
                ResponseStreamEvent::ResponseCompleted(event) => response = Some(event.response),
                ResponseStreamEvent::ResponseIncomplete(event) => response = Some(event.response),
                ResponseStreamEvent::ResponseFailed(event) => response = Some(event.response),
                other => drop(core::hint::black_box(other)),
            }
            return Some(());
        }
        let chunk: CreateChatCompletionStreamResponse = serde_json::from_str(data).ok()?;
        for choice in chunk.choices.iter().filter(|choice| choice.index == 0) {
            text.push_str(choice.delta.content.as_deref().unwrap_or_default());
        }
        Some(())
    })?;
    match response {
        Some(response) if whole => Some(text_of(&response)),
        None if whole && api == Api::Responses => None,
        _ => Some(text),
    }
}

fn text_of(response: &Response) -> String {
    let mut text = String::new();
    for item in &response.output {
        let OutputItem::Message(message) = item else { continue };
        for content in &message.content {
            if let OutputMessageContent::OutputText(part) = content {
                text.push_str(&part.text);
            }
        }
    }
    text
}

fn json_value(api: Api, chunks: &[&[u8]], whole: bool) -> Option<String> {
    let mut decoder = Decoder::new();
    let (mut text, mut response) = (String::new(), None);
    for &(mut chunk) in chunks {
        while let Some(event) = decoder.decode(&mut chunk).ok()? {
            if event.data() == b"[DONE]" {
                continue;
            }
            let mut value: Value = serde_json::from_slice(event.data()).ok()?;
            if api == Api::Responses {
                match value.get("type").and_then(Value::as_str)? {
                    "response.output_text.delta" => text.push_str(value.get("delta")?.as_str()?),
                    "response.completed" | "response.incomplete" | "response.failed" => {
                        response = value.get_mut("response").map(Value::take);
                    }
                    _ => {}
                }
                continue;
            }
            for choice in value.get("choices").and_then(Value::as_array)? {
                if choice.get("index").and_then(Value::as_u64).unwrap_or(0) == 0 {
                    let content = choice.get("delta").and_then(|delta| delta.get("content"));
                    text.push_str(content.and_then(Value::as_str).unwrap_or_default());
                }
            }
        }
    }
    if !whole || api != Api::Responses {
        return Some(text);
    }
    let mut text = String::new();
    for item in response?.get("output")?.as_array()? {
        for part in item.get("content").and_then(Value::as_array).into_iter().flatten() {
            if item["type"] == "message" && part["type"] == "output_text" {
                text.push_str(part.get("text").and_then(Value::as_str).unwrap_or_default());
            }
        }
    }
    Some(text)
}

/// The data of each event, by eventsource-stream.
fn each_message(chunks: &[&[u8]], mut each: impl FnMut(&str) -> Option<()>) -> Option<()> {
    let mut events = pin!(EventStream::new(Chunks(chunks.iter())));
    let mut context = Context::from_waker(Waker::noop());
    while let Poll::Ready(Some(event)) = events.as_mut().poll_next(&mut context) {
        each(&event.ok()?.data)?;
    }
    Some(())
}

/// Chunks that are there already.
struct Chunks<'c>(core::slice::Iter<'c, &'c [u8]>);

impl<'c> Stream for Chunks<'c> {
    type Item = Result<&'c [u8], Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next().copied().map(Ok))
    }
}
