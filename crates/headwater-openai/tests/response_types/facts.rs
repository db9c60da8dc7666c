//! The examples against the list of facts: every field that it has stands in one of them.
//!
//! The list is not part of this repository. It is looked for in the folder that `HEADWATER_SHARED`
//! names, else in `shared` beside the workspace.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::examples::examples;
use crate::tree::Tree;

/// A table of fields: of an event, of an item, or of an object in one.
#[derive(Debug)]
struct Table {
    title: String,
    /// The name of each field, and what it says of its type.
    fields: Vec<(String, String)>,
}

impl Table {
    /// The `type` that its objects have.
    fn tag(&self) -> Option<&str> {
        let (_, kind) = self.fields.iter().find(|(name, _)| name == "type")?;
        kind.strip_prefix('"')?.strip_suffix('"')
    }

    /// The fields that an object lacks.
    fn missing_in(&self, names: &[&str]) -> Vec<&str> {
        let fields = self.fields.iter().map(|(name, _)| name.as_str());
        fields.filter(|name| !names.contains(name)).collect()
    }
}

fn facts() -> Option<String> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared = std::env::var_os("HEADWATER_SHARED").map_or_else(beside, PathBuf::from);
    std::fs::read_to_string(shared.join("protocol/responses_events.md")).ok()
}

/// The tables under titles in backticks or between asterisks, and that of the response.
fn tables(facts: &str) -> Vec<Table> {
    let mut tables = vec![];
    let mut title = String::new();
    for line in facts.lines() {
        let quoted = line.split('`').nth(1).unwrap_or_default();
        if line.starts_with("## ") {
            title = if line.contains("The `Response` object") { "Response" } else { "" }.to_owned();
        } else if line.starts_with('#') {
            title = quoted.to_owned();
        } else if let Some(name) = line.strip_prefix("**").and_then(|it| it.strip_suffix("**")) {
            title = name.to_owned();
        } else if line.starts_with("| `") && !title.is_empty() {
            let kind =
                line.replace("\\|", "/").split('|').nth(2).unwrap_or_default().trim().to_owned();
            // Python's name for it.
            let field = (quoted.replace("async_", "async"), kind);
            match tables.last_mut() {
                Some(Table { title: known, fields }) if *known == title => fields.push(field),
                _ => tables.push(Table { title: title.clone(), fields: vec![field] }),
            }
        }
    }
    tables
}

/// All objects of a tree, with the names of their members, but for those that are null.
fn objects<'t>(tree: &'t Tree, found: &mut Vec<Vec<(&'t str, &'t Tree)>>) {
    match tree {
        Tree::List(list) => list.iter().for_each(|entry| objects(entry, found)),
        Tree::Object(members) => {
            let said = members.iter().map(|(name, value)| (name.as_str(), value));
            found.push(
                said.filter(|(_, value)| !matches!(value, Tree::Plain(it) if it == "null"))
                    .collect(),
            );
            members.iter().for_each(|(_, value)| objects(value, found));
        }
        _ => {}
    }
}

fn is_tagged(object: &[(&str, &Tree)], tag: &str) -> bool {
    object.iter().any(|(name, value)| *name == "type" && **value == Tree::Text(tag.to_owned()))
}

#[test]
fn every_field_of_the_facts_stands_in_an_example() {
    let Some(facts) = facts() else {
        // Not `eprintln!`, which the test runner keeps to itself where a test passes.
        let skipped = "SKIPPED: the examples were not held against the facts: no shared folder \
                       beside the workspace, and none named in HEADWATER_SHARED\n";
        std::io::stderr().write_all(skipped.as_bytes()).unwrap();
        return;
    };
    let examples = examples();
    let mut all = Vec::new();
    examples.iter().for_each(|(_, tree, _)| objects(tree, &mut all));
    let (mut events, mut items, mut others) = (0, 0, 0);
    let mut missing = Vec::new();
    for table in tables(&facts) {
        let title = table.title.as_str();
        let is_event = examples.iter().any(|(kind, _, _)| *kind == title);
        let is_item = all.iter().any(|object| is_tagged(object, title)) && !title.contains('.');
        if is_event || is_item {
            // Of an event or an item there are several examples, which have all its fields together.
            let of_it = all.iter().filter(|object| is_tagged(object, title));
            let names: Vec<_> = of_it.flatten().map(|(name, _)| *name).collect();
            let lacks = table.missing_in(&names);
            if !lacks.is_empty() {
                missing.push(format!("{title}: {lacks:?}"));
            }
            *(if is_event { &mut events } else { &mut items }) += 1;
            continue;
        }
        others += 1;
        let lacks = |object: &Vec<(&str, &Tree)>| {
            let names: Vec<_> = object.iter().map(|(name, _)| *name).collect();
            table.missing_in(&names).len()
        };
        let candidates = all.iter().filter(|it| table.tag().is_none_or(|tag| is_tagged(it, tag)));
        let best = candidates.min_by_key(|object| lacks(object));
        let names: Vec<_> = best.into_iter().flatten().map(|(name, _)| *name).collect();
        let lacks = table.missing_in(&names);
        if !lacks.is_empty() {
            missing.push(format!("{title}: {lacks:?} in no object with its other fields"));
        }
    }
    println!("{events} events, {items} items, {others} objects");
    assert_eq!((events, items), (59, 28), "another list of facts");
    assert!(others > 50, "{others} objects");
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}
