//! Every event and every item, with all that is known of it: read, written, and compared.

use std::collections::BTreeSet;

use headwater::{Instant, Session as _};
use headwater_json::JsonText;
use headwater_openai::response::{OutputItem, ResponseEvent};
use headwater_openai::{AnswerStream, Api, ReadError};

use crate::events::EVENTS;
use crate::items::ITEMS;
use crate::tree::{Path, Tree};
use crate::{is_same, rewritten};

/// An event or item.
pub(crate) struct Example {
    /// Its `type`.
    kind: &'static str,
    /// The members that say where an event belongs.
    place: &'static str,
    /// Its other members.
    members: &'static str,
    /// The ways to values in it that are left as they came: no type would say more of them.
    raw: &'static [&'static str],
}

pub(crate) const fn event(
    place: &'static str,
    kind: &'static str,
    members: &'static str,
) -> Example {
    Example { kind, place, members, raw: &[] }
}

pub(crate) const fn item(kind: &'static str, members: &'static str) -> Example {
    Example { kind, place: "", members, raw: &[] }
}

impl Example {
    pub(crate) const fn raw(self, raw: &'static [&'static str]) -> Self {
        Self { raw, ..self }
    }

    fn json(&self) -> String {
        let parts = [self.place, self.members].into_iter().filter(|part| !part.is_empty());
        let members: String = parts.map(|part| format!(",{part}")).collect();
        format!(r#"{{"type":"{}"{members}}}"#, self.kind)
    }
}

/// Where an event belongs.
pub(crate) const STREAM: &str = r#""sequence_number":7"#;
pub(crate) const OUTPUT: &str = r#""sequence_number":7,"output_index":1"#;
pub(crate) const ITEM: &str = r#""sequence_number":7,"output_index":1,"item_id":"item_1""#;
pub(crate) const CONTENT: &str =
    r#""sequence_number":7,"output_index":1,"item_id":"item_1","content_index":2"#;
pub(crate) const SUMMARY: &str =
    r#""sequence_number":7,"output_index":1,"item_id":"item_1","summary_index":2"#;

/// Without these members an event means nothing.
const REQUIRED: [&str; 9] =
    ["arguments", "code", "command", "delta", "diff", "input", "part", "refusal", "text"];

/// All examples as events with their names, and the ways to what is raw in them.
pub(crate) fn examples() -> Vec<(&'static str, Tree, Vec<String>)> {
    let event = |example: &Example| {
        let raw = example.raw.iter().map(|way| (*way).to_owned()).collect();
        (example.kind, Tree::of(&example.json()), raw)
    };
    let item = |example: &Example| {
        let kind = "response.output_item.done";
        let json = format!(r#"{{"type":"{kind}",{OUTPUT},"item":{}}}"#, example.json());
        let raw = example.raw.iter().map(|way| format!("item.{way}")).collect();
        (kind, Tree::of(&json), raw)
    };
    EVENTS.iter().map(event).chain(ITEMS.iter().map(item)).collect()
}

#[test]
fn every_name_has_its_example_and_its_type() {
    let sorted = |mut names: Vec<&'static str>| {
        names.sort_unstable();
        names.dedup();
        names
    };
    let events = sorted(EVENTS.iter().map(|example| example.kind).collect());
    let items = sorted(ITEMS.iter().map(|example| example.kind).collect());
    assert_eq!(events.len(), 59 + 5, "a name of an event is missing");
    assert_eq!(items.len(), 28, "a name of an item is missing");
    assert_eq!(sorted(ResponseEvent::KINDS.to_vec()), events);
    assert_eq!(sorted(OutputItem::KINDS.to_vec()), items);
    assert_eq!(ResponseEvent::KINDS.len(), events.len(), "a name is there twice");
    assert_eq!(OutputItem::KINDS.len(), items.len(), "a name is there twice");
}

#[test]
fn every_example_is_of_its_type_and_written_as_it_was() {
    for (kind, tree, _) in examples() {
        let json = tree.json();
        let event = ResponseEvent::parse(&json).expect(&json);
        assert!(!matches!(event, ResponseEvent::Unknown(_)), "{kind} is unknown");
        assert!(!matches!(event.item(), Some(OutputItem::Unknown(_))), "unknown item: {json}");
        assert_eq!(event.kind().as_deref(), Some(kind));
        assert_eq!(event.sequence_number(), Some(7));
        assert!(is_same(&event.to_json(), &json), "{json}\nis written as\n{}", event.to_json());
        assert!(is_same(&rewritten(&json).expect(&json), &json));
    }
}

/// With white space, escapes and digits as they came.
#[test]
fn the_raw_form_is_equal_to_the_byte() {
    for example in EVENTS.iter().chain(ITEMS) {
        let spaced = example.json().replacen(r#"{"type":"#, r#"{ "\u0074ype" : "#, 1);
        let json = format!(" {spaced}");
        let raw = JsonText::parse(&*json).expect(&json);
        assert_eq!(raw.as_raw().as_json(), json.trim());
        assert_eq!(raw.into_owned().as_raw().as_json(), json.trim());
        let body = format!("data:{}\n\n", json.replace('\n', "\ndata: "));
        let mut answer = AnswerStream::new(Api::Responses);
        let _ = answer.advance(body.as_bytes(), Instant::ORIGIN);
        let item = answer.item(body.as_bytes()).expect("an event");
        let event = item.event().expect("an event");
        assert_eq!(event.data(), json.strip_prefix(' ').expect("a space").as_bytes());
        assert_eq!(item.error(), None, "{json}");
    }
}

/// A name that is no field's.
const MARK: &str = "a-mark";

/// Fields are written before the members that are no field's, and these in their order. So a mark
/// put before all members of an object comes out behind the fields, and before what is no field; in
/// an object that is left as it came it stays in front.
fn unmarked(tree: &Tree, way: &str, raw: &mut Vec<String>) {
    match tree {
        Tree::List(list) => list.iter().for_each(|entry| unmarked(entry, way, raw)),
        Tree::Object(members) => {
            let mark = members.iter().position(|(name, _)| name == MARK).expect("the mark");
            if mark == 0 && members.len() > 1 {
                return raw.push(way.to_owned());
            }
            let untyped: Vec<_> = members[mark + 1..].iter().map(|(name, _)| name).collect();
            assert!(untyped.is_empty(), "no field of {way:?} holds {untyped:?}");
            for (name, value) in members {
                let way = if way.is_empty() { name.clone() } else { format!("{way}.{name}") };
                unmarked(value, &way, raw);
            }
        }
        _ => {}
    }
}

#[test]
fn every_member_of_an_example_has_its_field() {
    for (kind, tree, mut expected) in examples() {
        let json = tree.marked(MARK).json();
        let written = rewritten(&json).expect(kind);
        assert!(is_same(&written, &json), "{json}\nis written as\n{written}");
        let mut raw = Vec::new();
        unmarked(&Tree::of(&written), "", &mut raw);
        raw.sort_unstable();
        raw.dedup();
        expected.sort_unstable();
        assert_eq!(raw, expected, "what is left as it came, of {kind}: {json}");
    }
}

/// Puts something else in the place of each member, at every depth, or takes it out. What stands in
/// a member that another example has as well is left: it is of the same type.
fn with_each_member(change: impl Fn(&Tree) -> Option<Tree>) {
    let mut seen = BTreeSet::new();
    for (kind, tree, _) in examples() {
        let is_top = |way: &Path| way.len() == 1;
        let (top, nested): (Vec<_>, Vec<_>) = tree.members().into_iter().partition(is_top);
        let new: Vec<_> = top.iter().map(|way| seen.insert(tree.member(way).json())).collect();
        let is_new = |way: &Path| top.iter().zip(&new).any(|(top, &new)| new && top[0] == way[0]);
        for way in top.iter().chain(nested.iter().filter(|way| is_new(way))) {
            let other = change(tree.member(way));
            let changed = tree.with_member(way, other.as_ref());
            let json = changed.json();
            match rewritten(&json) {
                Ok(written) => {
                    assert!(is_same(&written, &json), "{kind}: {json}\nis written as\n{written}");
                }
                Err(ReadError::Field { name }) => {
                    assert!(REQUIRED.contains(&name), "{kind} wants {name}: {json}");
                    let Tree::Object(members) = &changed else { panic!("no object") };
                    let held = members.iter().find(|(member, _)| member == name);
                    let held = held.map(|(_, held)| held);
                    assert_eq!(held, other.as_ref(), "{name} is there: {json}");
                }
                Err(error) => panic!("{error}: {json}"),
            }
        }
    }
}

#[test]
fn every_member_may_be_null() {
    with_each_member(|_| Some(Tree::Plain("null".to_owned())));
}

#[test]
fn every_member_may_be_missing() {
    with_each_member(|_| None);
}

#[test]
fn every_member_may_be_of_another_type() {
    with_each_member(|member| {
        Some(match member {
            Tree::Text(_) => Tree::of(r#"{"odd": [1.0, -0, 1e2, "\u00e9"]}"#),
            _ => Tree::of(r#""odd""#),
        })
    });
    with_each_member(|_| Some(Tree::of("[[], {}, 18446744073709551616]")));
    with_each_member(|_| Some(Tree::of("-1.50")));
    with_each_member(|_| Some(Tree::of("true")));
}

#[test]
fn what_an_event_is_about_is_required() {
    for example in EVENTS {
        let Tree::Object(members) = Tree::of(&format!("{{{}}}", example.members)) else {
            panic!("no members")
        };
        let required = REQUIRED.iter().find(|&&name| {
            example.kind != "error" && members.iter().any(|(member, _)| member == name)
        });
        let json = event(example.place, example.kind, "").json();
        match (required, ResponseEvent::parse(&json)) {
            (Some(&name), Err(error)) => assert_eq!(error, ReadError::Field { name }),
            (None, Ok(_)) => {}
            (required, read) => panic!("{required:?} of {json}: {read:?}"),
        }
    }
}
