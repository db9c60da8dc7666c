//! `headwater decode` as a process: bytes in, JSON lines out.

mod support;

use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use support::process::{Headwater, headwater};

/// A run that reads this from a pipe.
fn decode(input: impl AsRef<[u8]>, args: &[&str]) -> Headwater {
    headwater(["decode"]).args(args).stdin(input.as_ref())
}

/// What a run that goes well prints.
#[track_caller]
fn decoded(input: impl AsRef<[u8]>, args: &[&str]) -> String {
    let run = decode(input, args).run();
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{run:?}");
    run.stdout
}

/// A file in the folder of these tests.
fn file(name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("decode-{name}"));
    std::fs::write(&path, content).unwrap();
    path
}

/// Inputs and what is printed of them.
const TABLE: &[(&[u8], &str)] = &[
    (b"", ""),
    (b"\n\n\r\r\r\n", ""),
    (b"data: a\n\n", "{\"event\":\"message\",\"data\":\"a\",\"id\":\"\"}\n"),
    (b"data:a\r\n\r\n", "{\"event\":\"message\",\"data\":\"a\",\"id\":\"\"}\n"),
    (b"data:  a\r\r", "{\"event\":\"message\",\"data\":\" a\",\"id\":\"\"}\n"),
    (b"\xef\xbb\xbfdata: a\n\n", "{\"event\":\"message\",\"data\":\"a\",\"id\":\"\"}\n"),
    (b"\xef\xbb\xbf\xef\xbb\xbfdata: a\n\n", ""),
    (b"data\n\n", "{\"event\":\"message\",\"data\":\"\",\"id\":\"\"}\n"),
    (b"data:\n\n", "{\"event\":\"message\",\"data\":\"\",\"id\":\"\"}\n"),
    (b"data: a\ndata\ndata: b\n\n", "{\"event\":\"message\",\"data\":\"a\\n\\nb\",\"id\":\"\"}\n"),
    (b"event: x\nid: 7\ndata: a\n\n", "{\"event\":\"x\",\"data\":\"a\",\"id\":\"7\"}\n"),
    (b"event: x\n\n", ""),
    (b"event:\ndata: a\n\n", "{\"event\":\"message\",\"data\":\"a\",\"id\":\"\"}\n"),
    (
        b"id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n",
        "{\"event\":\"message\",\"data\":\"a\",\"id\":\"1\"}\n\
         {\"event\":\"message\",\"data\":\"b\",\"id\":\"1\"}\n\
         {\"event\":\"message\",\"data\":\"c\",\"id\":\"\"}\n",
    ),
    // A block without data gives its id, too.
    (b"id: 1\n\ndata: b\n\n", "{\"event\":\"message\",\"data\":\"b\",\"id\":\"1\"}\n"),
    // An id with a NUL is none.
    (b"id: 1\n\nid: 2\0\ndata: b\n\n", "{\"event\":\"message\",\"data\":\"b\",\"id\":\"1\"}\n"),
    (
        b": comment\nretry: 5\nunknown: x\ndata: a\n\n",
        "{\"event\":\"message\",\"data\":\"a\",\"id\":\"\"}\n",
    ),
    (b"Data: a\n data: b\n\n", ""),
    // No blank line, no event.
    (b"data: a", ""),
    (b"data: a\n", ""),
    (b"data: a\n\ndata: b\n", "{\"event\":\"message\",\"data\":\"a\",\"id\":\"\"}\n"),
    (
        b"data: \"\\\x1b\x00\x7f\t/\n\n",
        "{\"event\":\"message\",\"data\":\"\\\"\\\\\\u001b\\u0000\x7f\\t/\",\"id\":\"\"}\n",
    ),
    (
        "event: größe\nid: 川\ndata: 🌊\u{2028}\n\n".as_bytes(),
        "{\"event\":\"größe\",\"data\":\"🌊\u{2028}\",\"id\":\"川\"}\n",
    ),
    // One U+FFFD for each longest beginning of a character.
    (
        b"event: \xff\nid: \xc3\ndata: \xe5\xb7a\xf0\x9f\x8c\xed\xa0\x80\n\n",
        "{\"event\":\"\u{fffd}\",\"data\":\"\u{fffd}a\u{fffd}\u{fffd}\u{fffd}\u{fffd}\",\
         \"id\":\"\u{fffd}\"}\n",
    ),
];

#[test]
fn each_input_gives_its_lines() {
    for (input, expected) in TABLE {
        assert_eq!(decoded(input, &[]), *expected, "{}", input.escape_ascii());
    }
}

/// All of the table, one behind the other, with everything that can be asked for.
#[test]
fn every_chunk_size_gives_the_same_bytes() {
    let mut input = b": first\n:\xff\n".to_vec();
    for (stream, _) in TABLE {
        input.extend_from_slice(stream);
        input.extend_from_slice(b"\n: between\r\n\n");
    }
    input.extend_from_slice(
        b"data: over the limit of forty bytes, by a few of them\n\ndata: unfinished \xe5",
    );
    let options = ["--comments", "--summary", "--max-event-bytes", "40", "--last-event-id", "0"];
    let expected = decoded(&input, &options);
    assert!(expected.lines().count() > 40, "{expected}");
    for part in ["\"error\"", "\"comment\"", "\"end\"", "\"unfinished\":\"unfinished \u{fffd}\""] {
        assert!(expected.contains(part), "{part} in {expected}");
    }
    for size in 1..=20 {
        let size = format!("--chunk-size={size}");
        let args = [&options[..], &[&*size]].concat();
        assert_eq!(decoded(&input, &args), expected, "{size}");
    }
    for size in ["65536", "4294967296", "18446744073709551615"] {
        let args = [&options[..], &["--chunk-size", size]].concat();
        assert_eq!(decoded(&input, &args), expected, "{size}");
    }
}

#[test]
fn a_file_and_stdin_give_the_same() {
    let input = "id: 1\ndata: a\n\ndata: b\n\n";
    let expected = decoded(input, &["--summary"]);
    let path = file("same", input);
    let path = path.to_str().unwrap();
    for args in [&["--summary", path][..], &[path, "--summary"], &["--summary", "--", path]] {
        assert_eq!(decoded("data: not read\n\n", args), expected);
    }
    assert_eq!(decoded(input, &["--summary", "-"]), expected);
    let empty = file("empty", "");
    assert_eq!(decoded("", &[empty.to_str().unwrap()]), "");
}

#[test]
fn comments_come_as_they_stand_and_where_they_stood() {
    let input = b":one\n:  two\ndata: a\n: three \n\n:\n:\xff\xe5\xb7\n: \"\x1b\r\n::\n";
    let expected = "{\"comment\":\"one\"}\n{\"comment\":\"  two\"}\n{\"comment\":\" three \"}\n\
         {\"event\":\"message\",\"data\":\"a\",\"id\":\"\"}\n{\"comment\":\"\"}\n\
         {\"comment\":\"\u{fffd}\u{fffd}\"}\n{\"comment\":\" \\\"\\u001b\"}\n{\"comment\":\":\"}\n";
    assert_eq!(decoded(input, &["--comments"]), expected);
    let event = "{\"event\":\"message\",\"data\":\"a\",\"id\":\"\"}\n";
    assert_eq!(decoded(input, &[]), event);
}

#[test]
fn the_last_event_id_may_be_known_from_before() {
    let input = "data: a\n\nid: 2\ndata: b\n\nid:\ndata: c\n\n";
    let ids = |args: &[&str]| {
        let out = decoded(input, args);
        let id = |line| serde_json::from_str::<Value>(line).unwrap()["id"].as_str().unwrap().into();
        out.lines().map(id).collect::<Vec<String>>()
    };
    assert_eq!(ids(&["--last-event-id", "川 1"]), ["川 1", "2", ""]);
    assert_eq!(ids(&["--last-event-id="]), ["", "2", ""]);
    assert_eq!(ids(&[]), ["", "2", ""]);
    let summary = summary_of("", &["--last-event-id", "7"]);
    assert_eq!(summary["last_event_id"], "7");
}

/// What `--summary` says.
#[track_caller]
fn summary_of(input: impl AsRef<[u8]>, args: &[&str]) -> Value {
    let out = decoded(input, &[&["--summary"], args].concat());
    let last = out.lines().last().unwrap();
    let mut summary: Value = serde_json::from_str(last).unwrap();
    assert_eq!(summary.as_object().unwrap().len(), 1, "{last}");
    summary["end"].take()
}

#[test]
fn the_summary_byte_by_byte() {
    let nothing = "{\"end\":{\"events\":0,\"last_event_id\":\"\",\"reconnection_time_ms\":null,\
                   \"unfinished\":null}}\n";
    assert_eq!(decoded("", &["--summary"]), nothing);
    assert_eq!(decoded(": hi\nevent: x\n\n", &["--summary"]), nothing);
    assert_eq!(
        decoded("retry: 1500\nid: \"1\"\ndata: a\n\ndata: b\ndata:", &["--summary"]),
        "{\"event\":\"message\",\"data\":\"a\",\"id\":\"\\\"1\\\"\"}\n\
         {\"end\":{\"events\":1,\"last_event_id\":\"\\\"1\\\"\",\"reconnection_time_ms\":1500,\
         \"unfinished\":\"b\\n\"}}\n"
    );
}

#[test]
fn what_is_unfinished() {
    let cases: &[(&[u8], Option<&str>)] = &[
        (b"", None),
        (b"data: a\n\n", None),
        (b"data: a\r\r", None),
        (b"data: a\n\r", None),
        (b"data: a\n\n\n", None),
        (b"data: a\n\n: ping", None),
        (b"data: a\n\nevent: x\nid: 1", None),
        (b"\xef\xbb", None),
        (b"\xef\xbb\xbf", None),
        (b"d", None),
        (b"dat", None),
        (b"datax: a", None),
        (b": data: a", None),
        (b"event: x\nid: 5\nretry: 6", None),
        (b"data", Some("")),
        (b"data\n", Some("")),
        (b"data:", Some("")),
        (b"data: ", Some("")),
        (b"data: a", Some("a")),
        (b"data: a\n", Some("a")),
        (b"data: a\r", Some("a")),
        (b"data: a\r\n", Some("a")),
        (b"data: a\ndata", Some("a\n")),
        (b"data: a\ndata: ", Some("a\n")),
        (b"data: a\ndata: b", Some("a\nb")),
        (b"data: a\ndata: b\r\n", Some("a\nb")),
        (b"data: a\nevent: x", Some("a")),
        (b"data: a\ndat", Some("a")),
        (b"data: a\n: ping", Some("a")),
        (b"event: x\ndata: a", Some("a")),
        (b"data: a\n\ndata: b", Some("b")),
        (b"\xef\xbb\xbfdata: a", Some("a")),
        (b"data: \xe5\xb7", Some("\u{fffd}")),
        ("data: 川".as_bytes(), Some("川")),
    ];
    for (input, expected) in cases {
        for size in ["1", "2", "65536"] {
            let summary = summary_of(input, &["--chunk-size", size]);
            assert_eq!(summary["unfinished"], json!(expected), "{}", input.escape_ascii());
        }
    }
}

/// An unfinished block changes nothing: neither the count nor the id.
#[test]
fn the_summary_counts_what_was_dispatched() {
    for (input, events, id, retry) in [
        ("data: a\n\ndata: b\n\n", 2, "", json!(null)),
        ("id: 1\ndata: a\n\nid: 2\ndata: b", 1, "1", json!(null)),
        ("id: 1\ndata: a\n\nid: 2\n", 1, "1", json!(null)),
        ("id: 3\n\n", 0, "3", json!(null)),
        ("retry: 10\n\nretry: x\n\nretry: 07\n\nevent: x\n\n", 0, "", json!(7)),
        ("retry: 0\n", 0, "", json!(0)),
    ] {
        let summary = summary_of(input, &["--comments"]);
        let expected = json!({
            "events": events,
            "last_event_id": id,
            "reconnection_time_ms": retry,
            "unfinished": summary["unfinished"],
        });
        assert_eq!(summary, expected, "{input:?}");
    }
}

/// An error is a line, and decoding goes on.
#[test]
fn limits() {
    let input = "data: 12345\n\ndata: 123456\n\ndata: 12\ndata: 34\n\ndata: 12\ndata: 345\n\n\
                 event: abcdef\ndata: 1\n\nevent: abcde\nid: 1\ndata: 2\n\n";
    let limit: &[&str] = &["--max-event-bytes", "5"];
    for size in ["1", "3", "65536"] {
        let out = decoded(input, &[limit, &["--chunk-size", size]].concat());
        let lines: Vec<Value> =
            out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let event = |kind, data, id| json!({"event": kind, "data": data, "id": id});
        assert_eq!(lines.len(), 6, "{out}");
        assert_eq!(lines[0], event("message", "12345", ""));
        assert_eq!(lines[2], event("message", "12\n34", ""));
        assert_eq!(lines[5], event("abcde", "2", "1"));
        for error in [&lines[1], &lines[3], &lines[4]] {
            let error = error.as_object().unwrap();
            assert_eq!(error.len(), 1);
            assert!(error["error"].as_str().unwrap().contains("limit of 5 bytes"));
        }
        let summary = summary_of(input, &[limit, &["--chunk-size", size]].concat());
        assert_eq!(summary["events"], 3);
    }
    assert_eq!(decoded("data:\n\n", &["--max-event-bytes", "0"]).lines().count(), 1);
    assert!(decoded("data: 1\n\n", &["--max-event-bytes", "0"]).starts_with("{\"error\":"));
    // The end came before the blank line, but the limit did, too.
    let summary = summary_of("data: 123456", limit);
    assert_eq!((&summary["unfinished"], &summary["events"]), (&json!(null), &json!(0)));
}

#[test]
fn long_ids_and_comments_are_errors_and_the_event_is_not() {
    let long = "x".repeat(5000);
    let out = decoded(format!("id: {long}\n:{long}\ndata: a\n\n"), &["--comments"]);
    let lines: Vec<_> = out.lines().collect();
    assert_eq!(lines.len(), 3, "{out}");
    assert!(
        lines[0].starts_with("{\"error\":\"") && lines[1].starts_with("{\"error\":\""),
        "{out}"
    );
    assert_eq!(lines[2], "{\"event\":\"message\",\"data\":\"a\",\"id\":\"\"}");
}

#[test]
fn the_default_limit_lets_large_events_through() {
    let data = "0123456789abcdef".repeat(1 << 16);
    let expected = format!("{{\"event\":\"message\",\"data\":\"{data}\",\"id\":\"\"}}\n");
    assert!(decoded(format!("data: {data}\n\n"), &[]) == expected);
}

#[test]
fn wrong_options_and_unreadable_files() {
    let input = "data: a\n\n";
    for (args, reason) in [
        (&["--chunk-size", "0"][..], "--chunk-size"),
        (&["--chunk-size", "x"], "--chunk-size"),
        (&["--chunk-size=-1"], "--chunk-size"),
        (&["--chunk-size", ""], "--chunk-size"),
        (&["--max-event-bytes", "1k"], "--max-event-bytes"),
        (&["--max-event-bytes=-1"], "--max-event-bytes"),
        (&["--max-event-bytes", "99999999999999999999"], "--max-event-bytes"),
        (&["--last-event-id", "a\nb"], "last-event-id"),
        (&["--last-event-id", "a\rb"], "last-event-id"),
        (&["--no-such-option"], "--no-such-option"),
        (&["one", "two"], "two"),
        (&["no such file"], "no such file"),
        (&[env!("CARGO_TARGET_TMPDIR")], "cannot read"),
    ] {
        decode(input, args).run().is_usage_error(reason);
        decode(input, &[args, &["--summary"]].concat()).run().is_usage_error(reason);
    }
    decode(input, &["--last-event-id", &"x".repeat(5000)]).run().is_usage_error("last-event-id");
}

/// Half an event, and then nothing for a while.
#[test]
fn lines_are_there_before_the_input_goes_on() {
    for args in [&[][..], &["--chunk-size", "1"], &["--chunk-size", "7", "--comments"]] {
        let mut run = headwater(["decode", "--summary"]).args(args).open_stdin().start();
        run.write("data: a\n\ndata: b\n\ndata: half of ");
        let two = "{\"event\":\"message\",\"data\":\"a\",\"id\":\"\"}\n\
                   {\"event\":\"message\",\"data\":\"b\",\"id\":\"\"}\n";
        run.shows(two);
        assert!(run.is_running());
        run.write("it\r\n\r");
        // A CR ends the line; that an LF may follow is no reason to wait.
        let three = format!("{two}{{\"event\":\"message\",\"data\":\"half of it\",\"id\":\"\"}}\n");
        run.shows(&three);
        assert!(run.is_running());
        run.write("\n");
        run.close_stdin();
        let end = "{\"end\":{\"events\":3,\"last_event_id\":\"\",\"reconnection_time_ms\":null,\
                   \"unfinished\":null}}\n";
        run.finish().ended(0, &format!("{three}{end}"));
    }
}

#[test]
fn a_comment_is_there_before_the_input_goes_on() {
    let mut run = headwater(["decode", "--comments"]).open_stdin().start();
    run.write(": ping\n");
    run.shows("{\"comment\":\" ping\"}\n");
    assert!(run.is_running());
}

/// As with `| head -c 10`.
#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    let input = "data: still water runs deep\n\n".repeat(50_000);
    let (run, mut stdout) = decode(&input, &["--summary"]).start_with_own_stdout();
    stdout.read_exact(&mut [0; 10]).unwrap();
    drop(stdout);
    let run = run.finish();
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
}

#[test]
#[cfg(unix)]
fn a_reader_that_was_never_there_ends_it_quietly() {
    for args in [&[][..], &["--summary"]] {
        let (one, _) = std::os::unix::net::UnixStream::pair().unwrap();
        let run = decode("data: a\n\n", args).stdout_to(std::os::fd::OwnedFd::from(one)).run();
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_told() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let run = decode("data: a\n\n", &[]).stdout_to(full).run();
    assert_eq!(run.code, Some(1));
    run.saying("cannot write");
}

#[test]
fn a_long_stream() {
    let mut input = String::new();
    let mut expected = String::new();
    for number in 0..30_000 {
        input.push_str(&format!("id: {number}\nevent: e\ndata: {number}\n\n"));
        expected
            .push_str(&format!("{{\"event\":\"e\",\"data\":\"{number}\",\"id\":\"{number}\"}}\n"));
    }
    assert!(decoded(&input, &[]) == expected);
    assert!(decoded(&input, &["--chunk-size=3"]) == expected);
    assert!(decoded("", &[file("long", &input).to_str().unwrap()]) == expected);
}

/// The cases that the library is held against.
#[test]
fn the_conformance_cases() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../headwater/tests/vectors/event_stream.json");
    let vectors: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let cases = vectors["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 127);
    for (number, case) in cases.iter().enumerate() {
        let name = &case["name"];
        let digits = case["input_hex"].as_str().unwrap();
        let byte = |at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
        let input: Vec<u8> = (0..digits.len()).step_by(2).map(byte).collect();
        let size = (number % 5 + 1).to_string();
        let out = decoded(&input, &["--summary", "--chunk-size", &size]);
        let mut lines: Vec<Value> =
            out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let end = lines.pop().unwrap()["end"].take();
        let events = case["events"].as_array().unwrap();
        assert_eq!(lines.len(), events.len(), "{name}: {out}");
        for (line, event) in lines.iter().zip(events) {
            let expected =
                json!({"event": event["event"], "data": event["data"], "id": event["id"]});
            assert_eq!(*line, expected, "{name}");
        }
        assert_eq!(end["events"], events.len(), "{name}");
        assert_eq!(end["last_event_id"], case["final_last_event_id"], "{name}");
        if case["check_retry"] != false {
            assert_eq!(end["reconnection_time_ms"], case["final_retry"], "{name}");
        }
    }
}
