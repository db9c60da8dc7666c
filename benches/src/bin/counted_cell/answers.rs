//! Answers: from the bytes of a stream to deltas, and beside them `serde_json` on the payloads alone.

use std::hint::black_box;

use headwater::{Instant, OwnedEvent, Session, Step};
use headwater_openai::{AnswerItem, AnswerStream, Api, Delta};
use serde::Deserialize;

use super::Fallible;

/// From bytes to deltas.
pub(super) fn deltas(api: Api, chunks: &[&[u8]], passes: usize) -> Fallible<usize> {
    Ok(read(AnswerStream::new(api).without_accumulation(), chunks, passes, |item| {
        item.deltas().for_each(look);
    }))
}

/// From bytes to deltas, and each event as its type.
pub(super) fn typed(api: Api, chunks: &[&[u8]], passes: usize) -> Fallible<usize> {
    Ok(read(AnswerStream::new(api).without_accumulation(), chunks, passes, |item| {
        item.deltas().for_each(look);
        drop(black_box(item.typed()));
    }))
}

/// From bytes to deltas and the final object.
pub(super) fn answer(api: Api, chunks: &[&[u8]], passes: usize) -> Fallible<usize> {
    Ok(read(AnswerStream::new(api), chunks, passes, |item| {
        item.deltas().for_each(look);
    }))
}

fn look(delta: Delta<'_>) {
    black_box(delta);
}

fn read(
    mut answer: AnswerStream,
    chunks: &[&[u8]],
    passes: usize,
    mut see: impl FnMut(&AnswerItem<'_>),
) -> usize {
    let mut events = 0;
    for _ in 0..passes {
        for &chunk in chunks {
            let mut chunk = black_box(chunk);
            loop {
                let progress = answer.advance(chunk, Instant::ORIGIN);
                if progress.step == Step::NeedData {
                    break;
                }
                if let Some(item) = answer.item(chunk) {
                    see(&item);
                    events += 1;
                }
                chunk = chunk.get(progress.consumed..).unwrap_or_default();
            }
        }
    }
    events
}

/// The payloads alone, each into a struct of just its fields.
pub(super) fn serde(api: Api, events: &[OwnedEvent], passes: usize) -> Fallible<usize> {
    for _ in 0..passes {
        for event in events {
            let payload = black_box(event.data());
            match api {
                Api::Responses => {
                    drop(black_box(serde_json::from_slice::<TextDelta<'_>>(payload)?))
                }
                _ => drop(black_box(serde_json::from_slice::<Chunk<'_>>(payload)?)),
            }
        }
    }
    Ok(events.len() * passes)
}

/// A text delta of the Responses API.
#[derive(Deserialize)]
#[expect(dead_code, reason = "it is read, and no more")]
struct TextDelta<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    sequence_number: u64,
    item_id: &'a str,
    output_index: u64,
    content_index: u64,
    delta: &'a str,
    logprobs: Vec<u64>,
    obfuscation: &'a str,
}

/// A chunk of the Chat Completions API.
#[derive(Deserialize)]
#[expect(dead_code, reason = "it is read, and no more")]
struct Chunk<'a> {
    id: &'a str,
    object: &'a str,
    created: u64,
    model: &'a str,
    service_tier: &'a str,
    system_fingerprint: &'a str,
    #[serde(borrow)]
    choices: [Choice<'a>; 1],
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is read, and no more")]
struct Choice<'a> {
    index: u64,
    #[serde(borrow)]
    delta: ChatDelta<'a>,
    logprobs: Option<u64>,
    finish_reason: Option<&'a str>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is read, and no more")]
struct ChatDelta<'a> {
    content: &'a str,
}
