//! How an answer is put out: as it comes, as JSON lines, with its statistics, and to readers that go
//! away.

use std::io::Read as _;

use headwater_replay::{Answer, Api, Delivery, End, Ending, Recording, Server, demo};
use serde_json::{Value, json};

use crate::ask;
use crate::support::process::{Finished, headwater};
use crate::support::servers::{flag, serve, serving};
use crate::support::streams::texts;

/// The place behind the event in which this text is whole.
pub(crate) fn behind(stream: &[u8], api: Api, text: &str) -> usize {
    let mut ends = stream.windows(2).enumerate().filter(|(_, window)| *window == b"\n\n");
    ends.find_map(|(at, _)| (texts(api, &stream[..at]).answer == text).then_some(at + 2)).unwrap()
}

/// A stream that stalls behind the first words of its answer.
pub(crate) fn stalling(api: Api, recording: &Recording, text: &str) -> Server {
    let place = behind(recording.bytes(), api, text);
    let delivery = Delivery::new().truncate_after(place, End::Stall);
    Server::new().recording(recording.clone()).delivery(delivery)
}

#[test]
fn text_is_shown_while_the_rest_is_still_to_come() {
    for api in Api::ALL {
        // No newline: nothing but a flush brings this to a pipe.
        let recording = Answer::text("One two three four.").record("m", api, "m", "p");
        for text in ["One", "One two"] {
            let server = serve(stalling(api, &recording, text));
            let mut run = ask(&server.base_url()).args([flag(api), "Hi"]).start();
            run.shows(text);
            assert!(run.is_running());
        }
    }
}

#[test]
fn reasoning_is_shown_while_the_rest_is_still_to_come() {
    let recording =
        Answer::text("So.").reasoning("First this").record("m", Api::Responses, "m", "p");
    let place =
        recording.bytes().windows(11).position(|window| window == b"\"delta\":\"Fi").unwrap();
    let place =
        place + recording.bytes()[place..].windows(2).position(|w| w == b"\n\n").unwrap() + 2;
    let delivery = Delivery::new().truncate_after(place, End::Stall);
    let server = serve(Server::new().recording(recording).delivery(delivery));
    let mut run = ask(&server.base_url()).args(["Hi"]).start();
    run.says("First");
    assert!(run.is_running());
}

#[test]
fn json_lines_are_shown_while_the_rest_is_still_to_come() {
    let recording = Answer::text("One two.").record("m", Api::ChatCompletions, "m", "p");
    let server = serve(stalling(Api::ChatCompletions, &recording, "One"));
    let mut run = ask(&server.base_url()).args(["--api=chat", "--output=jsonl", "Hi"]).start();
    let line: Value = serde_json::from_str(&run.first_line()).unwrap();
    assert_eq!(line["event"]["choices"][0]["delta"]["role"], "assistant");
    assert!(run.is_running());
}

/// What `headwater read` makes of the same bytes.
#[track_caller]
fn read(api: Api, stream: &[u8]) -> Finished {
    headwater(["read", flag(api)]).stdin(stream).run()
}

#[test]
fn json_lines_are_those_of_read() {
    let server = crate::demo();
    for api in Api::ALL {
        for name in demo::NAMES {
            let args = [flag(api), "--model", name, name];
            let run = ask(&server.base_url()).args(args).args(["--output=jsonl"]).run();
            let read = read(api, &demo::answer(name).unwrap().render(api, name, name));
            assert!(read.stdout.lines().count() > 4, "{read:?}");
            run.ended(read.code.unwrap(), &read.stdout);
            assert_eq!(run.code, ask(&server.base_url()).args(args).run().code);
        }
    }
}

#[test]
fn json_lines_of_what_cannot_be_read() {
    let stream = "id: 7\ndata: {\"choices\":[]}\n\n: ping\n\nevent: ping\ndata: one\ndata: \u{1b}\n\n\
                  data: {\"choices\":[\n\ndata: [DONE]\n\n";
    let server = serve(serving(Api::ChatCompletions, stream));
    let run = ask(&server.base_url()).args(["--api=chat", "--output=jsonl", "Hi"]).run();
    let read = read(Api::ChatCompletions, stream.as_bytes());
    run.ended(5, &read.stdout).saying("not a JSON object");
    let lines: Vec<Value> =
        run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0], json!({"event": {"choices": []}}));
    assert_eq!(lines[1]["raw"], "one\n\u{1b}");
    assert_eq!(lines[2]["raw"], "{\"choices\":[");
    assert_eq!(lines[3]["outcome"]["status"], "interrupted");
}

#[test]
fn json_lines_of_what_is_no_stream_are_the_outcome_alone() {
    let server = serve(Server::new().respond_with(200, "application/json", "{\"a\":1}"));
    let run = ask(&server.base_url()).args(["--output=jsonl", "Hi"]).run();
    run.saying("failed");
    let line: Value = serde_json::from_str(&run.stdout).expect("one line");
    assert_eq!((run.code, &line["outcome"]["body"]), (Some(4), &json!("{\"a\":1}")));
    assert_eq!((&line["outcome"]["status"], &line["final"]), (&json!("failed"), &Value::Null));
}

/// The line of the outcome comes behind Ctrl-C, too.
#[cfg(unix)]
#[test]
fn json_lines_end_with_the_outcome_after_ctrl_c() {
    let api = Api::Responses;
    let recording = Answer::text("One two three.").record("m", api, "m", "p");
    let server = serve(stalling(api, &recording, "One two"));
    let mut run = ask(&server.base_url()).args(["--output=jsonl", "Hi"]).start();
    run.shows_somewhere("\" two\"");
    run.interrupt();
    let run = run.finish();
    assert_eq!(run.code, Some(130), "{run:?}");
    let last: Value = serde_json::from_str(run.stdout.lines().last().unwrap()).unwrap();
    assert_eq!(last["outcome"]["status"], "interrupted");
    assert_eq!(last["final"]["output"][0]["content"][0]["text"], "One two");
}

/// The last line of stderr, and only with `--stats`.
#[test]
fn statistics() {
    let endings = [
        (Answer::text("One two three."), 0, "finished"),
        (Answer::text("One two").ending(Ending::TokenLimit), 3, "incomplete"),
        (Answer::new().refusal("Better not."), 3, "refus"),
        (Answer::text("One two").ending(Ending::failed("x", "y")), 4, "failed"),
        (Answer::text("One two").ending(Ending::CutOff), 5, "interrupted"),
        (Answer::new().tool_call("now", "{\"a\":1}"), 0, "tool call"),
    ];
    for api in Api::ALL {
        for (answer, code, ending) in &endings {
            let recording = answer.record("m", api, "m", "p");
            let expected = texts(api, recording.bytes());
            let bytes = recording.bytes().len();
            for output in ["text", "jsonl"] {
                let server = serve(Server::new().recording(recording.clone()));
                let run = ask(&server.base_url())
                    .args([flag(api), "--stats", "--output", output, "Hi"])
                    .run();
                assert_eq!(run.code, Some(*code), "{run:?}");
                let last = run.stderr.lines().last().unwrap();
                assert!(last.starts_with("first token after "), "{last}");
                assert!(last.contains(" deltas"), "{last}");
                let counts = format!(", {} events, {bytes} bytes, ", expected.events);
                let (_, ended) = last.split_once(&counts).unwrap_or_else(|| panic!("{last}"));
                assert!(ended.contains(ending), "{last}");
                if output == "text" {
                    assert_eq!(run.stdout, expected.answer);
                }
            }
            let server = serve(Server::new().recording(recording));
            let run = ask(&server.base_url()).args([flag(api), "Hi"]).run();
            run.without("first token").without(&format!("{bytes} bytes"));
        }
    }
}

#[test]
fn statistics_of_nothing() {
    let server = serve(Server::new().respond_with(500, "text/plain", "oops"));
    let run = ask(&server.base_url()).args(["--stats", "Hi"]).run();
    run.ended(4, "");
    let last = run.stderr.lines().last().unwrap();
    assert!(last.contains("0 events, 4 bytes, failed"), "{last}");
}

#[test]
fn a_server_that_ends_while_we_read_is_an_interruption() {
    let recording = Answer::text("One two three.").record("m", Api::Responses, "m", "p");
    let server = serve(stalling(Api::Responses, &recording, "One"));
    let mut run = ask(&server.base_url()).args(["Hi"]).start();
    run.shows("One");
    drop(server);
    run.finish().ended(5, "One").saying("interrupted");
}

/// More than any pipe holds.
fn too_much() -> String {
    let words = "Still water runs deep. ".repeat(500);
    let event = format!("data: {{\"choices\":[{{\"delta\":{{\"content\":\"{words}\"}}}}]}}\n\n");
    event.repeat(200)
}

/// As with `| head -c 10`.
#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    for output in ["text", "jsonl"] {
        let server = serve(serving(Api::ChatCompletions, too_much()));
        let (run, mut stdout) = ask(&server.base_url())
            .args(["--api=chat", "--output", output, "--stats", "Hi"])
            .start_with_own_stdout();
        let mut start = [0; 10];
        stdout.read_exact(&mut start).unwrap();
        drop(stdout);
        let run = run.finish();
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{output}");
    }
}

/// Nobody ever read.
#[test]
#[cfg(unix)]
fn a_reader_that_was_never_there_ends_it_quietly() {
    let server = serve(Server::new().answer("m", Answer::text("A few words.")));
    for api in Api::ALL {
        let run = ask(&server.base_url()).args([flag(api), "Hi"]).stdout_to(gone()).run();
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    }
}

/// The other end of this is closed.
#[cfg(unix)]
fn gone() -> std::process::Stdio {
    let (one, _other) = std::os::unix::net::UnixStream::pair().unwrap();
    std::os::fd::OwnedFd::from(one).into()
}

/// Whoever listens to stderr alone must not decide over the answer, nor over how it is said to have
/// ended.
#[test]
#[cfg(unix)]
fn a_closed_stderr_changes_neither_the_answer_nor_the_exit_code() {
    let cases = [
        (Answer::text("All of it."), 0, "All of it."),
        (Answer::text("All of it.").reasoning("Hm, let me see."), 0, "All of it."),
        (Answer::text("Half").ending(Ending::failed("x", "y")), 4, "Half"),
        (Answer::text("Half").ending(Ending::TokenLimit), 3, "Half"),
        (Answer::text("Half").ending(Ending::CutOff), 5, "Half"),
    ];
    for (answer, code, text) in cases {
        let server = serve(Server::new().answer("m", answer));
        ask(&server.base_url()).args(["Hi"]).stderr_to(gone()).run().ended(code, text);
    }
}

#[test]
#[cfg(unix)]
fn a_closed_stderr_does_not_make_it_panic() {
    let port = crate::support::servers::ClosedPort::new();
    ask(&port.base_url()).args(["Hi"]).stderr_to(gone()).run().ended(4, "");
    ask("no URL").args(["Hi"]).stderr_to(gone()).run().ended(2, "");
    let expected = texts(Api::Responses, demo::recording("fail", Api::Responses).unwrap().bytes());
    let run = headwater(["ask", "fail"]).stderr_to(gone()).run();
    run.ended(4, &expected.answer);
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_told() {
    let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let server = serve(Server::new().answer("m", Answer::text("A few words.")));
    for output in ["text", "jsonl"] {
        let run = ask(&server.base_url()).args(["--output", output, "Hi"]).stdout_to(full()).run();
        assert_eq!(run.code, Some(1), "{run:?}");
        run.saying("cannot write");
    }
}

/// `2>&1 | cat`, as in every log of a build.
#[cfg(unix)]
#[test]
fn the_ending_stands_on_a_line_of_its_own_where_both_go_to_one_place() {
    let server = serve(Server::new().answer("m", Answer::text("One two three.")));
    let command = format!("headwater ask --base-url {} Hi 2>&1", server.base_url());
    let folder = std::path::Path::new(env!("CARGO_BIN_EXE_headwater")).parent().unwrap();
    let said = std::process::Command::new("/bin/sh")
        .args(["-c", &command])
        .env_clear()
        .env("PATH", folder)
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(said.stdout).unwrap(), "One two three.\nfinished\n");
}
