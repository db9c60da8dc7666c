//! `--tool`: what is declared, and how calls are printed.

use headwater_replay::{Answer, Api, Ending, Server};
use serde_json::{Value, json};

use crate::support::files::TestFile;
use crate::support::servers::{flag, serve};
use crate::{ask, demo};

const WEATHER: &str = r#"{"name":"get_weather","description":"The weather","parameters":{"type":"object",
    "properties":{"city":{"type":"string"}},"required":["city"]},"strict":true}"#;

/// The tools that the server was told of.
fn declared(api: Api, texts: &[&str]) -> Value {
    let server = serve(Server::new().answer("m", Answer::text("Yes.")));
    let files: Vec<_> = texts.iter().map(|text| TestFile::new("tool.json", text)).collect();
    let options = files.iter().flat_map(|file| ["--tool", file.path()]);
    ask(&server.base_url()).args([flag(api)]).args(options).args(["Hi"]).run().ended(0, "Yes.");
    let body: Value = serde_json::from_slice(server.requests()[0].body()).unwrap();
    body["tools"].clone()
}

/// However it is written, each API gets it in its own way.
#[test]
fn a_function_is_declared_in_either_api() {
    let mut flat: Value = serde_json::from_str(WEATHER).unwrap();
    let chat = json!({"type": "function", "function": flat.clone()});
    flat["type"] = "function".into();
    let ways = [WEATHER.to_owned(), flat.to_string(), chat.to_string()];
    for way in &ways {
        for text in [way.clone(), format!("[{way}]"), format!("{{\"tools\":[{way}]}}")] {
            assert_eq!(declared(Api::Responses, &[&text]), json!([flat]));
            assert_eq!(declared(Api::ChatCompletions, &[&text]), json!([chat]));
        }
    }
}

#[test]
fn several_files_and_other_tools() {
    let custom = r#"{"type":"custom","custom":{"name":"sql","format":{"type":"grammar","grammar":{"syntax":"regex","definition":"S.+"}}}}"#;
    let files = [WEATHER, &format!("[{custom},{{\"type\":\"web_search\"}}]"), "{\"name\":\"now\"}"];
    let tools = declared(Api::Responses, &files);
    let names: Vec<_> = tools.as_array().unwrap().iter().map(|tool| &tool["type"]).collect();
    assert_eq!(names, ["function", "custom", "web_search", "function"]);
    assert_eq!(tools[1]["format"], json!({"type":"grammar","syntax":"regex","definition":"S.+"}));
    assert_eq!(tools[3]["name"], "now");
    let tools = declared(Api::ChatCompletions, &files);
    assert_eq!(tools[1]["custom"]["format"]["grammar"]["syntax"], "regex");
}

#[test]
fn files_that_hold_no_tool() {
    for (text, reason) in [
        ("{\"description\":\"x\"}", "a name"),
        ("7", "a name"),
        ("[{}]", "a name"),
        ("{", "no JSON"),
    ] {
        let file = TestFile::new("bad.json", text);
        let run = ask("http://127.0.0.1:1/v1").args(["--tool", file.path(), "Hi"]).run();
        run.is_usage_error("bad.json").saying(reason);
    }
    let run = ask("http://127.0.0.1:1/v1").args(["--tool", "no-such-file", "Hi"]).run();
    run.is_usage_error("no-such-file");
}

#[test]
fn calls_are_lines_of_json_behind_the_text() {
    let answer = Answer::text("One moment.")
        .tool_call("get_weather", r#"{"city":"Zürich"}"#)
        .tool_call("now", "{}");
    let server = serve(Server::new().answer("m", answer));
    let file = TestFile::new("tool.json", WEATHER);
    for api in Api::ALL {
        let run = ask(&server.base_url()).args([flag(api), "--tool", file.path(), "Hi"]).run();
        assert_eq!(run.code, Some(0), "{run:?}");
        run.saying("finished with a tool call").without("tool call: get_weather");
        let mut lines = run.stdout.lines();
        assert_eq!(lines.next(), Some("One moment."));
        let calls: Vec<Value> = lines.map(|line| serde_json::from_str(line).unwrap()).collect();
        let keys = |call: &Value| call.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(&calls[0]), ["arguments", "complete", "id", "name"], "sorted");
        assert_eq!((&calls[0]["name"], &calls[1]["name"]), (&json!("get_weather"), &json!("now")));
        assert_eq!(calls[0]["arguments"], r#"{"city":"Zürich"}"#);
        assert!(calls[0]["id"].as_str().unwrap().starts_with("call_"));
        assert_eq!(calls[0]["complete"], true);
        assert!(run.stdout.ends_with("}\n"));
    }
}

#[test]
fn a_call_that_was_cut_is_said_to_be() {
    let answer = Answer::new().tool_call("get_weather", r#"{"city":"Zür"#).ending(Ending::CutOff);
    let server = serve(Server::new().answer("m", answer));
    let file = TestFile::new("tool.json", WEATHER);
    for api in Api::ALL {
        let run = ask(&server.base_url()).args([flag(api), "--tool", file.path(), "Hi"]).run();
        let call: Value = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!((run.code, &call["complete"]), (Some(5), &json!(false)), "{run:?}");
    }
}

#[test]
fn an_answer_without_calls_is_its_text() {
    let server = serve(Server::new().answer("m", Answer::text("I know it myself.")));
    let file = TestFile::new("tool.json", WEATHER);
    ask(&server.base_url()).args(["--tool", file.path(), "Hi"]).run().ended(0, "I know it myself.");
}

#[test]
fn the_demo_calls_what_is_declared() {
    let server = demo();
    let file = TestFile::new("tools.json", format!("[{WEATHER},{{\"name\":\"local_time\"}}]"));
    for api in Api::ALL {
        for (prompt, name, arguments) in [
            ("How is the weather?", "get_weather", r#"{"city":"Aare"}"#),
            ("What time is it?", "local_time", "{}"),
        ] {
            let args = [flag(api), "--tool", file.path(), prompt];
            let run = ask(&server.base_url()).args(args).run();
            let call: Value = serde_json::from_str(&run.stdout).unwrap();
            assert_eq!((&call["name"], &call["arguments"]), (&json!(name), &json!(arguments)));
        }
    }
}
