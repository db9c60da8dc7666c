//! The streams of the answers.

use std::path::{Path, PathBuf};
use std::{env, fs};

use headwater::Decoder;
use headwater_openai::Api;

use super::ways;
use crate::panics::caught;
use crate::workloads::Workload;

/// The size of a packet's payload.
const CHUNK_BYTES: usize = 1400;
const LONG_ANSWER_DELTAS: usize = 2_000;

/// An answer of the project's own, of which a long one is made.
const SHORT_ANSWER: &str =
    include_str!("../../../crates/headwater-openai/tests/streams/responses/text.sse");

/// Streams of one API.
pub(super) struct Set {
    pub(super) name: String,
    pub(super) api: Api,
    pub(super) streams: Vec<Vec<u8>>,
    pub(super) passed_over: usize,
}

impl Set {
    fn of(api: Api, whose: &str, streams: Vec<Vec<u8>>) -> Self {
        let all = streams.len();
        let read_alike = |stream: &Vec<u8>| {
            let chunks = chunks(stream);
            [&ways::DELTAS[..], &ways::WHOLE[..]].iter().all(|ways| {
                let mut texts =
                    ways.iter().map(|way| caught(|| (way.read)(api, &chunks)).flatten());
                let first = texts.next().flatten();
                first.is_some() && texts.all(|text| text == first)
            })
        };
        let streams: Vec<_> = streams.into_iter().filter(read_alike).collect();
        let name = format!("{}, {whose}", folder_of(api));
        Self { name, api, passed_over: all - streams.len(), streams }
    }

    /// Each stream as a network may cut it.
    pub(super) fn chunks(&self) -> Vec<Vec<&[u8]>> {
        self.streams.iter().map(|stream| chunks(stream)).collect()
    }

    pub(super) fn events(&self) -> usize {
        self.streams.iter().map(|stream| events(stream)).sum()
    }
}

fn chunks(stream: &[u8]) -> Vec<&[u8]> {
    stream.chunks(CHUNK_BYTES).collect()
}

fn events(mut stream: &[u8]) -> usize {
    let mut decoder = Decoder::new();
    let mut events = 0;
    while let Ok(Some(_)) = decoder.decode(&mut stream) {
        events += 1;
    }
    events
}

/// Of both APIs: a long answer that is generated, the project's own streams, and recorded ones where
/// they are there.
pub(super) fn sets() -> Vec<Set> {
    let mut sets = Vec::new();
    for api in [Api::Responses, Api::ChatCompletions] {
        let long = if api == Api::Responses { long_response() } else { long_completion() };
        sets.push(Set::of(api, "generated", vec![long]));
        let own = workspace().join("crates/headwater-openai/tests/streams").join(folder_of(api));
        sets.push(Set::of(api, "own", in_folder(&own)));
        let recorded = shared().join("streams").join(folder_of(api));
        if recorded.is_dir() {
            sets.push(Set::of(api, "recorded", in_folder(&recorded)));
        }
    }
    sets
}

fn folder_of(api: Api) -> &'static str {
    if api == Api::Responses { "responses" } else { "chat" }
}

fn workspace() -> PathBuf {
    let benches = Path::new(env!("CARGO_MANIFEST_DIR"));
    benches.parent().unwrap_or(benches).to_owned()
}

/// Where recorded streams are, which are not part of the project.
fn shared() -> PathBuf {
    let beside = || workspace().join("../shared");
    env::var_os("HEADWATER_SHARED").map_or_else(beside, PathBuf::from)
}

fn in_folder(folder: &Path) -> Vec<Vec<u8>> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.sort();
    files.iter().filter_map(|file| fs::read(file).ok()).collect()
}

/// The short answer, made long.
fn long_response() -> Vec<u8> {
    let events: Vec<&str> = SHORT_ANSWER.split_inclusive("\n\n").collect();
    let is_delta = |event: &&&str| event.contains("output_text.delta");
    let first = events.iter().position(|event| is_delta(&event)).unwrap_or_default();
    let short: Vec<&str> = events.iter().filter(is_delta).map(|event| delta_of(event)).collect();
    let (mut out, mut text) = (events[..first].concat(), String::new());
    for number in 0..LONG_ANSWER_DELTAS {
        let at = number % short.len();
        let numbered = format!("\"sequence_number\":{}", first + number);
        out +=
            &events[first + at].replace(&format!("\"sequence_number\":{}", first + at), &numbered);
        text += short[at];
    }
    for (number, event) in (first + LONG_ANSWER_DELTAS..).zip(&events[first + short.len()..]) {
        let old = number + short.len() - LONG_ANSWER_DELTAS;
        let numbered = format!("\"sequence_number\":{number}");
        let event = event.replace(&format!("\"sequence_number\":{old}"), &numbered);
        out += &event.replace(&short.concat(), &text);
    }
    out.into_bytes()
}

fn delta_of(event: &str) -> &str {
    let text = event.split_once("\"delta\":\"").and_then(|(_, rest)| rest.split_once('"'));
    text.map_or("", |(text, _)| text)
}

fn long_completion() -> Vec<u8> {
    let Some(chat) = Workload::named("chat") else { return Vec::new() };
    let mut out = chat.stream(LONG_ANSWER_DELTAS).0.to_vec();
    out.extend_from_slice(
        b"data: {\"id\":\"chatcmpl-CQ3vTzNHw2yaUZkX9fLmB41dsRepo\",\
          \"object\":\"chat.completion.chunk\",\"created\":1760000040,\
          \"model\":\"gpt-4o-mini-2024-07-18\",\"service_tier\":\"default\",\
          \"system_fingerprint\":\"fp_51db84afab\",\"choices\":[{\"index\":0,\"delta\":{},\
          \"logprobs\":null,\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n",
    );
    out
}
