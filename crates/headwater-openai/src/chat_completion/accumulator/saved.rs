//! An answer that is half there, as JSON.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write as _;

use headwater_json::RawJson;

use super::ChatAccumulator;
use super::budget::Budget;
use super::choices::Growth;
use crate::chat_completion::ChatCompletion;
use crate::error::ReadError;
use crate::object::{Extra, ObjectWriter, ToJson};

pub(super) fn save(answer: &ChatAccumulator) -> String {
    let mut out = String::new();
    let mut object = ObjectWriter::new(&mut out);
    object.member("bytes", &(answer.budget.bytes() as u64));
    object.member("growths", &answer.growths);
    object.member("completion", &answer.completion);
    object.finish(&Extra::default(), &|_| true);
    out
}

impl ToJson for Growth {
    fn write_json(&self, out: &mut String) {
        // A string takes whatever is written to it.
        let _ = write!(out, "{{\"streamed\":{},\"numbers\":", self.streamed);
        self.numbers.write_json(out);
        out.push('}');
    }
}

pub(super) fn restore(text: &str) -> Result<ChatAccumulator, ReadError> {
    let saved = RawJson::parse(text)?;
    let size = |name| {
        let number = saved.get(name).and_then(|value| value.as_u64());
        let number = number.ok_or(ReadError::Field { name })?;
        Ok::<_, ReadError>(usize::try_from(number).unwrap_or(usize::MAX))
    };
    let budget = Budget::restored(size("bytes")?);
    let completion = saved.get("completion").ok_or(ReadError::Field { name: "completion" })?;
    let completion = ChatCompletion::parse(completion.as_json())?.into_owned();
    let growths = saved.get("growths").and_then(|value| value.elements());
    let growths = growths.and_then(|growths| growths.map(growth).collect::<Option<Vec<_>>>());
    match growths.filter(|growths| fit(growths, &completion)) {
        Some(growths) => Ok(ChatAccumulator { completion, growths, budget }),
        None => Err(ReadError::Field { name: "growths" }),
    }
}

fn growth(value: RawJson<'_>) -> Option<Growth> {
    let number = |value: RawJson<'_>| match value.is_null() {
        true => Some(None),
        false => value.as_u64().map(Some),
    };
    Some(Growth {
        streamed: value.get("streamed")?.as_bool()?,
        numbers: value.get("numbers")?.elements()?.map(number).collect::<Option<_>>()?,
    })
}

/// Whether the one tells of the other.
fn fit(growths: &[Growth], completion: &ChatCompletion<'_>) -> bool {
    let choices = completion.choices();
    choices.len() == growths.len()
        && choices.iter().all(|choice| choice.index.is_some())
        && choices.is_sorted_by(|one, next| one.index < next.index)
        && choices.iter().zip(growths).all(|(choice, growth)| {
            let message = choice.message.as_ref();
            message.map_or(0, |message| message.tool_calls().len()) == growth.numbers.len()
        })
}
