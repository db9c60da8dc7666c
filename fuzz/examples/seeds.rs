//! Writes what the seed corpora are chosen from: `seeds.sh` calls it, and keeps what is of use.

use std::{fs, path::PathBuf};

use headwater_replay::demo;
use proptest::{
    prelude::*,
    sample::select,
    strategy::ValueTree as _,
    test_runner::{Config, TestRunner},
};

#[path = "seeds/answers.rs"]
mod answers;

/// The random streams of the tests of the core.
#[path = "../../crates/headwater/tests/support"]
mod support {
    #[allow(dead_code, reason = "`streams` takes the part it needs")]
    pub(crate) mod reference;
    #[allow(dead_code, reason = "the setups are those of the controls here")]
    pub(crate) mod streams;
}

/// Long inputs slow a fuzzer down.
const MAX_STREAM: usize = 1 << 10;
const RANDOM_STREAMS: usize = 100;

/// Streams with a name, each of which is about one thing.
const CASES: [(&str, &[u8]); 20] = [
    ("chat", b"data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\ndata: [DONE]\n\n"),
    ("responses", b"event: response.output_text.delta\ndata: {\"delta\":\"Hi\"}\n\n"),
    ("tiny", b"data: x\n\ndata: y\n\n"),
    ("crlf", b"data: one\r\ndata: two\r\n\r\ndata: three\r\n\r\n"),
    ("cr", b"data: one\rdata: two\r\rdata: three\r\r"),
    ("every-line-end", b"data: a\rdata: b\ndata: c\r\n\ndata: d\n\r\ndata: e\r\n\r"),
    ("bom", b"\xEF\xBB\xBFdata: a\n\n"),
    ("bom-twice", b"\xEF\xBB\xBF\xEF\xBB\xBFdata: a\n\ndata: b\n\n"),
    ("id", b"id: 1\ndata: a\n\nid\ndata: b\n\nid: 2\n\ndata: c\n\n"),
    ("id-with-nul", b"id: 1\nid: 2\x003\ndata: a\n\n"),
    ("retry", b"retry: 3000\nretry: 1x\nretry:\nretry: 18446744073709551616\ndata: a\n\n"),
    ("comments", b": keep-alive\n\n:\n::\ndata: a\n: within\n\n"),
    ("unknown-fields", b"error: {}\ndataa: b\nid2\nData: c\n data: d\ndata: a\n\n"),
    ("no-colon", b"data\n\ndata\ndata\n\nevent\ndata\n\n"),
    ("spaces", b"data:a\ndata: b\ndata:  c\nevent:  e \ndata:\n\n"),
    ("types", b"event: one\nevent: two\ndata: a\n\nevent: three\n\ndata: b\n\n"),
    ("not-utf8", b"event: \xFF\nid: \xC3\ndata: \xE2\x80\n\n"),
    ("cjk", "data: 早上好，世界\ndata: 🌊\n\n".as_bytes()),
    ("unfinished", b"id: 1\nevent: e\ndata: a\n\nid: 2\nevent: f\ndata: b"),
    ("nothing", b""),
];

/// For `encode_round_trip`, in the form that its records have.
const RECORDS: [(&str, &[u8]); 12] = [
    ("data", b"hello\x1F"),
    ("every-line-end", b"a\rb\nc\r\nd\n\re\r\n\r\x1F"),
    ("all-parts", b"hello\x1Fgreeting\x1F3000\x1F7"),
    ("ids", b"a\x1F\x1F\x1F1\x1Eb\x1F\x1Eb\x1F\x1F\x1F\x1Ec\x1F"),
    ("retries", b"a\x1F\x1F0\x1Eb\x1F\x1F18446744073709551615\x1Ec\x1F\x1F18446744073709551616"),
    ("comment", b" keep-alive\x1Edata\x1F\x1E\x1E: :"),
    ("comment-of-lines", b"one\r\n\ntwo\r\rthree\n\x1Edata\x1F"),
    ("refused-types", b"a\x1Fdata: b\n\n\x1Eb\x1Fe\r\x1Ec\x1F\r\n\x1Ed\x1Fe\x00"),
    (
        "refused-ids",
        b"a\x1F\x1F\x1F1\x1Eb\x1F\x1F\x1F2\x00\x1Ec\x1F\x1F\x1F3\n\x1Ed\x1F\x1F\x1F\r\x00",
    ),
    ("looks-like-fields", b"id: 9\nretry: 1\n\ndata: x\x1F event: e\x1F\x1F data: y"),
    ("bom-and-not-utf8", b"\xEF\xBB\xBF\x1F\xEF\xBB\xBF\x1F\x1F\xFF\x1E\xEF\xBB\xBF"),
    ("nothing", b"\x1F"),
];

/// Texts for `partial_json`, with the sizes of the chunks they come in.
const JSON_TEXTS: [(&str, &str, [u8; 7]); 20] = [
    ("arguments", r#"{"city":"Paris","days":[1,-2.5e+3,0],"ok":true,"none":null}"#, [1; 7]),
    ("whitespace", " { \"a\" : [ 1 , 22 , 3.0 ] ,\r\n\t\"b\" : \"x\" } ", [2, 0, 3, 1, 5, 0, 7]),
    ("escapes", r#"["\"\\\/\b\f\n\r\t","\u00e9\ud83d\ude00",""]"#, [1, 2, 3, 1, 2, 3, 0]),
    ("unicode", "[\"é漢😀\",\"\u{2028}\u{10ffff}\"]", [1, 1, 2, 1, 3, 0, 1]),
    ("keys", r#"{"\u0061\n":{"\ud83d\ude00":"x"},"":""}"#, [3; 7]),
    ("key-twice", r#"{"a":"b","a":"c","a":{"a":1}}"#, [1; 7]),
    ("number", "-12.5e-2", [1; 7]),
    ("numbers", "[-0,0.0,1e5,-1,123456789012345678901234567890,1E400,0.1e-7]", [1; 7]),
    ("empty-containers", r#"[[],{},[[]],[{}],{"a":[]},""]"#, [1; 7]),
    ("words", "[true,false,null]", [1, 2, 1, 3, 1, 1, 2]),
    ("deep", "[[[[[[[[[[{\"a\":[[[[1]]]]}]]]]]]]]]]", [4; 7]),
    ("cut-in-a-string", r#"{"text":"as far as it ca"#, [5; 7]),
    ("cut-in-an-escape", r#"{"text":"\u00e"#, [1; 7]),
    ("lone-surrogate", r#"["\ud83d","\ude00","\ud83dx"]"#, [1; 7]),
    ("bad-escape", r#"["\x"]"#, [1; 7]),
    ("bad-number", "[01]", [1; 7]),
    ("bad-word", "[nulL]", [1; 7]),
    ("trailing", "{}x", [1; 7]),
    ("control", "[\"\u{1}\"]", [1; 7]),
    ("nothing", "", [0; 7]),
];

/// For `json_readers`, which takes the texts above too: questions, values that may differ, a byte that
/// is changed, and to what.
const READER_CONTROLS: [[u8; 4]; 4] =
    [[0, 255, 1, b'"'], [3, 0, 9, b','], [77, 85, 5, b'\\'], [200, 2, 3, 0xFF]];

/// For `json_readers`: a text, and others that are compared with it.
const PATTERNS: [(&str, [&str; 4]); 3] = [
    (
        "delta",
        [
            r#"{"type":"delta","n":7,"delta":"Hel"}"#,
            r#"{"type":"delta","n":18446744073709551615,"delta":"lo\n\ud83d\ude00"}"#,
            r#"{"type":"delta","n":08,"delta":""}"#,
            r#"{"type":"done","n":9,"delta":"漢"}"#,
        ],
    ),
    (
        "nested",
        [
            r#"{"a":[1,"b",{"c":"d"}]}"#,
            r#"{"a":[2,"",{"c":"\u00e9"}]}"#,
            r#"{"a":[2,"",{}]}"#,
            "{}",
        ],
    ),
    ("one", [r#""a""#, r#""\ud83d""#, r#""a"b"#, "1"]),
];

/// For `response_head`: the status, and the values of headers with 0x1F between.
const HEADS: [(&str, u16, &[u8]); 16] = [
    ("stream", 200, b"\x1Ftext/event-stream; charset=utf-8"),
    ("html", 200, b"\x1Ftext/html"),
    ("gone", 204, b""),
    ("relative", 302, b"../b?c[]=d e#f"),
    ("other-host", 307, b"//b.example:8443/c"),
    ("same-host", 308, b"HTTPS://A.EXAMPLE:443/\xC3\xA9"),
    ("credentials", 301, b"https://a:b@a.example/"),
    ("backslash", 303, b"https:\\\\b.example\\@a.example/"),
    ("other-scheme", 302, b"javascript:alert(1)"),
    ("address", 302, b"http://[::ffff:7f00:1]:80/%2e%2e/%"),
    ("no-port", 302, b"https://a.example:/./../a"),
    ("seconds", 503, b"\x1F\x1F120"),
    ("places", 429, b"\x1F\x1F1.25\x1F\x1F250.5\x1Ftrue"),
    ("date", 503, b"\x1F\x1FSun, 06 Nov 1994 08:49:47 GMT\x1FSun, 06 Nov 1994 08:49:37 GMT"),
    ("leap", 503, b"\x1F\x1FTue, 29 Feb 2000 23:59:60 GMT\x1FThu, 01 Jan 1970 00:00:00 GMT"),
    ("huge", 500, b"\x1F\x1F99999999999999999999\x1F\x1F99999999999999999999"),
];

/// For `session_ops`: rows of inputs, as places in the model's list of them.
const ROWS: [(&str, &[u8]); 6] = [
    ("events", &[0, 12, 25, 26, 27, 28, 2]),
    ("reconnects", &[0, 12, 25, 2, 9, 3, 0, 12, 25, 6, 10, 3, 0]),
    ("refused", &[0, 6, 9, 3, 0, 6, 10, 3, 0, 7]),
    ("redirects", &[0, 19, 0, 20, 0, 21, 0, 12, 25]),
    ("not-now", &[0, 15, 10, 3, 0, 16, 10, 3, 0, 17]),
    ("restarts", &[0, 4, 0, 12, 27, 4, 0, 12, 25, 11, 3, 5]),
];

/// For `answer_session_ops`: the same.
const ANSWER_ROWS: [(&str, &[u8]); 8] = [
    ("completes", &[0, 12, 26, 27, 28, 32]),
    ("resumes", &[0, 12, 26, 27, 7, 41, 9, 3, 0, 12, 26, 27, 28, 29, 2, 41, 10, 3, 0, 12, 32]),
    (
        "retrieves",
        &[0, 12, 26, 7, 41, 10, 3, 0, 15, 2, 41, 10, 3, 0, 13, 37, 2, 10, 3, 0, 13, 38, 2, 41],
    ),
    ("retries", &[0, 6, 41, 10, 3, 0, 19, 2, 41, 10, 3, 0, 12, 26, 32]),
    ("cancels", &[0, 12, 26, 4, 0, 7, 41, 10, 3, 0, 13, 38, 2, 41]),
    ("cancels-later", &[0, 4, 12, 26, 0, 13, 37, 2, 10, 3, 0, 5]),
    ("finishes", &[0, 12, 34, 35, 9, 3, 36]),
    ("fails", &[0, 12, 26, 30, 31, 41, 10, 3, 0, 12, 33]),
];

fn main() {
    let folder = std::env::args_os().nth(1).expect("usage: seeds FOLDER");
    let write = |target: &str, name: &str, input: &[u8]| {
        let folder = PathBuf::from(&folder).join(target);
        fs::create_dir_all(&folder).expect("the folder can be made");
        fs::write(folder.join(format!("seed-{name}")), input).expect("the seed can be written");
    };
    let mut random = Random(TestRunner::new_with_rng(
        Config::default(),
        prop::test_runner::TestRng::deterministic_rng(prop::test_runner::RngAlgorithm::ChaCha),
    ));

    for (name, stream) in decode_streams(&mut random) {
        let input = [&*stream, &random.pick(decode_controls())].concat();
        write("decode_chunked", &name, &input);
    }
    for (name, script) in encode_scripts(&mut random) {
        let input = [&*script, &random.pick(encode_controls())].concat();
        write("encode_round_trip", &name, &input);
    }
    for (target, folders, templates) in answers::TARGETS {
        for (name, script) in answers::scripts(folders, templates) {
            let input = [&*script, &random.pick(answer_controls())].concat();
            write(target, &name, &input);
        }
    }
    for (name, status, values) in HEADS {
        write("response_head", name, &[values, &status.to_be_bytes()[..], &[0, 0]].concat());
    }
    for (name, ops) in ROWS {
        for settings in [0, 2, 8, 32, 63] {
            let input = [ops, &[settings, 1]].concat();
            write("session_ops", &format!("{name}-{settings}"), &input);
        }
    }
    for (name, ops) in ANSWER_ROWS {
        for settings in [0, 1, 2, 4, 24, 34, 66, 128, 255] {
            let input = [ops, &[settings, 1]].concat();
            write("answer_session_ops", &format!("{name}-{settings}"), &input);
        }
    }
    for (name, text, sizes) in JSON_TEXTS {
        write("partial_json", name, &[text.as_bytes(), &sizes].concat());
        for (number, controls) in READER_CONTROLS.into_iter().enumerate() {
            let input = [text.as_bytes(), &controls].concat();
            write("json_readers", &format!("{name}-{number}"), &input);
        }
    }
    for (name, texts) in PATTERNS {
        for varying in [255, 2, 5] {
            let input = [texts.join("\x1E").as_bytes(), &[0, varying, 0, b'{']].concat();
            write("json_readers", &format!("{name}-{varying}"), &input);
        }
    }
}

/// The same for every run.
struct Random(TestRunner);

impl Random {
    fn pick<T>(&mut self, strategy: impl Strategy<Value = T>) -> T {
        strategy.new_tree(&mut self.0).expect("nothing is filtered").current()
    }
}

fn decode_streams(random: &mut Random) -> Vec<(String, Vec<u8>)> {
    let cases = CASES.map(|(name, stream)| (name.to_owned(), stream.to_vec()));
    let mut streams = cases.to_vec();
    for recording in demo::recordings() {
        let name = format!("demo-{}-{:?}", recording.name(), recording.api()).to_lowercase();
        streams.push((name, events_up_to(MAX_STREAM, recording.bytes()).concat()));
    }
    for number in 0..RANDOM_STREAMS {
        let stream = random.pick(support::streams::stream());
        if stream.len() <= MAX_STREAM {
            streams.push((format!("stream-{number:03}"), stream));
        }
    }
    streams
}

fn encode_scripts(random: &mut Random) -> Vec<(String, Vec<u8>)> {
    let cases = RECORDS.map(|(name, script)| (name.to_owned(), script.to_vec()));
    let mut scripts = cases.to_vec();
    for recording in demo::recordings() {
        let name = format!("demo-{}-{:?}", recording.name(), recording.api()).to_lowercase();
        scripts
            .push((name, events_up_to(MAX_STREAM / 2, recording.bytes()).join(&b"\x1F\x1E"[..])));
    }
    let part =
        || prop::collection::vec(select(&b"ab \r\n\0:\xEF\xBB\xBF\x1E\x1F\x1F\x1F7"[..]), 0..40);
    for number in 0..RANDOM_STREAMS {
        scripts.push((format!("records-{number:03}"), random.pick(part())));
    }
    scripts
}

/// The first events of a stream that the replay server made, which ends each with two LFs.
fn events_up_to(len: usize, stream: &[u8]) -> Vec<&[u8]> {
    let text = str::from_utf8(stream).expect("it is JSON");
    let mut left = len;
    text.split_inclusive("\n\n")
        .map(str::as_bytes)
        .take_while(|event| {
            let fits = event.len() <= left;
            left = left.saturating_sub(event.len());
            fits
        })
        .collect()
}

/// As `decode_chunked` reads them.
fn decode_controls() -> impl Strategy<Value = Vec<u8>> {
    let limit = || prop_oneof![3 => Just(0), 1 => 1_u8..20, 1 => any::<u8>()];
    let flags = prop_oneof![0_u8..8, any::<u8>()];
    let limits = prop::collection::vec(limit(), 3);
    let regions = prop::collection::vec(prop_oneof![0_u8..20, any::<u8>()], 4);
    (0_u8..10, flags, limits, regions, chunk_sizes()).prop_map(
        |(face, flags, limits, regions, sizes)| {
            [&[face, flags][..], &limits, &regions, &sizes].concat()
        },
    )
}

/// As `encode_round_trip` reads them.
fn encode_controls() -> impl Strategy<Value = Vec<u8>> {
    (0_u8..8, any::<u8>(), chunk_sizes())
        .prop_map(|(face, too_small, sizes)| [&[face, too_small][..], &sizes].concat())
}

/// As `chat_stream` and `responses_stream` read them: mostly a whole body with a clean end.
fn answer_controls() -> impl Strategy<Value = Vec<u8>> {
    let end = prop_oneof![3 => Just(0), 1 => 0_u8..3];
    let cut = prop_oneof![3 => Just(0), 1 => any::<u16>()];
    let limits = prop_oneof![4 => Just(0), 1 => any::<u8>()];
    (chunk_sizes(), end, cut, limits).prop_map(|(sizes, end, cut, limits)| {
        [&sizes[..], &[end], &cut.to_le_bytes(), &[limits]].concat()
    })
}

fn chunk_sizes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        Just(vec![0; 7]),
        Just(vec![1; 7]),
        Just(vec![1, 0, 1, 0, 1, 0, 0]),
        (0_u8..60).prop_map(|first| vec![first, 255, 0, 0, 0, 0, 0]),
        prop::collection::vec(prop_oneof![0_u8..8, any::<u8>()], 7),
    ]
}
