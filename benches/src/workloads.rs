//! The streams that are raced: generated, the same on every machine.

use core::fmt::Write as _;

use bytes::Bytes;
use headwater_replay::demo;

use crate::chunkings::{self, Chunking, Cut};
use crate::random::Random;

/// A kind of stream.
#[derive(Clone, Copy, Debug)]
pub struct Workload {
    /// What it is called.
    pub name: &'static str,
    /// What it is.
    pub about: &'static str,
    /// How many events are enough where chunks are large.
    pub events: usize,
    generate: fn(usize) -> (Vec<u8>, usize),
}

/// All of them.
pub const ALL: [Workload; 9] = [
    Workload {
        name: "chat",
        about: "chunks of the Chat Completions API, about 290 bytes an event",
        events: 20_000,
        generate: |events| repeated(events, chat),
    },
    Workload {
        name: "responses",
        about: "deltas of the Responses API with event lines, about 270 bytes an event",
        events: 20_000,
        generate: |events| repeated(events, responses),
    },
    Workload {
        name: "tiny",
        about: "`data: x` and nothing else",
        events: 100_000,
        generate: |events| repeated(events, |out, _, _| out.push_str("data: x\n\n")),
    },
    Workload {
        name: "large",
        about: "256 KiB in one line",
        events: 16,
        generate: |events| repeated(events, large),
    },
    Workload {
        name: "ten_lines",
        about: "ten data lines with CRLF",
        events: 10_000,
        generate: |events| repeated(events, ten_lines),
    },
    Workload {
        name: "comments",
        about: "eight comments, most with a blank line, before each short event",
        events: 20_000,
        generate: |events| repeated(events, comments),
    },
    Workload {
        name: "cjk",
        about: "a model's text in CJK, with little JSON about it, about 290 bytes an event",
        events: 15_000,
        generate: |events| repeated(events, cjk),
    },
    Workload {
        name: "mix",
        about: "the project's own demo streams of both APIs, one after another",
        events: 20_000,
        generate: mix,
    },
    Workload {
        name: "chunk_splits",
        about: "a BOM, a CRLF, characters, field names and blank lines, cut at every byte",
        events: 4_000,
        generate: |_| (SPLIT_STREAM.to_vec(), SPLIT_EVENTS),
    },
];

/// Every place in it is one where a decoder that forgets something at a cut goes wrong.
const SPLIT_STREAM: &[u8] =
    "\u{feff}: ping\r\nevent: greeting\r\ndata: caf\u{e9} \u{4f60} \u{1f600}\r\n\
     data\r\n\r\nid: 7\ndata: b\n\nretry: 10\rdata:c\r\rdata: \n\ndatum: no\ndata: d\r\n\r\n"
        .as_bytes();
const SPLIT_EVENTS: usize = 5;

impl Workload {
    /// The one of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        ALL.into_iter().find(|workload| workload.name == name)
    }

    /// The chunkings at which it is raced.
    #[must_use]
    pub fn chunkings(&self) -> Vec<Chunking> {
        if self.name == "chunk_splits" {
            return vec![Chunking::Splits];
        }
        chunkings::ALL.to_vec()
    }

    /// The stream with about so many events, and how many there are in it.
    #[must_use]
    pub fn stream(&self, events: usize) -> (Bytes, usize) {
        let (bytes, events) = (self.generate)(events);
        (Bytes::from(bytes), events)
    }

    /// The stream with about so many events, cut; and how many events there are in all.
    #[must_use]
    pub fn cut(&self, chunking: Chunking, events: usize) -> (Cut, usize) {
        let (stream, count) = self.stream(events);
        let once = chunking.cut(stream);
        let (streams, count) = (once.streams.len(), count * once.streams.len());
        if chunking != Chunking::Splits {
            return (once, count);
        }
        let times = events.div_ceil(count);
        let repeated = once.streams.into_iter().cycle().take(streams * times).collect();
        (Cut { streams: repeated }, count * times)
    }

    /// How many events are raced at this chunking, so that a run takes some milliseconds.
    #[must_use]
    pub fn events_at(&self, chunking: Chunking) -> usize {
        ((self.events as f64 * chunking.share_of_events()) as usize).max(1)
    }
}

/// Appends the event of this number.
type Append = fn(&mut String, &mut Random, usize);

fn repeated(events: usize, append: Append) -> (Vec<u8>, usize) {
    let (mut out, mut random) = (String::new(), Random::new(7));
    for number in 0..events {
        append(&mut out, &mut random, number);
    }
    (out.into_bytes(), events)
}

const WORDS: [&str; 16] = [
    " the", " river", " runs", " down", " to", " a", " quiet", " valley", " where", " stones",
    " keep", " its", " oldest", ",", ".", " names",
];

const HANZI: [&str; 12] =
    ["水", "从", "山", "上", "流", "下", "来", "，", "石", "头", "都", "记得"];

fn chat(out: &mut String, random: &mut Random, number: usize) {
    chat_chunk(out, random.one_of(&WORDS), number);
}

fn chat_chunk(out: &mut String, content: &str, number: usize) {
    let created = 1_760_000_000 + number / 50;
    let _ = write!(
        out,
        "data: {{\"id\":\"chatcmpl-CQ3vTzNHw2yaUZkX9fLmB41dsRepo\",\
         \"object\":\"chat.completion.chunk\",\"created\":{created},\
         \"model\":\"gpt-4o-mini-2024-07-18\",\"service_tier\":\"default\",\
         \"system_fingerprint\":\"fp_51db84afab\",\"choices\":[{{\"index\":0,\
         \"delta\":{{\"content\":\"{content}\"}},\"logprobs\":null,\"finish_reason\":null}}]}}\n\n",
    );
}

fn responses(out: &mut String, random: &mut Random, number: usize) {
    let delta = random.one_of(&WORDS);
    let padding = &"aGVhZHdhdGVy"[..4 + random.below(9)];
    let _ = write!(
        out,
        "event: response.output_text.delta\ndata: {{\"type\":\"response.output_text.delta\",\
         \"sequence_number\":{number},\
         \"item_id\":\"msg_68d1f2a7c4b48190a2f3b6c7d8e9f0a1030b5c2d4e6f8a9b\",\
         \"output_index\":0,\"content_index\":0,\"delta\":\"{delta}\",\"logprobs\":[],\
         \"obfuscation\":\"{padding}\"}}\n\n",
    );
}

fn large(out: &mut String, random: &mut Random, _number: usize) {
    let start = out.len();
    out.push_str("data: ");
    while out.len() - start < 256 << 10 {
        out.push_str(random.one_of(&WORDS));
    }
    out.truncate(start + (256 << 10));
    out.push_str("\n\n");
}

fn ten_lines(out: &mut String, random: &mut Random, _number: usize) {
    for _ in 0..10 {
        out.push_str("data:");
        for _ in 0..8 {
            out.push_str(random.one_of(&WORDS));
        }
        out.push_str("\r\n");
    }
    out.push_str("\r\n");
}

fn comments(out: &mut String, random: &mut Random, number: usize) {
    for _ in 0..8 {
        out.push_str(random.one_of(&[
            ":\n\n",
            ": ping\n\n",
            ": keep-alive\n\n",
            ": OPENROUTER PROCESSING\n\n",
            ":\n",
        ]));
    }
    let _ = write!(out, "data: {{\"n\":{number}}}\n\n");
}

fn cjk(out: &mut String, random: &mut Random, number: usize) {
    let content: String = (0..80).map(|_| random.one_of(&HANZI)).collect();
    let _ = write!(out, "data: {{\"index\":{number},\"text\":\"{content}\"}}\n\n");
}

fn mix(events: usize) -> (Vec<u8>, usize) {
    let blank_lines = |bytes: &[u8]| bytes.windows(2).filter(|two| two == b"\n\n").count();
    let whole = |bytes: &[u8]| bytes.ends_with(b"\n\n");
    let streams: Vec<Bytes> = demo::recordings()
        .iter()
        .map(|recording| Bytes::copy_from_slice(recording.bytes()))
        .filter(|bytes| whole(bytes))
        .collect();
    let (mut out, mut count) = (Vec::new(), 0);
    for stream in streams.iter().cycle().take(1_000) {
        if count >= events {
            break;
        }
        out.extend_from_slice(stream);
        count += blank_lines(stream);
    }
    (out, count)
}

#[cfg(test)]
mod tests {
    use super::{ALL, Workload};
    use crate::judge::expected;

    #[test]
    fn each_parses_to_the_stated_number_of_events() {
        for workload in ALL {
            let (stream, events) = workload.stream(50);
            assert_eq!(expected(&stream).len(), events, "{}", workload.name);
            assert_eq!(workload.stream(50).0, stream, "{} differs", workload.name);
        }
    }

    #[test]
    fn events_are_of_the_stated_size() {
        for (name, size) in [("chat", 290), ("responses", 270), ("cjk", 290), ("large", 262_146)] {
            let (stream, events) = Workload::named(name).unwrap().stream(100);
            let mean = stream.len() / events;
            assert!(mean.abs_diff(size) < 20, "{name}: {mean}");
        }
    }
}
