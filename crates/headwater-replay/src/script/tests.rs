use serde_json::Value;

use super::{Answer, Ending};
use crate::Api;

fn full() -> Answer {
    Answer::text("Hé — “水”, 123456 🌊\n\n\"done\"")
        .reasoning("Let me think about that.")
        .refusal("No, thanks.")
        .tool_call("first", r#"{"a":"é\n"}"#)
        .tool_call("second", "{}")
}

fn endings() -> [Ending; 5] {
    [
        Ending::Completed,
        Ending::TokenLimit,
        Ending::ContentFilter,
        Ending::failed("server_error", "Broken \"here\"."),
        Ending::CutOff,
    ]
}

fn events(answer: &Answer, api: Api) -> Vec<Value> {
    let stream = answer.render(api, "m\"1", "How are you?");
    let text = core::str::from_utf8(&stream).unwrap();
    assert!(text.ends_with("\n\n") && !text.contains('\r'));
    let blocks = text.trim_end_matches('\n').split("\n\n");
    let data = blocks.filter_map(|block| match api {
        Api::Responses => {
            let (event, data) = block.split_once('\n').unwrap();
            let data: Value = serde_json::from_str(data.strip_prefix("data: ").unwrap()).unwrap();
            assert_eq!(event, format!("event: {}", data["type"].as_str().unwrap()));
            Some(data)
        }
        Api::ChatCompletions => {
            let data = block.strip_prefix("data: ").unwrap();
            (data != "[DONE]").then(|| serde_json::from_str(data).unwrap())
        }
    });
    data.collect()
}

fn kinds(events: &[Value]) -> Vec<&str> {
    let mut kinds: Vec<_> = events.iter().map(|event| event["type"].as_str().unwrap()).collect();
    kinds.dedup();
    kinds
}

fn deltas(events: &[Value], kind: &str) -> String {
    let of_kind = events.iter().filter(|event| event["type"] == kind);
    of_kind.map(|event| event["delta"].as_str().unwrap()).collect()
}

#[test]
fn responses_events_in_their_order() {
    let events = events(&full(), Api::Responses);
    for (number, event) in events.iter().enumerate() {
        assert_eq!(event["sequence_number"], number);
    }
    assert_eq!(
        kinds(&events),
        [
            "response.created",
            "response.in_progress",
            "response.output_item.added",
            "response.reasoning_summary_part.added",
            "response.reasoning_summary_text.delta",
            "response.reasoning_summary_text.done",
            "response.reasoning_summary_part.done",
            "response.output_item.done",
            "response.output_item.added",
            "response.content_part.added",
            "response.output_text.delta",
            "response.output_text.done",
            "response.content_part.done",
            "response.content_part.added",
            "response.refusal.delta",
            "response.refusal.done",
            "response.content_part.done",
            "response.output_item.done",
            "response.output_item.added",
            "response.function_call_arguments.delta",
            "response.function_call_arguments.done",
            "response.output_item.done",
            "response.output_item.added",
            "response.function_call_arguments.delta",
            "response.function_call_arguments.done",
            "response.output_item.done",
            "response.completed",
        ]
    );
}

#[test]
fn responses_done_events_repeat_the_deltas() {
    let answer = full();
    let events = events(&answer, Api::Responses);
    assert_eq!(deltas(&events, "response.output_text.delta"), answer.text);
    assert_eq!(deltas(&events, "response.reasoning_summary_text.delta"), answer.reasoning);
    assert_eq!(deltas(&events, "response.refusal.delta"), answer.refusal);
    let find = |kind: &str| events.iter().find(|event| event["type"] == kind).unwrap();
    assert_eq!(find("response.output_text.done")["text"], answer.text);
    assert_eq!(find("response.reasoning_summary_text.done")["text"], answer.reasoning);
    assert_eq!(find("response.refusal.done")["refusal"], answer.refusal);
    assert_eq!(find("response.refusal.done")["content_index"], 1);
    let arguments = find("response.function_call_arguments.done");
    assert_eq!(arguments["arguments"], answer.tool_calls[0].arguments);
}

#[test]
fn the_last_response_object_holds_the_whole_output() {
    let answer = full();
    let events = events(&answer, Api::Responses);
    let response = &events.last().unwrap()["response"];
    assert_eq!(response["status"], "completed");
    assert_eq!(response["model"], "m\"1");
    let done = events.iter().filter(|event| event["type"] == "response.output_item.done");
    let items: Vec<_> = done.map(|event| event["item"].clone()).collect();
    assert_eq!(response["output"], Value::from(items));
    for (index, item) in response["output"].as_array().unwrap().iter().enumerate() {
        let of_item = events
            .iter()
            .filter(|event| event["item_id"] == item["id"] || event["item"]["id"] == item["id"]);
        assert!(of_item.clone().count() >= 4);
        assert!(of_item.into_iter().all(|event| event["output_index"] == index));
    }
    assert_eq!(response["output"][3]["name"], "second");
    let usage = &response["usage"];
    let count = |kind: &str| events.iter().filter(|event| event["type"] == kind).count();
    assert_eq!(
        usage["output_tokens_details"]["reasoning_tokens"],
        count("response.reasoning_summary_text.delta")
    );
    assert_eq!(usage["input_tokens"], 4);
    let total = usage["input_tokens"].as_u64().unwrap() + usage["output_tokens"].as_u64().unwrap();
    assert_eq!(usage["total_tokens"], total);
}

#[test]
fn responses_that_do_not_complete() {
    for (ending, reason) in
        [(Ending::TokenLimit, "max_output_tokens"), (Ending::ContentFilter, "content_filter")]
    {
        let events = events(&Answer::text("Half an").ending(ending), Api::Responses);
        let last = events.last().unwrap();
        assert_eq!(last["type"], "response.incomplete");
        assert_eq!(last["response"]["status"], "incomplete");
        assert_eq!(last["response"]["incomplete_details"]["reason"], reason);
        assert_eq!(last["response"]["output"][0]["status"], "incomplete");
        assert!(last["response"]["usage"].is_object());
    }
}

#[test]
fn responses_that_fail_leave_the_last_part_open() {
    let answer = full().ending(Ending::failed("rate_limit_exceeded", "Wait."));
    let events = events(&answer, Api::Responses);
    let [.., before, error, failed] = &events[..] else { panic!("three events") };
    assert_eq!(before["type"], "response.function_call_arguments.delta");
    assert_eq!(error["type"], "error");
    assert_eq!(error["error"]["code"], "rate_limit_exceeded");
    assert_eq!(error["error"]["message"], "Wait.");
    assert_eq!(failed["type"], "response.failed");
    assert_eq!(failed["response"]["status"], "failed");
    assert_eq!(failed["response"]["error"]["code"], "rate_limit_exceeded");
    assert_eq!(failed["response"]["output"].as_array().unwrap().len(), 3);
    assert!(failed["response"]["usage"].is_null());
}

#[test]
fn a_refusal_stays_open_behind_a_text_that_is_done() {
    let answer = Answer::text("Well,").refusal("no").ending(Ending::CutOff);
    let events = events(&answer, Api::Responses);
    let kinds = kinds(&events);
    assert!(kinds.contains(&"response.output_text.done"));
    assert_eq!(kinds.last(), Some(&"response.refusal.delta"));
}

#[test]
fn chat_chunks_in_their_order() {
    let answer = full();
    let chunks = events(&answer, Api::ChatCompletions);
    let joined = |field: &str| -> String {
        let pieces = chunks.iter().filter_map(|c| c["choices"][0]["delta"][field].as_str());
        pieces.collect()
    };
    assert_eq!(joined("role"), "assistant");
    assert_eq!(chunks[0]["choices"][0]["delta"]["role"], "assistant");
    assert_eq!(joined("content"), answer.text);
    assert_eq!(joined("reasoning_content"), answer.reasoning);
    assert_eq!(joined("refusal"), answer.refusal);
    for (index, call) in answer.tool_calls.iter().enumerate() {
        let deltas = chunks.iter().map(|chunk| &chunk["choices"][0]["delta"]["tool_calls"][0]);
        let deltas: Vec<_> = deltas.filter(|call| call["index"] == index).collect();
        assert_eq!(deltas[0]["function"]["name"], call.name);
        assert!(deltas[0]["id"].as_str().unwrap().starts_with("call_"));
        assert!(deltas[1..].iter().all(|delta| delta["id"].is_null()));
        let arguments = deltas.iter().map(|delta| delta["function"]["arguments"].as_str().unwrap());
        assert_eq!(arguments.collect::<String>(), call.arguments);
    }
    let [.., finish, usage] = &chunks[..] else { panic!("two chunks") };
    assert_eq!(finish["choices"][0]["finish_reason"], "tool_calls");
    assert_eq!(usage["choices"], Value::from(Vec::<Value>::new()));
    assert_eq!(usage["usage"]["prompt_tokens"], 4);
    for chunk in &chunks {
        assert_eq!(chunk["object"], "chat.completion.chunk");
        assert_eq!(chunk["id"], chunks[0]["id"]);
        assert_eq!(chunk["model"], "m\"1");
    }
}

#[test]
fn chat_endings() {
    for (ending, reason) in [
        (Ending::Completed, Some("stop")),
        (Ending::TokenLimit, Some("length")),
        (Ending::ContentFilter, Some("content_filter")),
        (Ending::failed("server_error", "Broken."), None),
        (Ending::CutOff, None),
    ] {
        let answer = Answer::text("Half an").ending(ending.clone());
        let chunks = events(&answer, Api::ChatCompletions);
        let reasons: Vec<_> =
            chunks.iter().filter_map(|c| c["choices"][0]["finish_reason"].as_str()).collect();
        assert_eq!(reasons, Vec::from_iter(reason));
        let stream = answer.render(Api::ChatCompletions, "m", "p");
        assert_eq!(stream.ends_with(b"\n\ndata: [DONE]\n\n"), reason.is_some());
        let error = &chunks.last().unwrap()["error"];
        assert_eq!(error.is_object(), matches!(ending, Ending::Failed { .. }));
    }
}

#[test]
fn the_same_answer_is_the_same_bytes_and_another_prompt_gives_other_ids() {
    for (api, ending) in Api::ALL.into_iter().flat_map(|api| endings().map(|e| (api, e))) {
        let answer = full().ending(ending);
        assert_eq!(answer.render(api, "m", "p"), answer.render(api, "m", "p"));
        assert_ne!(answer.render(api, "m", "p"), answer.render(api, "m", "q"));
        assert_eq!(Api::detect(&answer.render(api, "m", "p")), Some(api));
    }
}

#[test]
fn an_empty_answer_is_still_a_whole_stream() {
    let events = events(&Answer::new(), Api::Responses);
    assert_eq!(kinds(&events), ["response.created", "response.in_progress", "response.completed"]);
    assert!(Answer::new().render(Api::ChatCompletions, "m", "").ends_with(b"data: [DONE]\n\n"));
}
