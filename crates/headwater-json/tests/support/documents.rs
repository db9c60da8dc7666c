//! Random JSON, and what nearly is.

use proptest::{collection::vec, prelude::*, sample::select};

fn whitespace() -> impl Strategy<Value = String> {
    prop_oneof![6 => Just(String::new()), 1 => "[ \n\r\t]{1,3}"]
}

fn number() -> impl Strategy<Value = String> {
    "-?(0|[1-9][0-9]{0,8})(\\.[0-9]{1,4})?([eE][+-]?[0-9]{1,2})?"
}

/// The inside of strings.
fn text(with_lone_surrogates: bool) -> impl Strategy<Value = String> {
    let unit = if with_lone_surrogates {
        "\\\\u[0-9a-fA-F]{4}|\\\\u[dD][89a-fA-F][0-9a-f]{2}"
    } else {
        "\\\\u[0-9a-cA-C][0-9a-fA-F]{3}"
    };
    let piece = prop_oneof![
        4 => "[a-zA-Z0-9 _.:,{}\\[\\]']{1,20}",
        2 => "[é漢😀߿\u{7f}\u{80}\u{ffff}]{1,3}",
        2 => select(vec!["\\\"", "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t"])
            .prop_map(String::from),
        1 => unit,
        1 => "\\\\u[dD][89abAB][0-9a-f]{2}\\\\u[dD][c-fC-F][0-9a-f]{2}",
    ];
    vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

pub(crate) fn document(with_lone_surrogates: bool) -> impl Strategy<Value = String> {
    let string = move || text(with_lone_surrogates).prop_map(|text| format!("\"{text}\""));
    let leaf = prop_oneof![
        select(vec!["null", "true", "false", "[]", "{}", "\"\""]).prop_map(String::from),
        number(),
        string(),
    ];
    let value = leaf.prop_recursive(4, 24, 5, move |inner| {
        let padded = (whitespace(), inner, whitespace()).prop_map(|(a, b, c)| a + &b + &c).boxed();
        let member = (whitespace(), string(), whitespace(), padded.clone())
            .prop_map(|(before, key, after, value)| format!("{before}{key}{after}:{value}"));
        prop_oneof![
            vec(padded, 0..5).prop_map(|elements| format!("[{}]", elements.join(","))),
            vec(member, 0..5).prop_map(|members| format!("{{{}}}", members.join(","))),
        ]
    });
    (whitespace(), value, whitespace()).prop_map(|(a, b, c)| a + &b + &c)
}

/// A change at a place: a byte put in, put in place of another, or taken out; or the text cut.
pub(crate) fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let bytes =
        b"\"\\{}[]:,0123456789+-.eEtfnulasbr/ \n\x00\x1f\x7f\x80\xbf\xc2\xe2\xed\xf0\xffudD8c";
    let change = (any::<prop::sample::Index>(), 0..4_u8, select(bytes.to_vec()));
    (document(true), vec(change, 1..4)).prop_map(|(text, changes)| {
        let mut text = text.into_bytes();
        for (at, way, byte) in changes {
            if text.is_empty() {
                break;
            }
            let at = at.index(text.len());
            match way {
                0 => text.insert(at, byte),
                1 => text[at] = byte,
                2 => drop(text.remove(at)),
                _ => text.truncate(at),
            }
        }
        text
    })
}
