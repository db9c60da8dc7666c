//! What the server is sent, and how often.

use headwater_replay::{Answer, Api, Fault, ReceivedRequest, RunningServer, Server};
use serde_json::{Value, json};

use crate::support::process::headwater;
use crate::support::servers::{RawServer, answer, flag, read_request, serve, serving};
use crate::{ask, demo};

const KEY: &str = "sk-very-secret-0123456789";

fn body(request: &ReceivedRequest) -> Value {
    serde_json::from_slice(request.body()).unwrap()
}

/// The only request that was sent.
#[track_caller]
fn only(server: &RunningServer) -> ReceivedRequest {
    let mut requests = server.requests();
    assert_eq!(requests.len(), 1);
    requests.remove(0)
}

/// What the server got as the prompt.
#[track_caller]
fn prompt_of(request: &ReceivedRequest) -> String {
    let body = body(request);
    let prompt = match request.path() {
        "/v1/responses" => &body["input"],
        _ => &body["messages"].as_array().unwrap().last().unwrap()["content"],
    };
    prompt.as_str().unwrap().to_owned()
}

#[test]
fn a_request_of_the_responses_api() {
    let server = demo();
    let run = ask(&server.base_url())
        .args(["--model", "gpt-x", "--instructions", "Be \"brief\"."])
        .args(["Say weather — 川"])
        .run();
    assert_eq!(run.code, Some(0), "{run:?}");
    let request = only(&server);
    assert_eq!((request.method(), request.path()), ("POST", "/v1/responses"));
    assert_eq!(request.query(), None);
    let expected = json!({
        "model": "gpt-x",
        "instructions": "Be \"brief\".",
        "input": "Say weather — 川",
        "stream": true,
    });
    assert_eq!(body(&request), expected);
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.header("accept"), Some("text/event-stream"));
    assert!(request.header("user-agent").unwrap().starts_with("headwater/"));
    assert_eq!(request.header("authorization"), None);
    assert_eq!(request.header("accept-encoding"), None);
}

#[test]
fn a_request_of_the_chat_completions_api() {
    let server = demo();
    let run = ask(&server.base_url())
        .args(["--api", "chat", "--model=gpt-x", "--instructions", "Be brief."])
        .args(["weather"])
        .run();
    assert_eq!(run.code, Some(0), "{run:?}");
    let request = only(&server);
    assert_eq!((request.method(), request.path()), ("POST", "/v1/chat/completions"));
    let expected = json!({
        "model": "gpt-x",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "weather"},
        ],
        "stream": true,
        "stream_options": {"include_usage": true},
    });
    assert_eq!(body(&request), expected);
    assert_eq!(request.header("authorization"), None);
}

#[test]
fn without_instructions_none_are_sent() {
    for api in Api::ALL {
        let server = demo();
        ask(&server.base_url()).args([flag(api), "weather"]).run();
        let body = body(&only(&server));
        assert_eq!(body.get("instructions"), None);
        assert!(body["messages"].as_array().is_none_or(|messages| messages.len() == 1));
    }
}

#[test]
fn the_prompt_is_joined_from_words_or_read_from_a_pipe() {
    let long = "ein langer Absatz über Flüsse — 川\n".repeat(5000);
    for (args, stdin, prompt) in [
        (&["refuse", "  this,", "please"][..], "not read", "refuse   this, please"),
        (&["refuse it"], "not read", "refuse it"),
        (&["-"], "refuse\nthis", "refuse\nthis"),
        (&[], "refuse\tthat", "refuse\tthat"),
        (&[], &*long, &*long),
        (&["refuse", "-"], "not read", "refuse -"),
        (&["--", "--refuse"], "not read", "--refuse"),
    ] {
        let server = serve(Server::new().answer("m", Answer::text("Yes.")));
        let run = ask(&server.base_url()).args(args).stdin(stdin).run();
        run.ended(0, "Yes.");
        assert_eq!(prompt_of(&only(&server)).trim_end(), prompt.trim_end(), "{args:?}");
    }
}

#[test]
fn the_base_url_may_end_with_a_slash() {
    for slash in ["", "/", "//"] {
        for api in Api::ALL {
            let server = demo();
            let url = format!("{}{slash}", server.base_url());
            ask(&url).args([flag(api), "refuse"]).run().ended(3, "");
            assert_eq!(only(&server).path(), api.path());
        }
    }
}

#[test]
fn a_query_of_the_base_url_stays_behind_the_path() {
    let server = demo();
    let url = format!("{}/?api-version=2026-01-01", server.base_url());
    ask(&url).args(["refuse"]).run().ended(3, "");
    let request = only(&server);
    assert_eq!(
        (request.path(), request.query()),
        ("/v1/responses", Some("api-version=2026-01-01"))
    );
}

#[test]
fn a_base_url_without_v1_is_taken_as_it_is() {
    let server = demo();
    let url = server.base_url();
    ask(url.strip_suffix("/v1").unwrap()).args(["refuse"]).run().ended(3, "");
    assert_eq!(only(&server).path(), "/responses");
}

#[test]
fn the_scheme_may_be_in_capitals() {
    let server = demo();
    let url = server.base_url().replace("http:", "HTTP:");
    ask(&url).args(["refuse"]).run().ended(3, "");
    assert_eq!(only(&server).path(), "/v1/responses");
}

#[test]
fn the_environment_names_the_server_the_model_and_the_key() {
    let server = demo();
    headwater(["ask", "refuse"])
        .env("OPENAI_BASE_URL", format!("{}/", server.base_url()))
        .env("OPENAI_MODEL", "model-of-the-environment")
        .env("OPENAI_API_KEY", KEY)
        .run()
        .ended(3, "")
        .without(KEY)
        .without("demo at");
    let request = only(&server);
    assert_eq!(body(&request)["model"], "model-of-the-environment");
    assert_eq!(request.header("authorization"), Some(&*format!("Bearer {KEY}")));
}

#[test]
fn options_go_before_the_environment() {
    let (server, other) = (demo(), demo());
    ask(&server.base_url())
        .args(["--model", "model-of-the-option", "refuse"])
        .env("OPENAI_BASE_URL", other.base_url())
        .env("OPENAI_MODEL", "model-of-the-environment")
        .run()
        .ended(3, "");
    assert_eq!(other.requests().len(), 0);
    assert_eq!(body(&only(&server))["model"], "model-of-the-option");
}

#[test]
fn a_model_is_always_named() {
    let server = demo();
    ask(&server.base_url()).args(["refuse"]).env("OPENAI_MODEL", "").run().ended(3, "");
    assert!(!body(&only(&server))["model"].as_str().unwrap().is_empty());
}

#[test]
fn the_key_may_be_in_another_variable() {
    let server = demo();
    ask(&server.base_url())
        .args(["--key-env", "MY_KEY", "refuse"])
        .env("OPENAI_API_KEY", "sk-not-this-one")
        .env("MY_KEY", format!("{KEY}\n"))
        .run()
        .ended(3, "")
        .without(KEY);
    assert_eq!(only(&server).header("authorization"), Some(&*format!("Bearer {KEY}")));
}

#[test]
fn without_a_key_there_is_no_authorization() {
    for key in [None, Some(""), Some("  ")] {
        let server = demo();
        let run = ask(&server.base_url()).args(["refuse"]);
        let run = match key {
            Some(key) => run.env("OPENAI_API_KEY", key),
            None => run,
        };
        run.run().ended(3, "");
        assert!(only(&server).headers().all(|(name, _)| name != "authorization"));
    }
}

#[test]
fn headers_come_from_arguments_and_from_variables() {
    let server = demo();
    ask(&server.base_url())
        .args(["-H", "x-title:  headwater tests ", "--header", "X-Empty:"])
        .args(["-H", "x-colon: a:b", "-H", "x-title: twice"])
        .args(["--header-env", "api-key=AZURE_KEY", "refuse"])
        .env("AZURE_KEY", KEY)
        .run()
        .ended(3, "")
        .without(KEY);
    let request = only(&server);
    let titles: Vec<_> =
        request.headers().filter(|(name, _)| *name == "x-title").map(|(_, value)| value).collect();
    assert_eq!(titles, [b"headwater tests".as_slice(), b"twice"]);
    assert_eq!(request.header("x-empty"), Some(""));
    assert_eq!(request.header("x-colon"), Some("a:b"));
    assert_eq!(request.header("api-key"), Some(KEY));
    assert_eq!(request.header("authorization"), None);
}

#[test]
fn a_header_of_the_callers_own_stands() {
    let server = demo();
    ask(&server.base_url())
        .args(["-H", "authorization: Basic abc", "-H", "user-agent: mine", "refuse"])
        .env("OPENAI_API_KEY", KEY)
        .run()
        .ended(3, "");
    let request = only(&server);
    let values = |wanted: &str| {
        let of_name = request.headers().filter(|(name, _)| *name == wanted);
        of_name.map(|(_, value)| String::from_utf8(value.to_vec()).unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(values("authorization"), ["Basic abc"]);
    assert_eq!(values("user-agent"), ["mine"]);
}

/// A server that has no Responses route, in either of the two ways to say so.
fn chat_only(status: u16) -> Server {
    let answer = Answer::text("By chat.");
    if status == 404 {
        return serving(Api::ChatCompletions, answer.render(Api::ChatCompletions, "m", "p"));
    }
    Server::new().answer("m", answer).fault(Fault::new(status, "text/plain", "no").times(1))
}

#[test]
fn auto_falls_back_to_chat_where_there_is_no_responses_route() {
    for status in [404, 405] {
        let server = serve(chat_only(status));
        let run = ask(&server.base_url())
            .args(["--api", "auto", "--instructions", "Be brief.", "-H", "x-a: b", "Hi"])
            .env("OPENAI_API_KEY", KEY)
            .run();
        run.ended(0, "By chat.").saying("finished").without("--api chat");
        let requests = server.requests();
        let paths: Vec<_> = requests.iter().map(ReceivedRequest::path).collect();
        assert_eq!(paths, ["/v1/responses", "/v1/chat/completions"]);
        for request in &requests {
            assert_eq!(prompt_of(request), "Hi");
            assert_eq!(request.header("x-a"), Some("b"));
            assert_eq!(request.header("authorization"), Some(&*format!("Bearer {KEY}")));
        }
        assert_eq!(body(&requests[1])["messages"][0]["content"], "Be brief.");
    }
}

#[test]
fn auto_uses_responses_where_it_can() {
    let server = serve(Server::new().answer("m", Answer::text("Straight.")));
    ask(&server.base_url()).args(["--api", "auto", "Hi"]).run().ended(0, "Straight.");
    assert_eq!(only(&server).path(), "/v1/responses");
}

#[test]
fn auto_falls_back_on_nothing_else() {
    for status in [400, 401, 403, 408, 410, 429, 500, 501, 502, 503] {
        let fault = Fault::error(status, "no", "Not so.").times(1);
        let server = serve(Server::new().answer("m", Answer::text("never")).fault(fault));
        let run = ask(&server.base_url()).args(["--api", "auto", "--retries=0", "Hi"]).run();
        run.ended(4, "").saying("Not so.");
        assert_eq!(only(&server).path(), "/v1/responses");
    }
}

#[test]
fn auto_tells_of_the_second_failure() {
    let server = serve(Server::new());
    let run = ask(&server.base_url()).args(["--api", "auto", "Hi"]).run();
    run.ended(4, "").saying("404");
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn a_plain_run_says_which_command_to_try() {
    for status in [404, 405] {
        let server = serve(chat_only(status));
        let run = ask(&server.base_url()).args(["Hi there"]).run();
        run.ended(4, "").saying(&status.to_string());
        run.saying("headwater ask").saying("--api chat").saying("Hi there");
        assert_eq!(only(&server).path(), "/v1/responses");
    }
    let server = serve(Server::new());
    let run = ask(&server.base_url()).args(["--api", "chat", "Hi"]).run();
    run.ended(4, "").saying("404").without("--api chat");
}

/// What stands between the backquotes can be pasted into a shell, and asks the same of the same
/// server.
#[test]
#[cfg(unix)]
fn the_command_to_try_asks_the_same() {
    for prompt in ["Hi", "Is \"it\" $5, or $HOME?", "It's (not) * ~ 川\n!", "--refuse it"] {
        let stream = Answer::text("By chat.").render(Api::ChatCompletions, "m", "p");
        let server = serve(serving(Api::ChatCompletions, stream));
        let run = ask(&server.base_url()).args(["--model", "gpt x", "--", prompt]).run();
        run.ended(4, "");
        let command = run.stderr.split('`').nth(1).unwrap();
        let folder = std::path::Path::new(env!("CARGO_BIN_EXE_headwater")).parent().unwrap();
        let said = std::process::Command::new("/bin/sh")
            .args(["-c", command])
            .env_clear()
            .env("PATH", folder)
            .env("HOME", "elsewhere")
            .output()
            .unwrap();
        assert_eq!(String::from_utf8(said.stdout).unwrap(), "By chat.", "{command}");
        let requests = server.requests();
        assert_eq!(prompt_of(&requests[1]), prompt, "{command}");
        assert_eq!(body(&requests[1])["model"], "gpt x", "{command}");
    }
}

/// The command to try does not repeat what may be secret.
#[test]
fn the_command_to_try_holds_no_header() {
    let server = serve(chat_only(404));
    let run = ask(&server.base_url())
        .args(["-H", &format!("api-key: {KEY}"), "--header", &format!("x-key:{KEY}"), "Hi"])
        .run();
    run.ended(4, "").saying("--api chat").without(KEY);
}

/// No answer is asked for twice: not when it failed, not when the connection broke.
#[test]
fn one_request_is_sent_whatever_comes() {
    for api in ["responses", "chat", "auto"] {
        for prompt in headwater_replay::demo::NAMES {
            let server = demo();
            ask(&server.base_url()).args(["--api", api, prompt]).run();
            only(&server);
        }
    }
}

/// A connection that was kept may close under the next request, and nobody knows then whether that was
/// received.
#[test]
fn each_request_has_a_connection_of_its_own() {
    let stream = Answer::text("By chat.").render(Api::ChatCompletions, "m", "p");
    let mut kept = Vec::new();
    let server = RawServer::new(move |mut connection| {
        let request = read_request(&mut connection);
        if request.starts_with("POST /v1/responses ") {
            answer(&mut connection, "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n");
            kept.push(connection);
            return;
        }
        let head =
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";
        answer(&mut connection, [head.as_bytes(), &stream[..]].concat());
    });
    ask(&server.base_url).args(["--api", "auto", "Hi"]).run().ended(0, "By chat.");
    assert_eq!(server.connections(), 2);
}
