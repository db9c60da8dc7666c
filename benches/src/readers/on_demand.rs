//! Ours: what is asked for alone, and all of it typed.

use headwater_json::{JsonError, Reader, Value};
use headwater_openai::chat_completion::ChatChunk;
use headwater_openai::response::{ContentPart, OutputItem, ResponseEvent};

use super::Asks;

pub(super) fn read(asks: Asks, text: &[u8]) -> Option<u64> {
    let mut reader = Reader::from_slice(text).ok()?;
    let found = match asks {
        Asks::Delta => delta(reader.value().ok()?),
        Asks::Chunk => chunk(reader.value().ok()?),
        Asks::Completed => completed(reader.value().ok()?),
    };
    let found = found.ok()?;
    reader.finish().ok()?;
    Some(found)
}

fn delta(event: Value<'_, '_>) -> Result<u64, JsonError> {
    let mut found = 0;
    let Some(mut members) = event.object()? else { return Ok(0) };
    while let Some((key, value)) = members.next_member()? {
        match key.as_plain() {
            Some("sequence_number") => found += value.u64()?.unwrap_or_default(),
            Some("delta") => found += length(value)?,
            _ => {}
        }
    }
    Ok(found)
}

fn chunk(chunk: Value<'_, '_>) -> Result<u64, JsonError> {
    let mut found = 0;
    let Some(mut members) = chunk.object()? else { return Ok(0) };
    while let Some((key, value)) = members.next_member()? {
        match key.as_plain() {
            Some("created") => found += value.u64()?.unwrap_or_default(),
            Some("choices") => {
                let Some(mut choices) = value.array()? else { continue };
                while let Some(choice) = choices.next_element()? {
                    found += content(choice)?;
                }
            }
            _ => {}
        }
    }
    Ok(found)
}

fn content(choice: Value<'_, '_>) -> Result<u64, JsonError> {
    let mut found = 0;
    let Some(mut members) = choice.object()? else { return Ok(0) };
    while let Some((key, value)) = members.next_member()? {
        if key.as_plain() == Some("delta") {
            let Some(mut delta) = value.object()? else { continue };
            while let Some((key, value)) = delta.next_member()? {
                if key.as_plain() == Some("content") {
                    found += length(value)?;
                }
            }
        }
    }
    Ok(found)
}

fn completed(event: Value<'_, '_>) -> Result<u64, JsonError> {
    let mut found = 0;
    let Some(mut members) = event.object()? else { return Ok(0) };
    while let Some((key, value)) = members.next_member()? {
        if key.as_plain() == Some("response") {
            let Some(mut response) = value.object()? else { continue };
            while let Some((key, value)) = response.next_member()? {
                if key.as_plain() == Some("output") {
                    let Some(mut output) = value.array()? else { continue };
                    while let Some(item) = output.next_element()? {
                        found += of_item(item)?;
                    }
                }
            }
        }
    }
    Ok(found)
}

fn of_item(item: Value<'_, '_>) -> Result<u64, JsonError> {
    let mut found = 0;
    let Some(mut members) = item.object()? else { return Ok(0) };
    while let Some((key, value)) = members.next_member()? {
        match key.as_plain() {
            Some("result") => found += length(value)?,
            Some("content") => {
                let Some(mut parts) = value.array()? else { continue };
                while let Some(part) = parts.next_element()? {
                    let Some(mut members) = part.object()? else { continue };
                    while let Some((key, value)) = members.next_member()? {
                        if key.as_plain() == Some("text") {
                            found += length(value)?;
                        }
                    }
                }
            }
            _ => {}
        }
    }
    Ok(found)
}

fn length(text: Value<'_, '_>) -> Result<u64, JsonError> {
    Ok(text.string()?.map_or(0, |text| text.to_cow().len() as u64))
}

pub(super) fn typed(asks: Asks, text: &[u8]) -> Option<u64> {
    let text = core::str::from_utf8(text).ok()?;
    if asks == Asks::Chunk {
        let chunk = ChatChunk::parse(text).ok()?;
        let content = chunk.choices().first()?.delta.as_ref()?.content.as_ref()?;
        return Some(chunk.created? + content.text().len() as u64);
    }
    let event = ResponseEvent::parse(text).ok()?;
    if let ResponseEvent::OutputTextDelta(delta) = &event {
        return Some(delta.sequence_number? + delta.delta.len() as u64);
    }
    let mut found = 0;
    for item in event.response()?.output.as_deref()? {
        match item {
            OutputItem::Message(message) => {
                for part in message.content.as_deref()? {
                    let ContentPart::OutputText(part) = part else { continue };
                    found += part.text.as_deref()?.len() as u64;
                }
            }
            OutputItem::ImageGenerationCall(call) => found += call.result.as_deref()?.len() as u64,
            _ => {}
        }
    }
    Some(found)
}
