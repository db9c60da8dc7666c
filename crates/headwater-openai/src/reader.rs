//! Reads the events of an answer in the language of its API.

use alloc::string::String;

use headwater_json::RawJson;

use crate::accumulator::Accumulator;
use crate::answer::{Answer, Ending};
use crate::api::Api;
use crate::chat::{Asked, ChatReader, TextChunk};
use crate::chat_completion::ChatChunk;
use crate::cut_pairs::CutPairs;
use crate::error::ReadError;
use crate::failure;
use crate::limits::Limits;
use crate::record::Findings;
use crate::repeated::{Addition, Repeated};
use crate::response::ResponseEvent;
use crate::responses::{DeltaEvent, ResponsesReader};
use crate::waiting_call::WaitingCall;
use crate::warning::Warning;

const DONE: &str = "[DONE]";

/// Whether more is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flow {
    Continue,
    /// The terminal marker was read.
    End,
    /// The event came before: nothing is handed out.
    Repeat,
}

#[derive(Clone)]
pub(crate) struct Reader {
    api: ApiReader,
    pub(crate) accumulator: Option<Accumulator>,
    pub(crate) answer: Answer,
    pub(crate) findings: Findings,
    /// The last event was one of the API that is more than a sign of life.
    pub(crate) has_content: bool,
    cut_pairs: CutPairs,
    repeated: Repeated,
    /// Every event is read as its type.
    #[cfg(test)]
    pub(crate) typed_only: bool,
}

#[derive(Clone)]
enum ApiReader {
    Responses(ResponsesReader),
    Chat(ChatReader),
}

impl Reader {
    pub(crate) fn new(api: Api, accumulator: Option<Accumulator>) -> Self {
        let api = match api {
            Api::Responses => ApiReader::Responses(ResponsesReader::default()),
            Api::ChatCompletions => ApiReader::Chat(ChatReader::default()),
        };
        Self {
            api,
            accumulator,
            answer: Answer::default(),
            findings: Findings::default(),
            has_content: false,
            cut_pairs: CutPairs::default(),
            repeated: Repeated::default(),
            #[cfg(test)]
            typed_only: false,
        }
    }

    pub(crate) fn set_limits(&mut self, limits: Limits) {
        self.answer.set_limits(limits);
        if self.accumulator.is_some() {
            self.accumulator = Some(Accumulator::new(self.api(), limits));
        }
    }

    /// Makes ready for another answer to the same request.
    pub(crate) fn start_over(&mut self) {
        let Answer { limits, choices_asked, .. } = self.answer;
        let accumulator = self.accumulator.as_ref().map(|_| Accumulator::new(self.api(), limits));
        *self = Self::new(self.api(), accumulator);
        self.answer.set_limits(limits);
        self.answer.choices_asked = choices_asked;
    }

    /// Whether all that matters came: an error, or every finish reason. What follows ends the stream.
    pub(crate) fn is_over(&self) -> bool {
        let all_finished = match &self.api {
            ApiReader::Responses(_) => false,
            ApiReader::Chat(reader) => reader.all_finished(&self.answer),
        };
        all_finished || self.answer.failure.is_some()
    }

    pub(crate) const fn api(&self) -> Api {
        match self.api {
            ApiReader::Responses(_) => Api::Responses,
            ApiReader::Chat(_) => Api::ChatCompletions,
        }
    }

    /// Reads the field `error`: whatever stands in it, it is no event.
    pub(crate) fn error_field(&mut self, value: &[u8]) {
        self.answer.fail(failure::of_text(&String::from_utf8_lossy(value)));
    }

    /// Reads one event. `is_error` says that the event is named `error`.
    pub(crate) fn read(&mut self, is_error: bool, data: &[u8]) -> Flow {
        self.findings.clear();
        self.has_content = false;
        // Before anything takes note of it.
        if self.answer.skips_repeats && self.is_repeat(data) {
            return Flow::Repeat;
        }
        let repeated = match is_error || self.cut_pairs.wait() {
            true => None,
            false => self.read_repeated(data),
        };
        let flow = repeated.unwrap_or_else(|| self.read_other(is_error, data));
        if self.findings.error().is_some_and(ReadError::is_over_a_limit) {
            self.lose();
        }
        flow
    }

    /// Whether an event came before, by its number.
    fn is_repeat(&self, data: &[u8]) -> bool {
        let event = core::str::from_utf8(data).ok().and_then(|text| RawJson::parse(text).ok());
        let number = event.and_then(|event| event.get("sequence_number")?.as_u64());
        self.answer.is_repeat(number)
    }

    /// Reads one that need not be like the one before.
    fn read_other(&mut self, is_error: bool, data: &[u8]) -> Flow {
        let lossy;
        let text = match core::str::from_utf8(data) {
            Ok(text) => text,
            Err(_) => {
                lossy = String::from_utf8_lossy(data);
                &*lossy
            }
        };
        let text = text.trim();
        if text == DONE && !is_error {
            return self.done();
        }
        if text.is_empty() && !is_error {
            return Flow::Continue;
        }
        let waited = self.cut_pairs.wait();
        if !waited && !is_error {
            if let Some(flow) = self.read_text(text) {
                return flow;
            }
        }
        let mended = self.cut_pairs.mend(self.api(), text);
        for lost in &mended.before {
            let _ = self.read_any(false, lost);
        }
        match mended.event {
            Some(event) => self.read_any(is_error, &event),
            None if waited => self.read_any(is_error, text),
            None => self.read_typed(is_error, text),
        }
    }

    /// Reads one in whose texts no half is missing.
    fn read_any(&mut self, is_error: bool, text: &str) -> Flow {
        let read = if is_error { None } else { self.read_text(text) };
        read.unwrap_or_else(|| self.read_typed(is_error, text))
    }

    /// Takes over an answer that came whole. What its deltas lack is handed out.
    pub(crate) fn read_whole(&mut self, event: &str) -> Flow {
        (self.answer.wants_rest, self.answer.begins_midway) = (true, false);
        let flow = self.read(false, event.as_bytes());
        self.answer.wants_rest = false;
        flow
    }

    /// Reads one that adds to a text and does nothing else, as nearly all do: without its typed object,
    /// which costs more than all that is wanted of it. Nothing was done where it is another.
    fn read_text(&mut self, text: &str) -> Option<Flow> {
        #[cfg(test)]
        if self.typed_only {
            return None;
        }
        let accumulates = self.accumulator.is_some();
        let addition = match &self.api {
            ApiReader::Responses(_) => Addition::Delta(DeltaEvent::read(text)?),
            ApiReader::Chat(_) if accumulates => {
                Addition::Chunk(TextChunk::read(text, Asked::Everything)?)
            }
            ApiReader::Chat(_) => Addition::Chunk(TextChunk::read(text, Asked::Text)?),
        };
        if accumulates && matches!(&addition, Addition::Delta(event) if event.has_logprobs) {
            return None;
        }
        self.repeated.learn(text, &addition);
        let Self { api, accumulator, answer, findings, .. } = self;
        add(&addition, api, accumulator.as_mut(), answer, findings);
        self.has_content = true;
        Some(Flow::Continue)
    }

    /// Reads one that is as the one before, but for what it adds: without reading its JSON.
    #[inline]
    fn read_repeated(&mut self, data: &[u8]) -> Option<Flow> {
        let Self { api, accumulator, answer, findings, repeated, .. } = self;
        let addition = repeated.read(data)?;
        add(&addition, api, accumulator.as_mut(), answer, findings);
        self.has_content = true;
        Some(Flow::Continue)
    }

    fn read_typed(&mut self, is_error: bool, text: &str) -> Flow {
        self.repeated.forget();
        let flow = match &self.api {
            ApiReader::Responses(_) => self.read_response(is_error, text),
            ApiReader::Chat(_) => self.read_chunk(is_error, text),
        };
        flow.unwrap_or_else(|error| {
            self.not_read(is_error, text, error);
            Flow::Continue
        })
    }

    fn read_response(&mut self, is_error: bool, text: &str) -> Result<Flow, ReadError> {
        let event = ResponseEvent::parse(text)?;
        let ApiReader::Responses(reader) = &mut self.api else { return Ok(Flow::Continue) };
        self.answer.saw_event = true;
        self.has_content =
            !matches!(event, ResponseEvent::KeepAlive(_) | ResponseEvent::Unknown(_));
        let flow = reader.read(&event, &mut self.answer, &mut self.findings);
        // The type counts, not the name of the event, where it is one of this API.
        let is_of_api = |kind: &str| kind.starts_with("response.") || kind == "error";
        if is_error && !event.kind().as_deref().is_some_and(is_of_api) {
            self.answer.fail(failure::of_text(text));
        }
        if let Some(Accumulator::Response(accumulator)) = &mut self.accumulator {
            if let Err(error) = accumulator.apply_written(&event, text.len()) {
                self.findings.fail(error);
            }
        }
        Ok(flow)
    }

    fn read_chunk(&mut self, is_error: bool, text: &str) -> Result<Flow, ReadError> {
        let chunk = ChatChunk::parse(text)?;
        let ApiReader::Chat(reader) = &mut self.api else { return Ok(Flow::Continue) };
        self.answer.saw_event = true;
        self.has_content = chunk.choices.is_some() || chunk.usage.is_some();
        reader.read(is_error, &chunk, text, &mut self.answer, &mut self.findings);
        if let Some(Accumulator::Chat(accumulator)) = &mut self.accumulator {
            if let Err(error) = accumulator.apply(&chunk) {
                self.findings.fail(error);
            }
        }
        Ok(Flow::Continue)
    }

    /// An event named `error` need be no JSON: its text is then the error that the answer failed with.
    fn not_read(&mut self, is_error: bool, text: &str, error: ReadError) {
        if is_error {
            self.answer.fail(failure::of_text(text));
            return;
        }
        self.findings.fail(error);
        // Anything but an object was no part of the answer: proxies send their own pings.
        if text.starts_with('{') {
            self.lose();
        }
    }

    fn lose(&mut self) {
        self.answer.lost = true;
        self.answer.warn(Warning::EventLost);
    }

    pub(crate) fn not_decoded(&mut self, error: headwater::DecodeError) {
        self.findings.clear();
        self.findings.fail(ReadError::Decode(error));
        if matches!(error, headwater::DecodeError::EventTooLarge { .. }) {
            self.lose();
        }
    }

    /// Nothing is handed out any more.
    pub(crate) fn ending(&self) -> Ending {
        match &self.api {
            ApiReader::Responses(reader) => reader.ending(),
            ApiReader::Chat(reader) => reader.ending(&self.answer),
        }
    }

    /// Whether an event that the end of the body cut off is all there nevertheless: the standard
    /// drops it, but it may be the one that ends the answer. The text of an error need be no JSON, and
    /// may then be cut.
    pub(crate) fn is_whole(is_error: bool, data: &[u8]) -> bool {
        core::str::from_utf8(data).is_ok_and(|text| {
            let text = text.trim();
            let is_object = text.starts_with('{');
            let is_other = text == DONE || (is_error && !text.is_empty());
            if is_object { RawJson::parse(text).is_ok() } else { is_other }
        })
    }

    fn done(&mut self) -> Flow {
        for lost in self.cut_pairs.end() {
            let _ = self.read_any(false, &lost);
        }
        self.answer.saw_done = true;
        match &mut self.api {
            ApiReader::Responses(_) => Flow::Continue,
            ApiReader::Chat(reader) => {
                reader.done(&mut self.answer, &mut self.findings);
                Flow::End
            }
        }
    }

    /// The finish reason of each choice as the server gave it, by its index.
    pub(crate) fn finish_reasons(&self) -> impl Iterator<Item = (u32, &str)> {
        let chat = match &self.api {
            ApiReader::Chat(reader) => Some(reader),
            ApiReader::Responses(_) => None,
        };
        chat.into_iter().flat_map(ChatReader::finish_reasons)
    }

    /// The calls that wait for the caller.
    pub(crate) fn waiting_calls(&self) -> impl Iterator<Item = WaitingCall<'_>> {
        let (response, chat) = match &self.api {
            ApiReader::Responses(reader) => (Some(reader), None),
            ApiReader::Chat(_) => (None, Some(self.answer.tool_calls.as_slice())),
        };
        let of_response = response.into_iter().flat_map(ResponsesReader::waiting_calls);
        of_response.chain(chat.into_iter().flatten().map(WaitingCall::from))
    }

    /// The reason for the outcome in the server's own word.
    pub(crate) fn reason(&self) -> Option<&str> {
        match &self.api {
            ApiReader::Responses(reader) => reader.reason(),
            ApiReader::Chat(reader) => reader.deciding_reason(&self.answer),
        }
    }
}

/// Adds to the answer what an event adds to a text of it.
#[inline]
fn add(
    addition: &Addition<'_>,
    api: &mut ApiReader,
    accumulator: Option<&mut Accumulator>,
    answer: &mut Answer,
    findings: &mut Findings,
) {
    match (addition, api) {
        (Addition::Delta(event), ApiReader::Responses(reader)) => {
            reader.read_delta(event, answer, findings);
        }
        (Addition::Chunk(chunk), ApiReader::Chat(reader)) => {
            reader.read_text(chunk, answer, findings);
        }
        _ => {}
    }
    answer.saw_event = true;
    let added = match (addition, accumulator) {
        (Addition::Delta(event), Some(Accumulator::Response(accumulator))) => {
            accumulator.apply_delta(event)
        }
        (Addition::Chunk(chunk), Some(Accumulator::Chat(accumulator))) => {
            accumulator.apply_text(chunk)
        }
        _ => Ok(()),
    };
    if let Err(error) = added {
        findings.fail(error);
    }
}
