//! A text fits a pattern only if reading it would show nothing else than its values.
#![cfg(feature = "alloc")]

use headwater_json::{Filling, Kind, Pattern, RawJson, Reader, Varying};

const FIRST: &str = r#"{"a":"x\n","n":17,"rest":[null,{"b":"é"}],"c":"y"}"#;

/// The members at the top of a text that may differ.
fn values(text: &str) -> Vec<(char, Varying<'_>)> {
    let mut reader = Reader::new(text);
    let mut values = Vec::new();
    let mut members = reader.value().unwrap().object().unwrap().unwrap();
    while let Some((key, value)) = members.next_member().unwrap() {
        let name = key.as_plain().unwrap().chars().next().unwrap();
        match value.kind() {
            Kind::String => {
                values.push((name, Varying::String(value.string().unwrap().unwrap())));
            }
            Kind::Number => values.push((name, Varying::Natural(value.raw().unwrap()))),
            _ => {}
        }
    }
    values
}

fn pattern() -> Pattern<char> {
    let mut pattern = Pattern::new();
    assert!(pattern.learn(FIRST, values(FIRST)));
    pattern
}

fn fill(pattern: &Pattern<char>, text: impl AsRef<[u8]>) -> Option<String> {
    let mut seen = String::new();
    let fits = pattern.fill(text.as_ref(), |name, filling| match filling {
        Filling::String(string) => seen += &format!("{name}={string};"),
        Filling::Natural(number) => seen += &format!("{name}={number};"),
        _ => unreachable!(),
    });
    fits.map(|()| seen)
}

#[test]
fn values_may_differ_and_nothing_else() {
    let pattern = pattern();
    let text = |a: &str, n: &str, c: &str| {
        format!(r#"{{"a":{a},"n":{n},"rest":[null,{{"b":"é"}}],"c":{c}}}"#)
    };
    for (a, n, c, expected) in [
        (r#""x\n""#, "17", r#""y""#, Some("a=x\n;n=17;c=y;")),
        (r#""""#, "0", r#""\"\\\u00e9é""#, Some("a=;n=0;c=\"\\éé;")),
        (
            r#""more than 8""#,
            "9999999999999999999",
            r#""""#,
            Some("a=more than 8;n=9999999999999999999;c=;"),
        ),
        (r#""a""#, "1234567890123456789", r#""""#, Some("a=a;n=1234567890123456789;c=;")),
        ("null", "1", r#""""#, None),
        (r#""a""#, "01", r#""""#, None),
        (r#""a""#, "-1", r#""""#, None),
        (r#""a""#, "1.5", r#""""#, None),
        (r#""a""#, "1e5", r#""""#, None),
        (r#""a""#, "", r#""""#, None),
        (r#""a""#, "12345678901234567890", r#""""#, None),
        (r#""a"#, "1", r#""""#, None),
        (r#""a\x""#, "1", r#""""#, None),
        (r#""a\u12""#, "1", r#""""#, None),
        ("\"a\u{1}\"", "1", r#""""#, None),
        (r#""a""#, "1", r#""y" "#, None),
        (r#""a""#, "1 ", r#""y""#, None),
    ] {
        let text = text(a, n, c);
        let seen = fill(&pattern, &text);
        assert_eq!(seen.as_deref(), expected, "{text}");
        if seen.is_some() {
            assert!(RawJson::parse(&text).is_ok(), "{text}");
        }
    }
}

#[test]
fn every_text_of_one_byte_more_less_or_other_is_judged_as_by_reading() {
    let pattern = pattern();
    let bytes = FIRST.as_bytes();
    let interesting = [b'"', b'\\', b'1', b'0', b',', b'}', b' ', b'x', 0, 0xc3, 0xff, b'n', b'.'];
    let mut fitting = 0;
    let mut check = |text: Vec<u8>| {
        let Some(seen) = fill(&pattern, &text) else { return };
        fitting += 1;
        let text = std::str::from_utf8(&text).expect("UTF-8");
        RawJson::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let read: String = values(text)
            .into_iter()
            .map(|(name, value)| match value {
                Varying::String(string) => format!("{name}={string};"),
                Varying::Natural(number) => format!("{name}={};", number.as_json()),
                _ => unreachable!(),
            })
            .collect();
        assert_eq!(seen, read, "{text}");
    };
    for at in 0..=bytes.len() {
        check(bytes[..at].to_vec());
        for byte in interesting {
            let mut more = bytes.to_vec();
            more.insert(at, byte);
            check(more);
            if at < bytes.len() {
                let mut other = bytes.to_vec();
                other[at] = byte;
                check(other);
            }
        }
        if at < bytes.len() {
            let mut less = bytes.to_vec();
            less.remove(at);
            check(less);
        }
    }
    assert!(fitting > 50, "{fitting}");
}

#[test]
fn what_cannot_be_a_pattern_is_none() {
    let mut pattern = pattern();
    for (text, values) in [
        ("{", vec![]),
        (FIRST, values(r#"{"a":"x\n"}"#)),
        (FIRST, [values(FIRST), values(FIRST)].concat()),
        (r#"{"a":-5}"#, vec![('a', Varying::Natural(RawJson::parse("-5").unwrap()))]),
    ] {
        assert!(!pattern.learn(text, values), "{text}");
        assert_eq!(fill(&pattern, text), None, "{text}");
        assert_eq!(fill(&pattern, ""), None, "{text}");
    }
    assert!(pattern.learn("[1]", []));
    assert_eq!(fill(&pattern, "[1]").as_deref(), Some(""));
    assert_eq!(fill(&pattern, "[2]"), None);
    pattern.clear();
    assert_eq!(fill(&pattern, "[1]"), None);
    assert!(format!("{pattern:?}").contains("len: 0"));
}
