//! What the next request says again.

use headwater_replay::{Answer, Api, Recording, Server};
use serde_json::{Value, json};

use crate::support::files::TestFile;
use crate::support::servers::serve;
use crate::{chat, conversations};

/// A stream of these data.
fn stream(events: &[Value]) -> String {
    events.iter().map(|event| format!("data: {event}\n\n")).collect()
}

#[test]
fn all_that_was_said_in_chat_completions() {
    let server = serve(Server::new().answer("m", Answer::text("Yes.").reasoning("Hm.")));
    let run = chat(&server.base_url(), Api::ChatCompletions)
        .args(["--system", "Be brief.", "--model", "gpt-x"])
        .stdin("One?\nTwo?\nThree?\n")
        .run();
    run.ended(0, "Yes.\nYes.\nYes.\n");
    let user = |text: &str| json!({"role": "user", "content": text});
    let assistant = json!({"role": "assistant", "content": "Yes.", "reasoning_content": "Hm."});
    let system = json!({"role": "system", "content": "Be brief."});
    assert_eq!(
        conversations(&server)[2],
        json!([system, user("One?"), assistant, user("Two?"), assistant, user("Three?")])
    );
    let body: Value = serde_json::from_slice(server.requests()[2].body()).unwrap();
    assert_eq!((&body["model"], &body["stream"]), (&json!("gpt-x"), &json!(true)));
}

/// The items as they came, reasoning among them.
#[test]
fn all_that_was_said_in_responses() {
    let answer = Answer::text("Yes.").reasoning("Hm.");
    let server = serve(Server::new().answer("m", answer));
    let run = chat(&server.base_url(), Api::Responses)
        .args(["--system", "Be brief."])
        .stdin("One?\nTwo?\n")
        .run();
    run.ended(0, "Yes.\nYes.\n");
    let second = conversations(&server)[1].clone();
    let turns = second.as_array().unwrap();
    let kinds: Vec<_> = turns.iter().map(|turn| (&turn["type"], &turn["role"])).collect();
    let (reasoning, message) = (json!("reasoning"), json!("message"));
    let (user, assistant) = (json!("user"), json!("assistant"));
    assert_eq!(
        kinds,
        [
            (&Value::Null, &user),
            (&reasoning, &Value::Null),
            (&message, &assistant),
            (&Value::Null, &user)
        ]
    );
    assert_eq!(turns[1]["summary"][0]["text"], "Hm.");
    assert!(turns[1]["id"].as_str().unwrap().starts_with("rs_"));
    assert_eq!(turns[2]["content"][0]["text"], "Yes.");
    for request in server.requests() {
        let body: Value = serde_json::from_slice(request.body()).unwrap();
        assert_eq!(body["instructions"], "Be brief.", "each request has them");
    }
}

#[test]
fn encrypted_reasoning_goes_back_in_responses() {
    let item = json!({"id":"rs_1","type":"reasoning","summary":[],"encrypted_content":"gAAA=="});
    let message = json!({"id":"msg_1","type":"message","role":"assistant","status":"completed",
        "content":[{"type":"output_text","text":"Yes.","annotations":[]}]});
    let events = [
        json!({"type":"response.output_text.delta","sequence_number":0,"output_index":1,"content_index":0,"delta":"Yes."}),
        json!({"type":"response.completed","sequence_number":1,"response":{"id":"resp_1","status":"completed","output":[item, message]}}),
    ];
    let recording = Recording::with_api("r", Api::Responses, stream(&events));
    let server = serve(Server::new().recording(recording));
    chat(&server.base_url(), Api::Responses).stdin("One?\nTwo?\n").run().ended(0, "Yes.\nYes.\n");
    let second = conversations(&server)[1].clone();
    assert_eq!(second[1], item);
    assert_eq!(second[2], message);
}

#[test]
fn thought_signatures_go_back_in_chat_completions() {
    let signature = json!({"google": {"thought_signature": "c2ln"}});
    let call = json!({"index":0,"id":"call_1","type":"function","extra_content":signature,
        "function":{"name":"get_weather","arguments":"{}"}});
    let details = json!([{"type":"reasoning.encrypted","data":"x","index":0}]);
    let events = [
        json!({"choices":[{"index":0,"delta":{"role":"assistant","tool_calls":[call],"reasoning_details":details}}]}),
        json!({"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}),
    ];
    let first = stream(&events) + "data: [DONE]\n\n";
    let api = Api::ChatCompletions;
    let server = serve(
        Server::new()
            .recording(Recording::with_api("a", api, first))
            .recording(Recording::with_api("b", api, Answer::text("Warm.").render(api, "m", "p"))),
    );
    chat(&server.base_url(), api).stdin("Weather?\n21 °C\n").run().ended(0, "Warm.\n");
    let second = conversations(&server)[1].clone();
    assert_eq!(second[1]["tool_calls"][0]["extra_content"], signature);
    assert_eq!(second[1]["reasoning_details"], details);
    assert_eq!(second[2], json!({"role": "tool", "tool_call_id": "call_1", "content": "21 °C"}));
}

/// A line for each call; the request is sent behind the last.
#[test]
fn the_next_lines_are_the_results_of_the_tools() {
    for api in Api::ALL {
        let calls =
            Answer::text("One moment.").tool_call("get_weather", "{}").tool_call("now", "{}");
        let server = serve(
            Server::new()
                .recording(calls.record("a", api, "m", "p"))
                .recording(Answer::text("Warm.").record("b", api, "m", "p")),
        );
        let mut run = chat(&server.base_url(), api).open_stdin().start();
        run.write("Weather?\n");
        run.says("finished with a tool call");
        run.write("21 °C\n");
        run.write("noon\n");
        run.shows("One moment.\nWarm.\n");
        run.finish().ended(0, "One moment.\nWarm.\n").saying("tool call: get_weather {}");
        let asked = conversations(&server);
        assert_eq!(asked.len(), 2);
        let turns = asked[1].as_array().unwrap();
        let outputs: Vec<_> = turns[turns.len() - 2..]
            .iter()
            .map(|turn| match api {
                Api::Responses => (&turn["type"], &turn["output"]),
                Api::ChatCompletions => (&turn["role"], &turn["content"]),
            })
            .collect();
        let kind = json!(if api == Api::Responses { "function_call_output" } else { "tool" });
        assert_eq!(outputs, [(&kind, &json!("21 °C")), (&kind, &json!("noon"))]);
    }
}

#[test]
fn declared_tools_go_along_with_every_request() {
    let file = TestFile::new("tool.json", r#"{"name":"get_weather"}"#);
    for api in Api::ALL {
        let server = serve(Server::demo().delivery(headwater_replay::Delivery::new()));
        let run = chat(&server.base_url(), api).args(["--tool", file.path()]);
        let run = run.stdin("How is the weather?\n21 °C\n").run();
        assert!(run.stdout.starts_with("{\"id\":\"call_"), "{run:?}");
        assert!(run.stdout.contains("Your tool answered: 21 °C"), "{run:?}");
        for request in server.requests() {
            let body: Value = serde_json::from_slice(request.body()).unwrap();
            assert_eq!(body["tools"].as_array().map(Vec::len), Some(1));
        }
    }
}

/// A refusal is an answer: the model sees that it gave it.
#[test]
fn a_refusal_stays_in_the_conversation() {
    for api in Api::ALL {
        let server = serve(Server::new().answer("m", Answer::new().refusal("No.")));
        chat(&server.base_url(), api).stdin("One?\nTwo?\n").run().ended(3, "");
        assert!(conversations(&server)[1].to_string().contains("\"refusal\":\"No.\""));
    }
}
