//! Servers that cut their text by UTF-16 units cut characters in two: no half is ever seen, and no
//! character is lost.

mod common;

use common::{Run, Seen, events};
use headwater_openai::{Api, ToolCall, Warning};

const TEXT: &str = "a😀b🎉🎈c𝄞";
/// What each half by itself would be.
const LOST: char = '\u{fffd}';

/// The text in pieces of so many UTF-16 units, each as the string of a JSON text.
fn pieces(units: usize) -> Vec<String> {
    let all: Vec<u16> = TEXT.encode_utf16().collect();
    let escaped = |unit: &u16| match u8::try_from(*unit) {
        Ok(byte) => char::from(byte).to_string(),
        Err(_) if unit % 2 == 0 => format!("\\u{unit:04x}"),
        Err(_) => format!("\\u{unit:04X}"),
    };
    let piece = |units: &[u16]| format!("\"{}\"", units.iter().map(escaped).collect::<String>());
    all.chunks(units).map(piece).collect()
}

fn read(api: Api, data: &[String]) -> Seen {
    let data: Vec<&str> = data.iter().map(String::as_str).collect();
    let body = events(&data);
    let seen = Run::new(api).read([body.as_bytes()]);
    assert!(seen == Run::new(api).read(body.as_bytes().chunks(1)), "by the byte");
    assert_eq!((&seen.errors, &seen.warnings), (&vec![], &vec![]));
    seen
}

/// A chat answer with these deltas of choice 0 and, between them, others of choice 1.
fn chunks(deltas: impl Iterator<Item = String>) -> Vec<String> {
    let mut data = Vec::new();
    for delta in deltas {
        data.push(format!(r#"{{"choices":[{{"index":0,"delta":{delta}}}]}}"#));
        data.push(r#"{"choices":[{"index":1,"delta":{"content":"x"}}]}"#.to_owned());
        data.push(r#"{"choices":[{"index":0,"delta":{"content":""}}]}"#.to_owned());
    }
    for index in 0..2 {
        let end = r#""delta":{},"finish_reason":"stop""#;
        data.push(format!(r#"{{"choices":[{{"index":{index},{end}}}]}}"#));
    }
    data.push("[DONE]".into());
    data
}

#[test]
fn chat_texts_are_whole_at_every_cut() {
    for units in 1..=5 {
        for name in ["content", "reasoning_content", "reasoning", "refusal"] {
            let deltas = pieces(units).into_iter().map(|piece| format!(r#"{{"{name}":{piece}}}"#));
            let seen = read(Api::ChatCompletions, &chunks(deltas));
            let told = [&seen.text, &seen.reasoning, &seen.refusal_deltas];
            assert!(told.contains(&&TEXT.to_owned()), "{name} by {units}: {told:?}");
            assert!(seen.final_object.unwrap().contains(TEXT), "{name} by {units}");
        }
    }
}

#[test]
fn the_other_choice_has_halves_of_its_own() {
    let data: Vec<String> = pieces(1)
        .iter()
        .flat_map(|piece| {
            [0, 1].map(|index| {
                format!(r#"{{"choices":[{{"index":{index},"delta":{{"content":{piece}}}}}]}}"#)
            })
        })
        .collect();
    let seen = read(Api::ChatCompletions, &data);
    for choice in 0..2 {
        let of_choice = seen.pieces.iter().filter(|((of, ..), _)| *of == choice);
        assert_eq!(of_choice.map(|(_, text)| text.as_str()).collect::<String>(), TEXT);
    }
}

#[test]
fn both_of_two_choices_in_one_chunk_are_mended() {
    let choices = |piece: &str| {
        let choice = |index| format!(r#"{{"index":{index},"delta":{{"content":{piece}}}}}"#);
        format!(r#"{{"choices":[{},{}]}}"#, choice(0), choice(1))
    };
    let data: Vec<String> = pieces(1).iter().map(|piece| choices(piece)).collect();
    let seen = read(Api::ChatCompletions, &data);
    let whole: String = seen.pieces.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(whole, "aa😀😀bb🎉🎉🎈🎈cc𝄞𝄞");
}

#[test]
fn arguments_are_whole_at_every_cut() {
    for units in 1..=5 {
        for (kind, member) in [("function", "arguments"), ("custom", "input")] {
            let deltas = pieces(units).into_iter().enumerate().map(|(at, piece)| {
                let name = if at == 0 { r#""name":"f","# } else { "" };
                format!(
                    r#"{{"tool_calls":[{{"index":0,"id":"a","type":"{kind}","{kind}":{{{name}"{member}":{piece}}}}}]}}"#
                )
            });
            let seen = read(Api::ChatCompletions, &chunks(deltas));
            assert_eq!(seen.calls[0].arguments(), TEXT, "{kind} by {units}");
            assert!(seen.final_object.unwrap().contains(TEXT), "{kind} by {units}");
        }
    }
}

#[test]
fn response_texts_are_whole_at_every_cut() {
    for units in 1..=5 {
        let pieces = pieces(units);
        for (kind, part) in [
            ("output_text", "content_index"),
            ("refusal", "content_index"),
            ("reasoning_text", "content_index"),
            ("reasoning_summary_text", "summary_index"),
        ] {
            let of = |event: &str, said: &str| {
                format!(
                    r#"{{"type":"response.{kind}.{event}","item_id":"i","output_index":0,"{part}":0,{said}}}"#
                )
            };
            let mut data = vec![];
            for piece in &pieces {
                data.push(of("delta", &format!(r#""delta":{piece}"#)));
                data.push(r#"{"type":"keepalive"}"#.into());
            }
            let whole = if kind == "refusal" { "refusal" } else { "text" };
            data.push(of("done", &format!(r#""{whole}":"{TEXT}""#)));
            let seen = read(Api::Responses, &data);
            let told = [&seen.text, &seen.reasoning, &seen.refusal_deltas];
            assert!(told.contains(&&TEXT.to_owned()), "{kind} by {units}: {told:?}");
            assert!(seen.final_object.unwrap().contains(TEXT), "{kind} by {units}");
        }
    }
}

#[test]
fn a_half_whose_other_never_comes_is_told_as_lost() {
    let content = |text: &str| format!(r#"{{"content":"{text}"}}"#);
    let deltas = [r"a\ud83d", "b", r"\ud83d", r"\ud83dc", r"\ude00", r"\ud83d"];
    let seen = read(Api::ChatCompletions, &chunks(deltas.iter().map(|text| content(text))));
    assert_eq!(seen.text, format!("a{LOST}b{LOST}{LOST}c{LOST}{LOST}"));
}

/// By the end of its text, of its choice and of the stream, in both APIs: each is told once, also where
/// the whole text comes again.
#[test]
fn a_half_at_the_end_is_told_as_lost() {
    let whole = format!("a{LOST}");
    for (field, closing) in [
        (r#""content":"#, "}"),
        (r#""reasoning":"#, "}"),
        (r#""tool_calls":[{"index":2,"id":"c","custom":{"name":"f","input":"#, "}}]}"),
        (r#""tool_calls":[{"id":"c","function":{"name":"f","arguments":"#, "}}]}"),
        (r#""function_call":{"name":"f","arguments":"#, "}}"),
    ] {
        let half = format!(r#"{{"choices":[{{"index":0,"delta":{{{field}"a\ud83d"{closing}}}]}}"#);
        let other = r#"{"choices":[{"index":1,"delta":{},"finish_reason":"stop"}]}"#;
        let end = r#"{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#;
        let at_end = half.replace("}]}", r#","finish_reason":"stop"}]}"#);
        for data in [
            vec![half.as_str(), other, end, "[DONE]"],
            vec![&half, "[DONE]"],
            vec![&at_end, "[DONE]"],
        ] {
            let data: Vec<String> = data.into_iter().map(str::to_owned).collect();
            let seen = read(Api::ChatCompletions, &data);
            let arguments = seen.calls.iter().map(ToolCall::arguments);
            let told: Vec<_> =
                [&*seen.text, &*seen.reasoning].into_iter().chain(arguments).collect();
            assert_eq!(told.concat(), whole, "{data:?}");
            assert!(seen.final_object.unwrap().contains(&whole), "{data:?}");
            assert!(seen.calls.len() <= 1, "{data:?}");
        }
    }
    let legacy = [r#"{"choices":[{"text":"a\ud83d"}]}"#, "[DONE]"].map(str::to_owned);
    assert_eq!(read(Api::ChatCompletions, &legacy).text, whole);

    // Together says it twice.
    let twice = [
        r#"{"choices":[{"index":0,"text":"a\ud83d","delta":{"content":"a\ud83d"}}]}"#,
        r#"{"choices":[{"index":0,"text":"","delta":{"content":""},"finish_reason":"stop"}]}"#,
        "[DONE]",
    ];
    assert_eq!(read(Api::ChatCompletions, &twice.map(str::to_owned)).text, whole);

    let half = r#"{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"a\ud83d"}"#;
    let done = r#"{"type":"response.output_text.done","output_index":0,"content_index":0,"text":"a\ud83d"}"#;
    let item_done = r#"{"type":"response.output_item.done","output_index":0,"item":{"type":"message","content":[{"type":"output_text","text":"a\ud83d"}]}}"#;
    let end =
        r#"{"type":"response.completed","response":{"id":"r","status":"completed","output":[]}}"#;
    for data in [
        vec![half, done, item_done, end],
        vec![half, done],
        vec![half, item_done, end],
        vec![half, end],
    ] {
        let data: Vec<String> = data.into_iter().map(str::to_owned).collect();
        let seen = read(Api::Responses, &data);
        assert_eq!(seen.text, whole, "{data:?}");
        let object = seen.final_object.unwrap();
        // An item that came whole is written as it came.
        assert!(object.contains(&whole) || object.contains(r"a\ud83d"), "{data:?}");
    }
    // What the server knew after all is a difference.
    let knew =
        r#"{"type":"response.output_text.done","output_index":0,"content_index":0,"text":"a😀"}"#;
    let body = events(&[half, knew]);
    let seen = Run::new(Api::Responses).read([body.as_bytes()]);
    assert_eq!(seen.warnings, [Warning::TextDiffers { item: 0, part: 0 }]);
    assert!(seen.final_object.unwrap().contains("a😀"));
}

#[test]
fn no_more_halves_are_held_than_there_is_room_for() {
    let half = |index: usize, text: &str| {
        format!(r#"{{"choices":[{{"index":{index},"delta":{{"content":"{text}"}}}}]}}"#)
    };
    let data: Vec<String> = (0..70)
        .map(|index| half(index, r"\ud83d"))
        .chain((0..70).map(|index| half(index, r"\ude00")))
        .collect();
    let seen = read(Api::ChatCompletions, &data);
    let of = |choice: u32| {
        let pieces = seen.pieces.iter().filter(move |((of, ..), _)| *of == choice);
        pieces.map(|(_, text)| text.as_str()).collect::<String>()
    };
    assert_eq!(of(63), "😀");
    assert_eq!(of(64), format!("{LOST}{LOST}"));
}
