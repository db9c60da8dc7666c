//! Reads the events of an answer in the language of its API.

use crate::answer::{Answer, Ending};
use crate::api::Api;
use crate::chat::ChatReader;
use crate::error::ReadError;
use crate::json::NotJson;
use crate::record::Findings;
use crate::responses::ResponsesReader;

/// The end marker of Chat Completions. Some gateways put it behind a Responses stream, too.
const DONE: &str = "[DONE]";

/// Whether more is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flow {
    Continue,
    /// The terminal marker was read.
    End,
}

pub(crate) struct Reader {
    api: ApiReader,
    pub(crate) answer: Answer,
    pub(crate) findings: Findings,
}

enum ApiReader {
    Responses(ResponsesReader),
    Chat(ChatReader),
}

impl Reader {
    pub(crate) fn new(api: Api) -> Self {
        let api = match api {
            Api::Responses => ApiReader::Responses(ResponsesReader::default()),
            Api::ChatCompletions => ApiReader::Chat(ChatReader::default()),
        };
        Self { api, answer: Answer::default(), findings: Findings::default() }
    }

    pub(crate) const fn api(&self) -> Api {
        match self.api {
            ApiReader::Responses(_) => Api::Responses,
            ApiReader::Chat(_) => Api::ChatCompletions,
        }
    }

    /// Reads one event. `is_error` says that the event is named `error`, or that it stood in a
    /// field of that name.
    pub(crate) fn read(&mut self, is_error: bool, data: &[u8]) -> Flow {
        self.findings.clear();
        let text = alloc::string::String::from_utf8_lossy(data);
        let text = text.trim();
        if text == DONE && !is_error {
            return self.done();
        }
        if text.is_empty() && !is_error {
            return Flow::Continue;
        }
        let (answer, found) = (&mut self.answer, &mut self.findings);
        let read = match &mut self.api {
            ApiReader::Responses(reader) => reader.read(is_error, text, answer, found),
            ApiReader::Chat(reader) => reader.read(is_error, text, answer, found),
        };
        let flow = read.unwrap_or_else(|NotJson { line, column }| {
            found.fail(ReadError::NotJson { line, column });
            // Anything but an object was no part of the answer: proxies send their own pings.
            answer.lost |= text.starts_with('{');
            Flow::Continue
        });
        answer.lost |= !matches!(found.error(), None | Some(ReadError::NotJson { .. }));
        flow
    }

    /// The decoder could not hand out an event.
    pub(crate) fn not_decoded(&mut self, error: headwater::DecodeError) {
        self.findings.clear();
        self.findings.fail(ReadError::Decode(error));
        self.answer.lost |= matches!(error, headwater::DecodeError::EventTooLarge { .. });
    }

    /// Nothing is handed out any more.
    pub(crate) fn ending(&self) -> Ending {
        match &self.api {
            ApiReader::Responses(reader) => reader.ending(),
            ApiReader::Chat(reader) => reader.ending(&self.answer),
        }
    }

    /// Whether an event that the end of the body cut off is all there nevertheless: the standard
    /// drops it, but it may be the one that ends the answer.
    pub(crate) fn is_whole(is_error: bool, data: &[u8]) -> bool {
        core::str::from_utf8(data).is_ok_and(|text| {
            let text = text.trim();
            is_error || text == DONE || (text.starts_with('{') && crate::json::is_whole(text))
        })
    }

    fn done(&mut self) -> Flow {
        self.answer.saw_done = true;
        match &mut self.api {
            ApiReader::Responses(_) => Flow::Continue,
            ApiReader::Chat(reader) => {
                reader.done(&mut self.answer, &mut self.findings);
                Flow::End
            }
        }
    }
}
