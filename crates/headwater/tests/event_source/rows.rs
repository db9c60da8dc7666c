//! The table of behaviour, `docs/event_source_behaviour.md`, against the scenarios: no row without
//! either a scenario or a reason, and no scenario for a row that is not there.

use std::collections::BTreeMap;

use crate::{files::scenarios, run};

const TABLE: &str = include_str!("../../docs/event_source_behaviour.md");

/// How many rows each part of the table has.
const PARTS: [(char, u32); 7] =
    [('A', 9), ('B', 8), ('C', 8), ('D', 11), ('E', 14), ('F', 11), ('G', 5)];

struct Row {
    level: String,
    checked_by: String,
}

fn rows() -> BTreeMap<String, Row> {
    let mut rows = BTreeMap::new();
    for line in TABLE.lines() {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [id, level, _, _, checked_by] = cells[..] else { continue };
        if id.len() < 2 || !id[1..].chars().all(|digit| digit.is_ascii_digit()) {
            continue;
        }
        let row = Row { level: level.into(), checked_by: checked_by.into() };
        assert!(rows.insert(id.to_owned(), row).is_none(), "{id} is there twice");
    }
    rows
}

#[test]
fn every_row_has_a_scenario_or_a_reason() {
    let rows = rows();
    let all =
        PARTS.iter().flat_map(|&(part, last)| (1..=last).map(move |row| format!("{part}{row}")));
    let mut expected: Vec<String> = all.collect();
    expected.sort();
    assert_eq!(rows.keys().cloned().collect::<Vec<_>>(), expected);

    let mut shown: BTreeMap<String, usize> = BTreeMap::new();
    for scenario in scenarios() {
        assert!(!scenario.rows.is_empty(), "'{}' is for no row", scenario.title);
        for row in &scenario.rows {
            assert!(rows.contains_key(row), "there is no row {row}");
            *shown.entry(row.clone()).or_default() += 1;
        }
    }
    let mut by_level: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    for (id, row) in &rows {
        let has_scenario = shown.contains_key(id);
        let says_scenario = row.checked_by == "scenario";
        assert_eq!(has_scenario, says_scenario, "{id}: '{}'", row.checked_by);
        assert!(row.checked_by.len() >= 8, "{id} says no reason");
        by_level.entry(&row.level).or_default()[usize::from(!has_scenario)] += 1;
    }
    println!("rows with a scenario and with a reason, by level: {by_level:?}");
    assert!(cfg!(not(feature = "redirects")) || scenarios().iter().all(run::can_run));
}
