//! Every kind of answer, in both APIs and however it is cut: its text on stdout byte for byte, its
//! ending on stderr and in the exit code.

use headwater_replay::{Answer, Api, Delivery, Ending, Server, demo};

use crate::support::process::headwater;
use crate::support::servers::{flag, serve};
use crate::support::streams::texts;
use crate::{ask, demo as demo_server};

struct Case {
    name: &'static str,
    answer: Answer,
    stdout: &'static str,
    code: i32,
    stderr: &'static [&'static str],
}

const TEXT: &str = "Grüße\tvom Fluß — 川\r\n\r\n🌊 \"quoted\" \\ \u{1b}[31m\u{0}\u{9b} end";

fn cases() -> Vec<Case> {
    let case = |name, answer, stdout, code, stderr| Case { name, answer, stdout, code, stderr };
    vec![
        case("finished", Answer::text(TEXT), TEXT, 0, &["finished"]),
        case("newline", Answer::text("One line.\n"), "One line.\n", 0, &["finished"]),
        case("empty", Answer::new(), "", 0, &["finished"]),
        case(
            "reasoning",
            Answer::text("So it is.").reasoning("Is it?\nIt ist — 川."),
            "So it is.",
            0,
            &["Is it?\nIt ist — 川.\n", "finished"],
        ),
        case(
            "tool",
            Answer::text("One moment.")
                .tool_call("get_weather", r#"{"city":"Zürich"}"#)
                .tool_call("now", "{}"),
            "One moment.",
            0,
            &["get_weather {\"city\":\"Zürich\"}\n", "now {}\n", "tool call"],
        ),
        case(
            "refusal",
            Answer::new().refusal("I’d rather not."),
            "",
            3,
            &["I’d rather not.", "refused"],
        ),
        case(
            "late-refusal",
            Answer::text("First you take").refusal("No, I stop here."),
            "First you take",
            3,
            &["No, I stop here.", "refused"],
        ),
        case(
            "limit",
            Answer::text("And then the").ending(Ending::TokenLimit),
            "And then the",
            3,
            &["incomplete", "token limit"],
        ),
        case(
            "filter",
            Answer::text("And then the").ending(Ending::ContentFilter),
            "And then the",
            3,
            &["incomplete", "content filter"],
        ),
        case(
            "failure",
            Answer::text("So far so").ending(Ending::failed("server_error", "Out of luck.")),
            "So far so",
            4,
            &["failed", "Out of luck."],
        ),
        case(
            "early-failure",
            Answer::new().ending(Ending::failed("server_error", "Not today.")),
            "",
            4,
            &["failed", "Not today."],
        ),
        case(
            "cut",
            Answer::text("In the middle of a").ending(Ending::CutOff),
            "In the middle of a",
            5,
            &["interrupted"],
        ),
        case(
            "cut-tool",
            Answer::new().tool_call("search", r#"{"query":"wat"#).ending(Ending::CutOff),
            "",
            5,
            &["search", "interrupted"],
        ),
    ]
}

/// All cases, delivered like this.
fn every_case(delivery: &Delivery) {
    let mut server = Server::new().delivery(delivery.clone()).keep_requests(1000);
    for case in cases() {
        server = server.answer(case.name, case.answer);
    }
    let server = serve(server);
    let mut asked = 0;
    for api in Api::ALL {
        for case in cases() {
            let run = ask(&server.base_url())
                .args([flag(api), "--model", case.name, "What", "is", "it?"])
                .run();
            run.ended(case.code, case.stdout);
            for said in case.stderr {
                run.saying(said);
            }
            asked += 1;
            // Whatever came: it may have been paid for, and is never asked for again.
            assert_eq!(server.requests().len(), asked, "{} {api}", case.name);
        }
    }
}

#[test]
fn every_case_event_by_event() {
    every_case(&Delivery::new());
}

#[test]
fn every_case_byte_by_byte() {
    every_case(&Delivery::new().chunk_size(1));
}

#[test]
fn every_case_in_sevens() {
    every_case(&Delivery::new().chunk_size(7));
}

#[test]
fn every_case_cut_at_awkward_places() {
    for seed in 1..=3 {
        every_case(&Delivery::new().awkward_chunks(seed));
    }
}

#[test]
fn every_case_all_at_once() {
    every_case(&Delivery::new().chunk_size(1 << 20));
}

fn demo_endings() -> [(&'static str, i32, &'static str); 8] {
    [
        ("hello", 0, "finished"),
        ("poem", 0, "finished"),
        ("weather", 0, "get_weather {\"city\":\"Zürich\",\"unit\":\"celsius\"}"),
        ("think", 0, "finished"),
        ("refuse", 3, "refused"),
        ("long", 3, "token limit"),
        ("fail", 4, "The demo server failed on purpose"),
        ("cut", 5, "interrupted"),
    ]
}

#[test]
fn every_answer_of_the_demo() {
    assert_eq!(demo_endings().map(|(name, ..)| name), demo::NAMES);
    let server = demo_server();
    for api in Api::ALL {
        for (name, code, said) in demo_endings() {
            let expected = texts(api, demo::recording(name, api).unwrap().bytes());
            let run = ask(&server.base_url()).args([flag(api), "Please:", name]).run();
            run.ended(code, &expected.answer).saying(said);
            run.saying(&expected.reasoning).saying(&expected.refusal);
        }
    }
}

#[test]
fn without_a_server_and_a_key_the_demo_answers_in_the_process() {
    let expected = texts(Api::Responses, demo::recording("fail", Api::Responses).unwrap().bytes());
    let run = headwater(["ask", "fail"]).run();
    run.ended(4, &expected.answer).saying("failed on purpose");
    let first = run.stderr.lines().next().unwrap();
    assert!(first.contains("demo") && first.contains("http://127.0.0.1:"), "{first}");
    assert_eq!(run.stderr.matches("demo at").count(), 1, "{run:?}");
}

#[test]
fn an_empty_base_url_and_an_empty_key_are_none() {
    let run = headwater(["ask", "--api", "chat", "fail"])
        .env("OPENAI_BASE_URL", "")
        .env("OPENAI_API_KEY", " ")
        .run();
    assert_eq!(run.code, Some(4), "{run:?}");
    run.saying("demo").saying("failed on purpose");
}

#[test]
fn a_real_server_is_not_called_a_demo() {
    let run = ask(&demo_server().base_url()).args(["refuse"]).run();
    run.ended(3, "").without("built-in");
}

#[test]
fn reasoning_can_be_hidden() {
    let server =
        serve(Server::new().answer("m", Answer::text("Yes.").reasoning("Hm, let me see.")));
    for api in Api::ALL {
        let run = ask(&server.base_url()).args([flag(api), "--no-reasoning", "Is it?"]).run();
        run.ended(0, "Yes.").saying("finished").without("let me see");
    }
}

#[test]
fn an_event_stream_is_read_whatever_it_is_called() {
    let stream = Answer::text("Still an answer.").render(Api::Responses, "m", "p");
    for content_type in ["application/json", "text/plain", "text/html; charset=utf-8"] {
        let server = serve(Server::new().respond_with(200, content_type, stream.clone()));
        ask(&server.base_url()).args(["Hi"]).run().ended(0, "Still an answer.");
    }
}

#[test]
fn what_cannot_be_read_in_the_midst_is_told_and_the_rest_is_shown() {
    let stream = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Before \"}}]}\n\n\
         data: {\"choices\":[{\"index\":0,\"delta\":{\"con\n\n\
         data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"after.\"}}]}\n\n\
         data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n\
         data: [DONE]\n\n";
    let server = serve(crate::support::servers::serving(Api::ChatCompletions, stream));
    let run = ask(&server.base_url()).args(["--api", "chat", "Hi"]).run();
    run.ended(5, "Before after.").saying("not a JSON object").saying("interrupted");
}

#[test]
fn only_the_first_choice_is_shown() {
    let stream = "data: {\"choices\":[{\"index\":1,\"delta\":{\"content\":\"second\"}}]}\n\n\
         data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"first\"}}]}\n\n\
         data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"},\
         {\"index\":1,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
    let server = serve(crate::support::servers::serving(Api::ChatCompletions, stream));
    ask(&server.base_url()).args(["--api=chat", "Hi"]).run().ended(0, "first");
}
