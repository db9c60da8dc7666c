//! The project's own streams, with what they must yield: `streams/README.md`.

mod common;

use std::path::Path;

use common::{Run, Seen, status};
use headwater::ResponseHead;
use headwater_openai::chat_completion::{ChatChoice, ChatCompletion};
use headwater_openai::{Api, IncompleteReason, Outcome, ReadError, WaitingKind, Warning};
use serde_json::{Value, json};

const KEYS: [&str; 8] =
    ["text", "final_text", "reasoning", "refusal", "choices", "tool_calls", "waits_for", "usage"];

/// What was seen of a stream, in the form of its row.
fn shown(seen: &Seen, api: Api) -> Value {
    let failure = match &seen.outcome {
        Outcome::Failed(failure) => Some(failure),
        _ => None,
    };
    let has_reason = !matches!(seen.outcome, Outcome::Failed(_) | Outcome::Interrupted(_));
    let of_choice_0 = seen.calls.iter().filter(|call| call.choice() == 0);
    let calls = of_choice_0.map(|call| {
        json!({
            "id": call.id(), "name": call.name(), "arguments": call.arguments(),
            "complete": call.is_complete(),
        })
    });
    json!({
        "text": seen.text,
        "final_text": seen.final_text.clone().unwrap_or_default(),
        "reasoning": seen.reasoning,
        "refusal": seen.refusal_deltas,
        "choices": if api == Api::Responses { json!([]) } else { other_choices(seen) },
        "tool_calls": calls.collect::<Vec<_>>(),
        "waits_for": seen.waiting.iter().map(|(kind, id)| {
            json!({"type": kind_of_item(*kind, api), "id": id})
        }).collect::<Vec<_>>(),
        "usage": seen.usage.map(|usage| json!({
            "input": usage.input_tokens, "output": usage.output_tokens, "total": usage.total_tokens,
        })),
        "outcome": {
            "status": status(&seen.outcome),
            "reason": seen.reason.as_ref().filter(|_| has_reason),
            "limit": limit(&seen.outcome),
            "error": failure.map(|failure| json!({
                "message": failure.message, "type": failure.error_type, "code": failure.code,
            })),
            "last_sequence_number": seen.last_sequence_number,
            "saw_finish_reason": !seen.finish_reasons.is_empty(),
            "saw_done": seen.saw_done,
            "body": seen.body.is_some(),
            "warnings": warnings(seen),
            "unreadable": seen.errors.iter().filter(|error| is_of_json(error)).count(),
        },
    })
}

/// The type of the item or call that asks for it.
fn kind_of_item(kind: WaitingKind, api: Api) -> &'static str {
    match kind {
        WaitingKind::Function if api == Api::ChatCompletions => "function",
        WaitingKind::Custom if api == Api::ChatCompletions => "custom",
        WaitingKind::Function => "function_call",
        WaitingKind::Custom => "custom_tool_call",
        WaitingKind::Computer => "computer_call",
        WaitingKind::Shell => "shell_call",
        WaitingKind::LocalShell => "local_shell_call",
        WaitingKind::ApplyPatch => "apply_patch_call",
        WaitingKind::ToolSearch => "tool_search_call",
        WaitingKind::McpApproval => "mcp_approval_request",
        _ => "another",
    }
}

fn limit(outcome: &Outcome) -> Option<&'static str> {
    match outcome {
        Outcome::Incomplete { reason: IncompleteReason::TokenLimit } => Some("token_limit"),
        Outcome::Incomplete { reason: IncompleteReason::ContentFilter } => Some("content_filter"),
        Outcome::Incomplete { .. } => Some("other"),
        _ => None,
    }
}

fn warnings(seen: &Seen) -> Vec<&'static str> {
    let name = |warning: &Warning| match warning {
        Warning::SequenceGap { .. } => "gap",
        Warning::SequenceRepeat { .. } => "repeat",
        Warning::TextDiffers { .. } => "differs",
        Warning::EventLost => "lost",
        _ => "another",
    };
    let mut names: Vec<_> = seen.warnings.iter().map(name).collect();
    names.sort_unstable();
    names.dedup();
    names
}

const fn is_of_json(error: &ReadError) -> bool {
    matches!(error, ReadError::NotJson { .. } | ReadError::NotAnObject | ReadError::Field { .. })
}

/// The texts of the choices but the first, as the final object has them.
fn other_choices(seen: &Seen) -> Value {
    let json = seen.final_object.as_deref().unwrap_or("{}");
    let completion = ChatCompletion::parse(json).expect("a completion");
    let text = |choice: &ChatChoice<'_>| {
        let content = choice.message.as_ref().and_then(|message| message.content.as_ref());
        let text = content.map(|content| content.text().into_owned());
        text.or_else(|| choice.text.as_deref().map(str::to_owned)).unwrap_or_default()
    };
    let others = completion.choices().iter().filter(|choice| choice.index != Some(0));
    let others = others.map(|choice| (choice.index, text(choice)));
    let others = others.filter(|(_, text)| !text.is_empty());
    others.map(|(index, text)| json!({"index": index, "text": text})).collect()
}

/// The row with what it says in few words spelled out.
fn expected(row: &Value) -> Value {
    let mut row = row.clone();
    let row_is_chat = row["api"] != "responses";
    if row["final_text"].is_null() {
        row["final_text"] = row["text"].clone();
    }
    if let Some(warnings) = row["outcome"]["warnings"].as_array_mut() {
        warnings.sort_by_key(ToString::to_string);
    }
    // The one kind that has but a name there: the deprecated call of a function.
    for call in row["waits_for"].as_array_mut().into_iter().flatten() {
        if row_is_chat && call["type"] == "function_call" {
            call["type"] = json!("function");
        }
    }
    row
}

fn check(row: &Value, body: &[u8], disagreements: &mut Vec<String>) {
    let file = row["file"].as_str().expect("a file");
    let api = match row["api"].as_str() {
        Some("responses") => Api::Responses,
        _ => Api::ChatCompletions,
    };
    let is_open = |key: &str| {
        row["left_open"].as_array().is_some_and(|open| open.iter().any(|left| left == key))
    };
    let should = expected(row);
    for size in [1, 7, 64, 1400, body.len().max(1)] {
        let head = ResponseHead::new(200).content_type(Some(b"text/event-stream"));
        let is = shown(&Run::new(api).head(head).read(body.chunks(size)), api);
        let mut differs = |what: &str, is: &Value, should: &Value| {
            if is != should {
                disagreements.push(format!("{file} in {size}s: {what} is {is}, not {should}"));
            }
        };
        for key in KEYS {
            let told_at_the_end = key == "text" && is[key] == should["final_text"];
            if !is_open(if key == "final_text" { "text" } else { key })
                || key == "text" && !told_at_the_end
            {
                differs(key, &is[key], &should[key]);
            }
        }
        let (is, should) = (&is["outcome"], &should["outcome"]);
        for (key, should) in should.as_object().expect("an outcome") {
            match key.as_str() {
                _ if is_open(key) => {}
                "error" => error_differs(&is["error"], should, &mut differs),
                _ => differs(key, &is[key], should),
            }
        }
    }
}

/// What the server did not give may be the reader's own words, and its message part of them.
fn error_differs(is: &Value, should: &Value, differs: &mut impl FnMut(&str, &Value, &Value)) {
    if is.is_null() != should.is_null() {
        differs("error", is, should);
    }
    for key in ["type", "code"] {
        if !should[key].is_null() {
            differs(key, &is[key], &should[key]);
        }
    }
    let message = should["message"].as_str().unwrap_or_default();
    if !is["message"].as_str().unwrap_or_default().contains(message) {
        differs("message", &is["message"], &should["message"]);
    }
}

#[test]
fn our_streams_yield_what_they_must() {
    let streams = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/streams");
    let rows = std::fs::read_to_string(streams.join("expected.jsonl")).expect("the rows");
    let mut disagreements = Vec::new();
    let mut count = 0;
    for row in rows.lines() {
        let row: Value = serde_json::from_str(row).expect("a row of JSON");
        let file = row["file"].as_str().expect("a file");
        let body = std::fs::read(streams.join(file)).expect("a stream");
        check(&row, &body, &mut disagreements);
        count += 1;
    }
    let files = ["responses", "chat", "completions"].map(|folder| {
        std::fs::read_dir(streams.join(folder)).expect("a folder of streams").count()
    });
    assert_eq!(count, files.iter().sum::<usize>(), "each stream has its row");
    assert!(disagreements.is_empty(), "{}", disagreements.join("\n"));
}
