//! Whether two texts say the same in JSON, to the last digit.

use std::collections::BTreeMap;

use headwater_json::{JsonStr, Kind, RawJson, StrPiece};

/// Both must hold the same members, in whatever order, with numbers written alike, and strings that
/// say the same, halves of surrogate pairs included. Of several members with one name the last counts.
pub(crate) fn assert_same_json(a: &str, b: &str) {
    let read = |text| RawJson::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    if let Err(path) = compare(read(a), read(b)) {
        panic!("not the same at `{path}`:\n{a}\n{b}");
    }
}

/// The path to what differs.
fn compare(a: RawJson<'_>, b: RawJson<'_>) -> Result<(), String> {
    let same = match (a.kind(), b.kind()) {
        (Kind::Object, Kind::Object) => return compare_members(&members(a), &members(b)),
        (Kind::Array, Kind::Array) => return compare_elements(a, b),
        (Kind::String, Kind::String) => units(a) == units(b),
        _ => a.as_json() == b.as_json(),
    };
    if same { Ok(()) } else { Err(String::new()) }
}

fn compare_members(
    a: &BTreeMap<String, RawJson<'_>>,
    b: &BTreeMap<String, RawJson<'_>>,
) -> Result<(), String> {
    let missing = |name: &String| Err(format!(".{name} (missing)"));
    if let Some(name) = b.keys().find(|name| !a.contains_key(*name)) {
        return missing(name);
    }
    for (name, one) in a {
        let Some(other) = b.get(name) else { return missing(name) };
        compare(*one, *other).map_err(|path| format!(".{name}{path}"))?;
    }
    Ok(())
}

fn compare_elements(a: RawJson<'_>, b: RawJson<'_>) -> Result<(), String> {
    let [a, b] = [a, b].map(|list| list.elements().into_iter().flatten().collect::<Vec<_>>());
    if a.len() != b.len() {
        return Err(format!("[{} or {}]", a.len(), b.len()));
    }
    for (at, (one, other)) in a.into_iter().zip(b).enumerate() {
        compare(one, other).map_err(|path| format!("[{at}]{path}"))?;
    }
    Ok(())
}

fn members(object: RawJson<'_>) -> BTreeMap<String, RawJson<'_>> {
    let members = object.members().into_iter().flatten();
    members.map(|(name, value)| (name.to_cow().into_owned(), value)).collect()
}

/// The UTF-16 units of a string.
fn units(string: RawJson<'_>) -> Vec<u16> {
    let mut units = Vec::new();
    for piece in string.as_json_str().iter().flat_map(JsonStr::pieces) {
        match piece {
            StrPiece::Plain(text) => units.extend(text.encode_utf16()),
            StrPiece::Escaped(character) => {
                units.extend_from_slice(character.encode_utf16(&mut [0; 2]));
            }
            StrPiece::LoneSurrogate(unit) => units.push(unit),
            _ => unreachable!("no other piece"),
        }
    }
    units
}
