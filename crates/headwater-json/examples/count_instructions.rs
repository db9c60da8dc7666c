//! Reads one payload so many times, by this crate or by `serde_json` into a borrowed struct of the
//! same fields, for callgrind to count the instructions of. The difference of 2000 and 1000 rounds,
//! divided by 1000, is what a payload costs:
//!
//! ```sh
//! cargo build --release -p headwater-json --example count_instructions
//! valgrind --tool=callgrind --callgrind-out-file=/dev/null \
//!     target/release/examples/count_instructions ours 1000 < payload.json
//! ```
//!
//! Ways: `ours` and `serde` for a text delta of the Responses API, `ours-chat` and `serde-chat` for
//! a chunk of the Chat Completions API; each with `-str` behind it where the payload is known to be
//! UTF-8.

use std::{env, error::Error, hint::black_box, io::Read};

use headwater_json::Reader;
use serde::Deserialize;

/// A text delta of the Responses API.
#[derive(Default, Deserialize)]
struct Delta<'a> {
    #[serde(borrow, rename = "type")]
    kind: &'a str,
    sequence_number: u64,
    #[serde(borrow)]
    item_id: &'a str,
    output_index: u64,
    content_index: u64,
    #[serde(borrow)]
    delta: &'a str,
}

/// The same of a chunk of the Chat Completions API.
#[derive(Default, Deserialize)]
struct Chunk<'a> {
    #[serde(borrow)]
    id: &'a str,
    #[serde(borrow)]
    model: &'a str,
    #[serde(borrow)]
    choices: [Choice<'a>; 1],
}

#[derive(Default, Deserialize)]
struct Choice<'a> {
    index: u64,
    #[serde(borrow)]
    delta: ChoiceDelta<'a>,
    #[serde(borrow)]
    finish_reason: Option<&'a str>,
}

#[derive(Default, Deserialize)]
struct ChoiceDelta<'a> {
    #[serde(borrow, default)]
    content: Option<&'a str>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let way = arguments.next().unwrap_or_default();
    let rounds: u32 = arguments.next().unwrap_or_default().parse()?;
    let mut payload = Vec::new();
    std::io::stdin().read_to_end(&mut payload)?;
    let text = String::from_utf8(payload.clone())?;
    for _ in 0..rounds {
        let payload = black_box(payload.as_slice());
        match way.as_str() {
            "serde" => drop(black_box(serde_json::from_slice::<Delta<'_>>(payload)?)),
            "serde-str" => drop(black_box(serde_json::from_str::<Delta<'_>>(black_box(&text))?)),
            "ours" => drop(black_box(read_delta(Reader::from_slice(payload)?)?)),
            "ours-str" => drop(black_box(read_delta(Reader::new(black_box(&text)))?)),
            "serde-chat" => drop(black_box(serde_json::from_slice::<Chunk<'_>>(payload)?)),
            "serde-chat-str" => drop(black_box(serde_json::from_str::<Chunk<'_>>(&text)?)),
            "ours-chat" => drop(black_box(read_chunk(Reader::from_slice(payload)?)?)),
            "ours-chat-str" => drop(black_box(read_chunk(Reader::new(black_box(&text)))?)),
            _ => {}
        }
    }
    Ok(())
}

#[inline(never)]
fn read_delta(mut reader: Reader<'_>) -> Result<Delta<'_>, headwater_json::JsonError> {
    let mut delta = Delta::default();
    if let Some(mut event) = reader.value()?.object()? {
        while let Some((key, value)) = event.next_member()? {
            match key.as_plain().unwrap_or_default() {
                "type" => {
                    delta.kind = value.string()?.and_then(|s| s.as_plain()).unwrap_or_default()
                }
                "sequence_number" => {
                    delta.sequence_number = value.u64()?.unwrap_or_default();
                }
                "item_id" => {
                    delta.item_id = value.string()?.and_then(|s| s.as_plain()).unwrap_or_default()
                }
                "output_index" => delta.output_index = value.u64()?.unwrap_or_default(),
                "content_index" => delta.content_index = value.u64()?.unwrap_or_default(),
                "delta" => {
                    delta.delta = value.string()?.and_then(|s| s.as_plain()).unwrap_or_default()
                }
                _ => {}
            }
        }
    }
    reader.finish()?;
    Ok(delta)
}

#[inline(never)]
fn read_chunk(mut reader: Reader<'_>) -> Result<Chunk<'_>, headwater_json::JsonError> {
    let mut chunk = Chunk::default();
    if let Some(mut event) = reader.value()?.object()? {
        while let Some((key, value)) = event.next_member()? {
            match key.as_plain().unwrap_or_default() {
                "id" => chunk.id = value.string()?.and_then(|s| s.as_plain()).unwrap_or_default(),
                "model" => {
                    chunk.model = value.string()?.and_then(|s| s.as_plain()).unwrap_or_default()
                }
                "choices" => {
                    let Some(mut choices) = value.array()? else { continue };
                    while let Some(choice) = choices.next_element()? {
                        read_choice(choice, &mut chunk.choices[0])?;
                    }
                }
                _ => {}
            }
        }
    }
    reader.finish()?;
    Ok(chunk)
}

fn read_choice<'a>(
    value: headwater_json::Value<'_, 'a>,
    choice: &mut Choice<'a>,
) -> Result<(), headwater_json::JsonError> {
    let Some(mut members) = value.object()? else { return Ok(()) };
    while let Some((key, value)) = members.next_member()? {
        match key.as_plain().unwrap_or_default() {
            "index" => choice.index = value.u64()?.unwrap_or_default(),
            "finish_reason" => choice.finish_reason = value.string()?.and_then(|s| s.as_plain()),
            "delta" => {
                let Some(mut delta) = value.object()? else { continue };
                while let Some((key, value)) = delta.next_member()? {
                    if key.as_plain() == Some("content") {
                        choice.delta.content = value.string()?.and_then(|s| s.as_plain());
                    }
                }
            }
            _ => {}
        }
    }
    Ok(())
}
