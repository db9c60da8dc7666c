//! Which members of an event are others in the next.

use alloc::vec::Vec;

use headwater_json::{JsonError, Kind, Reader, Value, Varying};

use super::Addition;

/// A member that may be another in the next event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Member {
    Delta,
    SequenceNumber,
    Content,
    Refusal,
    ReasoningContent,
    Reasoning,
    Created,
    /// Says nothing of the answer that is not said elsewhere.
    Ignored,
}

/// The members found so far.
#[derive(Default)]
struct Members<'a> {
    varying: Vec<(Member, Varying<'a>)>,
    /// All that were named, be their value one that varies or not.
    named: Vec<Member>,
    names_one_twice: bool,
    /// Members that have no field belong to the answer.
    keeps_extra: bool,
}

/// The members of an event that was read and adds this; `None` where it names one twice, of which the
/// last counts.
pub(super) fn varying_members<'a>(
    text: &'a str,
    addition: &Addition<'_>,
) -> Option<Vec<(Member, Varying<'a>)>> {
    let mut members = Members::default();
    let mut reader = Reader::new(text);
    let event = reader.value().ok()?;
    match addition {
        Addition::Delta(_) => of_delta(event, &mut members),
        Addition::Chunk(chunk) => {
            members.keeps_extra = !chunk.delta.extra.is_empty();
            of_chunk(event, &mut members)
        }
    }
    .ok()?;
    (!members.names_one_twice).then_some(members.varying)
}

fn of_delta<'a>(event: Value<'_, 'a>, found: &mut Members<'a>) -> Result<(), JsonError> {
    let Some(mut members) = event.object()? else { return Ok(()) };
    while let Some((name, value)) = members.next_member()? {
        match name.as_plain() {
            Some("delta") => add(Member::Delta, value, found)?,
            Some("sequence_number") => add(Member::SequenceNumber, value, found)?,
            Some("obfuscation") => add(Member::Ignored, value, found)?,
            _ => {}
        }
    }
    Ok(())
}

fn of_chunk<'a>(chunk: Value<'_, 'a>, found: &mut Members<'a>) -> Result<(), JsonError> {
    let Some(mut members) = chunk.object()? else { return Ok(()) };
    while let Some((name, value)) = members.next_member()? {
        match name.as_plain() {
            Some("created") => add(Member::Created, value, found)?,
            Some("obfuscation") => add(Member::Ignored, value, found)?,
            Some("choices") => {
                let Some(mut choices) = value.array()? else { continue };
                if let Some(choice) = choices.next_element()? {
                    of_choice(choice, found)?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn of_choice<'a>(choice: Value<'_, 'a>, found: &mut Members<'a>) -> Result<(), JsonError> {
    let Some(mut members) = choice.object()? else { return Ok(()) };
    while let Some((name, value)) = members.next_member()? {
        match name.as_plain() {
            Some("delta") => of_message(value, found)?,
            // Together says everything twice.
            Some("text") => add(Member::Ignored, value, found)?,
            _ => {}
        }
    }
    Ok(())
}

fn of_message<'a>(delta: Value<'_, 'a>, found: &mut Members<'a>) -> Result<(), JsonError> {
    let Some(mut members) = delta.object()? else { return Ok(()) };
    while let Some((name, value)) = members.next_member()? {
        match name.as_plain() {
            Some("content") => add(Member::Content, value, found)?,
            Some("refusal") => add(Member::Refusal, value, found)?,
            Some("reasoning_content") => add(Member::ReasoningContent, value, found)?,
            Some("reasoning") => add(Member::Reasoning, value, found)?,
            Some("token_id") if !found.keeps_extra => add(Member::Ignored, value, found)?,
            _ => {}
        }
    }
    Ok(())
}

/// Notes a member. One that is no string and no natural number has to be the same in the next event.
fn add<'a>(member: Member, value: Value<'_, 'a>, found: &mut Members<'a>) -> Result<(), JsonError> {
    found.names_one_twice |= member != Member::Ignored && found.named.contains(&member);
    found.named.push(member);
    match value.kind() {
        Kind::String => {
            found.varying.extend(value.string()?.map(|text| (member, Varying::String(text))));
        }
        Kind::Number => {
            let number = value.raw()?;
            let varies = number.as_u64().map(|_| (member, Varying::Natural(number)));
            found.varying.extend(varies.filter(|_| number.as_json().len() <= MAX_DIGITS));
        }
        _ => {}
    }
    Ok(())
}

/// Of a number that a pattern lets differ.
const MAX_DIGITS: usize = 19;
