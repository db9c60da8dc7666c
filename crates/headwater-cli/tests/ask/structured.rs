//! `--json-schema`: what is sent, and how the answer is shown.

use headwater_replay::{Answer, Api, Ending, Server};
use serde_json::{Value, json};

use super::output::stalling;
use crate::support::files::TestFile;
use crate::support::process::Finished;
use crate::support::servers::{flag, serve};
use crate::{ask, demo};

const SCHEMA: &str = r#"{"type":"object","properties":{"city":{"type":"string"},
    "days":{"type":"integer"}},"required":["city","days"],"additionalProperties":false}"#;

/// What the server was asked for.
fn format_sent(api: Api, file: &TestFile) -> Value {
    let server = serve(Server::new().answer("m", Answer::text("{}")));
    ask(&server.base_url())
        .args([flag(api), "--json-schema", file.path(), "Hi"])
        .run()
        .ended(0, "{}");
    let body: Value = serde_json::from_slice(server.requests()[0].body()).unwrap();
    match api {
        Api::Responses => body["text"]["format"].clone(),
        Api::ChatCompletions => {
            let mut format = body["response_format"]["json_schema"].clone();
            format["type"] = body["response_format"]["type"].clone();
            format
        }
    }
}

#[test]
fn a_bare_schema_is_named_after_its_file_and_strict() {
    let file = TestFile::new("a trip.schema.json", SCHEMA);
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    for api in Api::ALL {
        let expected =
            json!({"type": "json_schema", "name": "a_trip", "schema": schema, "strict": true});
        assert_eq!(format_sent(api, &file), expected);
    }
}

#[test]
fn a_schema_as_the_apis_write_it_is_taken_as_it_says() {
    let inner =
        r#"{"name":"trip","description":"A trip","schema":{"type":"object"},"strict":false}"#;
    let chat = format!(r#"{{"type":"json_schema","json_schema":{inner}}}"#);
    for text in [inner, &chat] {
        let file = TestFile::new("x.json", text);
        for api in Api::ALL {
            let mut expected: Value = serde_json::from_str(inner).unwrap();
            expected["type"] = "json_schema".into();
            assert_eq!(format_sent(api, &file), expected);
        }
    }
}

#[test]
fn files_that_hold_no_schema() {
    for (text, reason) in [("{\"type\":", "no JSON"), ("[1]", "an object"), ("", "no JSON")] {
        let file = TestFile::new("bad.json", text);
        let run = ask("http://127.0.0.1:1/v1").args(["--json-schema", file.path(), "Hi"]).run();
        run.is_usage_error("bad.json").saying(reason);
    }
    let run = ask("http://127.0.0.1:1/v1").args(["--json-schema", "no-such-file", "Hi"]).run();
    run.is_usage_error("no-such-file");
}

/// As jq would get it.
#[test]
fn the_demo_keeps_to_the_schema() {
    let server = demo();
    let file = TestFile::new("trip.json", SCHEMA);
    for api in Api::ALL {
        let run =
            ask(&server.base_url()).args([flag(api), "--json-schema", file.path(), "Hi"]).run();
        let value: Value = serde_json::from_str(&run.stdout).unwrap();
        assert!(value["city"].is_string() && value["days"].is_u64(), "{value}");
        run.ended(0, &value.to_string()).saying("finished");
    }
}

#[test]
fn a_pipe_gets_the_text_as_it_comes() {
    let file = TestFile::new("trip.json", SCHEMA);
    for api in Api::ALL {
        let recording = Answer::text(r#"{"city":"Bern","days":2}"#).record("m", api, "m", "p");
        let server = serve(stalling(api, &recording, r#"{"city":"Bern"#));
        let run = ask(&server.base_url()).args([flag(api), "--json-schema", file.path(), "Hi"]);
        let mut run = run.start();
        run.shows(r#"{"city":"Bern"#);
        assert!(run.is_running());
    }
}

fn answered(answer: Answer) -> Finished {
    let server = serve(Server::new().answer("m", answer));
    let file = TestFile::new("trip.json", SCHEMA);
    ask(&server.base_url()).args(["--json-schema", file.path(), "Hi"]).run()
}

#[test]
fn an_answer_that_is_no_json_has_failed() {
    for text in ["Sorry, no.", "```json\n{}\n```", "{} {}", "{\"city\":", "1 2"] {
        answered(Answer::text(text)).ended(4, text).saying("failed: the answer is no JSON");
    }
    for text in ["7", " [1] \n", "{}"] {
        answered(Answer::text(text)).ended(0, text).saying("finished");
    }
}

/// How an answer ended goes before what it holds.
#[test]
fn other_endings_are_what_they_are() {
    answered(Answer::text("{\"ci").ending(Ending::TokenLimit))
        .ended(3, "{\"ci")
        .saying("incomplete");
    answered(Answer::text("{\"ci").ending(Ending::CutOff)).ended(5, "{\"ci").saying("interrupted");
    answered(Answer::new().refusal("No.")).ended(3, "").saying("refusal");
    answered(Answer::new().tool_call("f", "{}")).ended(0, "").saying("tool call");
}

#[cfg(unix)]
mod on_a_terminal {
    use headwater_replay::{Answer, Api, Ending, Server};

    use super::SCHEMA;
    use crate::ask;
    use crate::output::stalling;
    use crate::support::files::TestFile;
    use crate::support::servers::{flag, serve};
    use crate::support::terminal::Terminal;

    const TEXT: &str = r#"{"city":"Zürich","days":2}"#;
    const VIEW: &str = "{\n  \"city\": \"Zürich\",\n  \"days\": 2\n}";
    const DIM: &str = "\u{1b}[2m";
    const PLAIN: &str = "\u{1b}[0m";

    /// The view first, the exact text behind it.
    #[test]
    fn the_value_grows_and_the_text_follows() {
        let server = serve(Server::new().answer("m", Answer::text(TEXT)));
        let file = TestFile::new("trip.json", SCHEMA);
        for api in Api::ALL {
            let terminal = Terminal::open();
            let run = ask(&server.base_url())
                .args([flag(api), "--json-schema", file.path(), "Hi"])
                .stdout_to(terminal.side())
                .stderr_to(terminal.side())
                .on(terminal)
                .run();
            assert_eq!(run.code, Some(0));
            assert_eq!(run.terminal, format!("{DIM}{VIEW}{PLAIN}\n{TEXT}\nfinished\n"));
        }
    }

    /// `> file`: the view on the terminal, the text in the file, neither late.
    #[test]
    fn the_value_grows_while_a_pipe_gets_the_text() {
        let api = Api::Responses;
        let recording = Answer::text(TEXT).record("m", api, "m", "p");
        let server = serve(stalling(api, &recording, r#"{"city":"Zürich"#));
        let file = TestFile::new("trip.json", SCHEMA);
        let terminal = Terminal::open();
        let mut run = ask(&server.base_url())
            .args(["--json-schema", file.path(), "Hi"])
            .stderr_to(terminal.side())
            .on(terminal)
            .start();
        run.shows(r#"{"city":"Zürich"#);
        run.shows_on_terminal("{\n  \"city\": \"Zürich");
        run.interrupt();
        let run = run.finish();
        run.ended(130, r#"{"city":"Zürich"#);
        // Where it was cut.
        assert!(run.terminal.contains(&format!("\"Zürich…{PLAIN}\n")), "{run:?}");
    }

    #[test]
    fn a_cut_answer_is_marked_and_its_text_is_given_all_the_same() {
        let answer = Answer::text("{\"city\":\"Zü").ending(Ending::CutOff);
        let server = serve(Server::new().answer("m", answer));
        let file = TestFile::new("trip.json", SCHEMA);
        let terminal = Terminal::open();
        let run = ask(&server.base_url())
            .args(["--json-schema", file.path(), "Hi"])
            .stdout_to(terminal.side())
            .stderr_to(terminal.side())
            .on(terminal)
            .run();
        assert_eq!(run.code, Some(5));
        let shown = format!("{DIM}{{\n  \"city\": \"Zü…{PLAIN}\n{{\"city\":\"Zü\ninterrupted");
        assert!(run.terminal.starts_with(&shown), "{run:?}");
    }

    #[test]
    fn a_model_does_not_drive_the_terminal() {
        let server =
            serve(Server::new().answer("m", Answer::text("{\"a\u{9b}\":\"\\u001b[2J\u{85}\"}")));
        let file = TestFile::new("trip.json", SCHEMA);
        let terminal = Terminal::open();
        let run = ask(&server.base_url())
            .args(["--json-schema", file.path(), "Hi"])
            .stderr_to(terminal.side())
            .on(terminal)
            .run();
        let shown = run.terminal.replace(DIM, "").replace(PLAIN, "");
        assert!(shown.contains("2J"), "{run:?}");
        assert!(!shown.chars().any(|c| c.is_control() && c != '\n'), "{run:?}");
    }
}
