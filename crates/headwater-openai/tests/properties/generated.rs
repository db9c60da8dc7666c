//! Answers made up at random, as a server would send them, and with anything in the place of a value.

use core::ops::Range;

use headwater_json::{Quoted, RawJson};
use headwater_openai::response::{OutputItem, Response};
use headwater_openai::{Api, Outcome};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::common::{Run, Seen, events};

/// The pieces in which a text comes.
type Pieces = Vec<String>;

fn pieces() -> impl Strategy<Value = Pieces> {
    let piece = prop_oneof![
        "[a-c ]{0,4}",
        select(&["é", "😀", "\"", "\\", "\n", "\u{2028}", "data: ", "</s>"][..])
            .prop_map(Into::into),
    ];
    prop::collection::vec(piece, 0..5)
}

/// An item of a Responses answer.
#[derive(Clone, Debug)]
enum Item {
    /// The texts of its parts.
    Message(Vec<Pieces>),
    Reasoning(Vec<Pieces>),
    Call(Pieces),
}

fn item() -> impl Strategy<Value = Item> {
    prop_oneof![
        prop::collection::vec(pieces(), 1..3).prop_map(Item::Message),
        prop::collection::vec(pieces(), 1..3).prop_map(Item::Reasoning),
        // An object of one member, whose value is the text.
        pieces().prop_map(Item::Call),
    ]
}

impl Item {
    fn json(&self, index: usize) -> String {
        let parts = |kind: &str, parts: &[Pieces]| {
            let part = |pieces: &Pieces| {
                format!(r#"{{"type":"{kind}","text":{}}}"#, Quoted(&pieces.concat()))
            };
            parts.iter().map(part).collect::<Vec<_>>().join(",")
        };
        match self {
            Self::Message(texts) => format!(
                r#"{{"type":"message","id":"i{index}","role":"assistant","status":"completed","content":[{}]}}"#,
                parts("output_text", texts)
            ),
            Self::Reasoning(texts) => format!(
                r#"{{"type":"reasoning","id":"i{index}","summary":[{}]}}"#,
                parts("summary_text", texts)
            ),
            Self::Call(_) => format!(
                r#"{{"type":"function_call","id":"i{index}","call_id":"c{index}","name":"f","arguments":{},"status":"completed"}}"#,
                Quoted(&self.arguments().concat())
            ),
        }
    }

    /// The arguments of a call, in pieces.
    fn arguments(&self) -> Pieces {
        let Self::Call(pieces) = self else { return Pieces::new() };
        let escaped = |piece: &String| {
            let quoted = Quoted(piece).to_string();
            quoted[1..quoted.len() - 1].to_owned()
        };
        let middle = pieces.iter().map(escaped);
        [r#"{"a":""#.to_owned()].into_iter().chain(middle).chain([r#""}"#.to_owned()]).collect()
    }

    /// Its events, without their sequence numbers.
    fn events(&self, index: usize, with_skeleton: bool, with_done: bool) -> Vec<String> {
        let mut events = Vec::new();
        let at = format!(r#""output_index":{index},"item_id":"i{index}""#);
        if with_skeleton {
            let kind = match self {
                Self::Message(_) => r#""type":"message","role":"assistant","content":[]"#,
                Self::Reasoning(_) => r#""type":"reasoning","summary":[]"#,
                Self::Call(_) => r#""type":"function_call","name":"f","arguments":"""#,
            };
            let call_id = format!(r#""call_id":"c{index}","#);
            let call_id = if matches!(self, Self::Call(_)) { &*call_id } else { "" };
            events.push(format!(
                r#""type":"response.output_item.added","output_index":{index},"item":{{"id":"i{index}",{call_id}{kind}}}"#
            ));
        }
        let mut stream = |name: &str, whole: &str, place: &str, pieces: &[String]| {
            for piece in pieces {
                events.push(format!(
                    r#""type":"response.{name}.delta",{at}{place},"delta":{}"#,
                    Quoted(piece)
                ));
            }
            if with_done {
                events.push(format!(
                    r#""type":"response.{name}.done",{at}{place},"{whole}":{}"#,
                    Quoted(&pieces.concat())
                ));
            }
        };
        match self {
            Self::Message(texts) => {
                for (part, pieces) in texts.iter().enumerate() {
                    stream("output_text", "text", &format!(r#","content_index":{part}"#), pieces);
                }
            }
            Self::Reasoning(texts) => {
                for (part, pieces) in texts.iter().enumerate() {
                    let place = format!(r#","summary_index":{part}"#);
                    stream("reasoning_summary_text", "text", &place, pieces);
                }
            }
            Self::Call(_) => {
                stream("function_call_arguments", "arguments", "", &self.arguments());
            }
        }
        if with_done {
            events.push(format!(
                r#""type":"response.output_item.done","output_index":{index},"item":{}"#,
                self.json(index)
            ));
        }
        events
    }
}

/// Takes the next event of the rows in this order, over and over, until none is left.
fn interleaved(mut rows: Vec<Vec<String>>, order: &[Index]) -> Vec<String> {
    rows.iter_mut().for_each(|row| row.reverse());
    let mut order = order.iter().cycle();
    let mut events = Vec::new();
    loop {
        rows.retain(|row| !row.is_empty());
        let Some(index) = order.next().filter(|_| !rows.is_empty()) else { return events };
        let row = index.index(rows.len());
        events.extend(rows[row].pop());
    }
}

/// Reads a body in one piece and in chunks.
fn read(api: Api, body: &str, sizes: &[usize]) -> Seen {
    let whole = Run::new(api).read([body.as_bytes()]);
    let mut rest = body.as_bytes();
    let mut chunks = Vec::new();
    for size in sizes.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (chunk, behind) = rest.split_at(rest.len().min(*size));
        chunks.push(chunk);
        rest = behind;
    }
    assert_eq!(Run::new(api).read(chunks), whole, "it depends on the chunks");
    whole
}

fn texts_of(items: &[Item], is_it: impl Fn(&Item) -> Option<&[Pieces]>) -> String {
    items.iter().filter_map(is_it).flatten().flatten().map(String::as_str).collect()
}

fn message(item: &Item) -> Option<&[Pieces]> {
    match item {
        Item::Message(texts) => Some(texts.as_slice()),
        _ => None,
    }
}

/// A value of any kind.
fn any_json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        select(
            &[
                "null",
                "true",
                "0",
                "-1",
                "1.0",
                "1e999",
                "18446744073709551616",
                "\"\"",
                "\"a\"",
                "\"\\ud83d\"",
                "\"[DONE]\"",
                "\"stop\"",
                "\"error\"",
                "\"response.completed\"",
                "[]",
                "{}"
            ][..]
        )
        .prop_map(str::to_owned),
        any::<f64>()
            .prop_filter("a number of JSON", |it| it.is_finite())
            .prop_map(|it| format!("{it:e}")),
        ".{0,6}".prop_map(|text| Quoted(&text).to_string()),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3)
                .prop_map(|list| format!("[{}]", list.join(","))),
            prop::collection::vec((select(&["type", "text", "index", "a"][..]), inner), 0..3)
                .prop_map(|members| {
                    let member = |(name, value): &(&str, String)| format!("\"{name}\":{value}");
                    format!("{{{}}}", members.iter().map(member).collect::<Vec<_>>().join(","))
                }),
        ]
    })
}

/// Where all values of a text stand in it.
fn values(raw: RawJson<'_>) -> Vec<Range<usize>> {
    fn add(raw: RawJson<'_>, base: usize, found: &mut Vec<Range<usize>>) {
        let start = raw.as_json().as_ptr().addr() - base;
        found.push(start..start + raw.as_json().len());
        let members = raw.members().into_iter().flatten().map(|(_, value)| value);
        members.chain(raw.elements().into_iter().flatten()).for_each(|it| add(it, base, found));
    }
    let mut found = Vec::new();
    add(raw, raw.as_json().as_ptr().addr(), &mut found);
    found
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None, cases: 200, ..ProptestConfig::default()
    })]

    /// Whatever comes in which order: what was handed out is what the final object holds.
    #[test]
    fn responses_deltas_are_the_final_texts(
        items in prop::collection::vec((item(), any::<bool>(), any::<bool>()), 1..5),
        order in prop::collection::vec(any::<Index>(), 1..20),
        has_output: bool,
        sizes in prop::collection::vec(1_usize..40, 1..4),
    ) {
        let rows = items.iter().enumerate();
        let rows = rows.map(|(at, (item, skeleton, done))| item.events(at, *skeleton, *done));
        let items: Vec<_> = items.iter().map(|(item, ..)| item.clone()).collect();
        let output: Vec<_> = items.iter().enumerate().map(|(at, item)| item.json(at)).collect();
        let output = if has_output { output.join(",") } else { String::new() };
        let mut data = interleaved(rows.collect(), &order);
        data.push(format!(
            r#""type":"response.completed","response":{{"id":"r","status":"completed","output":[{output}]}}"#
        ));
        let data: Vec<_> = data.iter().enumerate()
            .map(|(number, rest)| format!(r#"{{"sequence_number":{number},{rest}}}"#))
            .collect();
        let data: Vec<_> = data.iter().map(String::as_str).collect();
        let seen = read(Api::Responses, &events(&data), &sizes);

        let text = texts_of(&items, message);
        prop_assert_eq!(seen.final_text.as_deref(), Some(text.as_str()));
        prop_assert_eq!(&seen.warnings, &[]);
        prop_assert_eq!(seen.last_sequence_number, Some(data.len() as u64 - 1));
        // In the order of arrival: put in the order of the items, the deltas are the text.
        let mut deltas = seen.pieces.clone();
        deltas.sort_by_key(|(place, _)| *place);
        let told: String = deltas.iter().map(|(_, text)| text.as_str()).collect();
        prop_assert_eq!(told, text);
        let reasoning = |item: &Item| match item {
            Item::Reasoning(texts) => Some(texts.concat().concat()),
            _ => None,
        };
        let thoughts: String = items.iter().filter_map(reasoning).collect();
        prop_assert_eq!(seen.reasoning.chars().count(), thoughts.chars().count());
        let calls: Vec<_> = items.iter().filter(|item| matches!(item, Item::Call(_))).collect();
        let mut arguments: Vec<_> = calls.iter().map(|call| call.arguments().concat()).collect();
        let mut known: Vec<_> = seen.calls.iter().map(|call| call.arguments().to_owned()).collect();
        arguments.sort_unstable();
        known.sort_unstable();
        prop_assert_eq!(known, arguments);
        prop_assert!(seen.calls.iter().all(|call| call.is_complete()));
        let json = seen.final_object.expect("it has one");
        let response = Response::parse(&json).expect("it is JSON");
        let held = response.output.iter().flatten().filter(|it| matches!(it, OutputItem::FunctionCall(_)));
        prop_assert_eq!(held.count(), calls.len());
        let ending = if calls.is_empty() { Outcome::Completed } else { Outcome::ToolCalls };
        prop_assert_eq!(seen.outcome, ending);
    }

    /// The same of chunks, with choices and calls in any order.
    #[test]
    fn chat_deltas_are_the_final_texts(
        choices in prop::collection::vec((pieces(), prop::option::of(pieces()), any::<bool>()), 1..4),
        order in prop::collection::vec(any::<Index>(), 1..20),
        is_done: bool,
        sizes in prop::collection::vec(1_usize..40, 1..4),
    ) {
        let rows = choices.iter().enumerate().map(|(index, (text, call, role_again))| {
            let chunk = |delta: &str, reason: &str| {
                let role = if *role_again { r#""role":"assistant","# } else { "" };
                let delta = format!("{role}{delta}");
                let delta = delta.trim_end_matches(',');
                format!(r#"{{"choices":[{{"index":{index},"delta":{{{delta}}},"finish_reason":{reason}}}]}}"#)
            };
            let mut row: Vec<_> =
                text.iter().map(|piece| chunk(&format!(r#""content":{}"#, Quoted(piece)), "null")).collect();
            for (number, piece) in call.iter().flat_map(|pieces| Item::Call(pieces.clone()).arguments()).enumerate() {
                let id = if number == 0 { format!(r#""id":"c{index}","#) } else { String::new() };
                let call = format!(
                    r#""tool_calls":[{{"index":0,{id}"function":{{"name":"f","arguments":{}}}}}]"#,
                    Quoted(&piece)
                );
                row.push(chunk(&call, "null"));
            }
            row.push(chunk("", r#""stop""#));
            row
        });
        let mut data = interleaved(rows.collect(), &order);
        if is_done {
            data.push("[DONE]".to_owned());
        }
        let data: Vec<_> = data.iter().map(String::as_str).collect();
        let seen = read(Api::ChatCompletions, &events(&data), &sizes);
        prop_assert_eq!(&seen.text, &choices[0].0.concat());
        prop_assert_eq!(seen.final_text.as_deref().unwrap_or_default(), &seen.text);
        let told: Vec<String> = (0..choices.len()).map(|choice| {
            let of_it = seen.pieces.iter().filter(|(place, _)| place.0 as usize == choice);
            of_it.map(|(_, text)| text.as_str()).collect()
        }).collect();
        let said: Vec<String> = choices.iter().map(|(text, ..)| text.concat()).collect();
        prop_assert_eq!(told, said);
        let calls = choices.iter().filter_map(|(_, call, _)| call.clone());
        let mut arguments: Vec<_> = calls.map(|call| Item::Call(call).arguments().concat()).collect();
        let mut known: Vec<_> = seen.calls.iter().map(|call| call.arguments().to_owned()).collect();
        arguments.sort_unstable();
        known.sort_unstable();
        prop_assert_eq!(&known, &arguments);
        prop_assert!(seen.calls.iter().all(|call| call.is_complete()));
        let ending = if arguments.is_empty() { Outcome::Completed } else { Outcome::ToolCalls };
        prop_assert_eq!(seen.outcome, ending);
    }

    /// Anything in the place of values of a real stream: nothing panics, and the chunks do not matter.
    #[test]
    fn any_value_anywhere_does_no_harm(
        stream in any::<Index>(),
        changes in prop::collection::vec((any::<Index>(), any::<Index>(), any_json()), 1..6),
        sizes in prop::collection::vec(1_usize..40, 1..4),
    ) {
        let streams = crate::streams();
        let (_, api, body) = stream.get(&streams);
        let mut data = crate::events(body);
        if data.is_empty() {
            return Ok(());
        }
        for (event, value, new) in &changes {
            let event = event.index(data.len());
            let Ok(raw) = RawJson::parse(&data[event]) else { continue };
            let place = value.get(&values(raw)).clone();
            data[event].replace_range(place, new);
        }
        let data: Vec<_> = data.iter().map(String::as_str).collect();
        let _ = read(*api, &events(&data), &sizes);
    }
}
