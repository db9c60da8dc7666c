//! The grammar, in every way a text can be read and cut.

mod support;

use headwater_json::{Config, ErrorKind, LoneSurrogates, Tokenizer};
use proptest::prelude::*;
use support::{LIMIT, Transcript, check, documents, nested};

const JSON: &[&str] = &[
    "null",
    "true",
    "false",
    " null ",
    "\t\r\n true\n",
    "0",
    "-0",
    "1",
    "-1",
    "10",
    "123456789",
    "0.5",
    "-0.0",
    "1.25e10",
    "1E5",
    "1e+5",
    "1e-05",
    "0e0",
    "-0e-0",
    "1e999",
    "-1e-999",
    "123456789012345678901234567890.123456789012345678901234567890",
    r#""""#,
    r#""a""#,
    r#"" ""#,
    "\"\u{7f}\"",
    "\"\u{80}\"",
    "\"é漢😀\"",
    "\"\u{feff}\"",
    "\"\u{10ffff}\"",
    "\"'\"",
    r#""\"\\\/\b\f\n\r\t""#,
    r#""\u0000""#,
    r#""\u0041\u00e9\u6f22""#,
    r#""\uD83D\uDE00""#,
    r#""\ud83d\ude00x""#,
    r#""\ud83d""#,
    r#""\ude00""#,
    r#""\ud83d\ud83d\ude00""#,
    r#""\ud83dx""#,
    r#""\ud83d\n""#,
    r#""\ud83d\u0041""#,
    r#""\ud83d\"""#,
    r#""\ude00\ud83d""#,
    r#""\uFFFF\ufffe""#,
    r#""\ud800\udc00\udbff\udfff\ud800\udfff\udbff\udc00""#,
    r#""\ud7ff\ue000""#,
    "[]",
    "[ ]",
    "{}",
    "{ }",
    "[[]]",
    "[{}]",
    "[[],[]]",
    "[1]",
    "[1,2]",
    "[ 1 , 2 ]",
    "[null,true,false]",
    "[-1,0,0.0]",
    "[1]\n",
    r#"["]"]"#,
    r#"["\"]"]"#,
    r#"["\\"]"#,
    r#"{"":0}"#,
    r#"{"a":1}"#,
    r#"{"a":1,"a":2}"#,
    r#"{ "a" : 1 , "b" : [ ] }"#,
    r#"{"a":{"b":{"c":[{}]}}}"#,
    r#"{"\u0061":"\u0062"}"#,
    r#"{"a\"b":"}"}"#,
    r#"{"😀":"é"}"#,
    r#"{"a":"b","c":-1.5e3,"d":null}"#,
    "[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16]",
    r#"{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa":1}"#,
];

const NO_JSON: &[&[u8]] = &[
    b"",
    b" ",
    b"\n",
    b"nul",
    b"nulll",
    b"null null",
    b"nan",
    b"NaN",
    b"Infinity",
    b"-Infinity",
    b"True",
    b"TRUE",
    b"truE",
    b"t",
    b"fals",
    b"falsee",
    b"undefined",
    b"'a'",
    b"a",
    b"\xef\xbb\xbfnull",
    b"null\x00",
    b"\x00",
    b"\x0cnull",
    b"\xa0",
    b"\xc2\xa0null",
    b"/**/null",
    b"// a\nnull",
    b"#",
    b"-",
    b"+1",
    b"01",
    b"-01",
    b"00",
    b"1.",
    b".5",
    b"-.5",
    b"1.e5",
    b"1e",
    b"1e+",
    b"1e-",
    b"1e1.5",
    b"1.2.3",
    b"0x10",
    b"1_000",
    b"1a",
    b"--1",
    b"1-",
    b"1 2",
    b"0e",
    b"1,",
    b"+",
    b"\xef\xbc\x91",
    b"\"",
    b"\"a",
    b"\"\\\"",
    b"\"\\",
    b"\"\\u\"",
    b"\"\\u0\"",
    b"\"\\u00\"",
    b"\"\\u000\"",
    b"\"\\u000g\"",
    b"\"\\u 000\"",
    b"\"\\u+000\"",
    b"\"\\U0041\"",
    b"\"\\a\"",
    b"\"\\x41\"",
    b"\"\\'\"",
    b"\"\\\n\"",
    b"\"\\0\"",
    b"\"\\\xc3\xa9\"",
    b"\"\\ud83d\\u\"",
    b"\"\\ud83d\\u00\"",
    b"\"\\ud83d\\q\"",
    b"\"\\ud83d\x01\"",
    b"\"\n\"",
    b"\"\t\"",
    b"\"\x00\"",
    b"\"\x1f\"",
    b"\"\x80\"",
    b"\"\xc3\"",
    b"\"\xc3",
    b"\"\xc3(\"",
    b"\"\xe2\x82\"",
    b"\"\xe2\x28\xa1\"",
    b"\"\xc0\xaf\"",
    b"\"\xed\xa0\x80\"",
    b"\"\xf4\x90\x80\x80\"",
    b"\"\xf0\x9f\x98\"",
    b"\"\xf0\x9f\x98\\n\"",
    b"\"\xff\"",
    b"\"abcdefghijkl\xffmnop\"",
    b"\"\"\"",
    b"\"a\"b",
    b"\"a\" \"b\"",
    b"[",
    b"]",
    b"[1",
    b"[1,",
    b"[1,]",
    b"[,]",
    b"[,1]",
    b"[1,,2]",
    b"[1 2]",
    b"[1;2]",
    b"[1}",
    b"[}",
    b"[[]",
    b"[]]",
    b"[\"",
    b"[\"a",
    b"[1:2]",
    b"[1]]",
    b"[1],",
    b"[]1",
    b"[tru]",
    b"[-]",
    b"[1.]",
    b"[01]",
    b"[1e]",
    b"{",
    b"}",
    b"{\"",
    b"{\"a",
    b"{\"a\"",
    b"{\"a\":",
    b"{\"a\":1",
    b"{\"a\":1,",
    b"{\"a\":1,}",
    b"{,}",
    b"{,\"a\":1}",
    b"{\"a\"}",
    b"{\"a\":}",
    b"{\"a\" 1}",
    b"{\"a\",1}",
    b"{\"a\":1 \"b\":2}",
    b"{\"a\":1,,\"b\":2}",
    b"{\"a\"::1}",
    b"{\"a\":1:2}",
    b"{a:1}",
    b"{'a':1}",
    b"{1:1}",
    b"{null:1}",
    b"{\"a\":1]",
    b"{]",
    b"{[]:1}",
    b"{\"a\":1}}",
    b"{\"a\":1}x",
    b"{} {}",
    b"{\"a\":[}",
    b"{\"\\q\":1}",
    b"{\"a\x01\":1}",
    b"{\"a\xff\":1}",
    b"\xff\xfe\"\x00",
    b"[\"a\",\n4\n,1,",
    b"{\"a\":\"b\"}/**/",
    b"{\"a\":\"b\"}#",
];

#[test]
fn what_is_json() {
    for text in JSON {
        assert!(check(text.as_bytes()), "{text}");
    }
}

#[test]
fn what_is_no_json() {
    for text in NO_JSON {
        assert!(!check(text), "{:?}", String::from_utf8_lossy(text));
    }
}

/// Every text of up to five symbols.
#[test]
fn short_texts() {
    let symbols: [&[u8]; 12] =
        [b"\"", b"\\", b"u00e9", b"{", b"}", b"[", b"]", b":", b",", b"1", b"null", b" "];
    let mut texts: Vec<Vec<u8>> = vec![Vec::new()];
    let mut found = 0;
    for _ in 0..4 {
        texts = texts
            .iter()
            .flat_map(|text| symbols.iter().map(move |symbol| [text, *symbol].concat()))
            .collect();
        found += texts.iter().filter(|text| check(text)).count();
    }
    assert!(found > 100, "{found}");
}

fn error(text: &[u8]) -> (ErrorKind, usize) {
    let error = Transcript::of(Tokenizer::new(), &[text]).result.unwrap_err();
    (error.kind(), error.offset())
}

#[test]
fn faults_are_named_where_they_are() {
    assert_eq!(error(b" x"), (ErrorKind::ExpectedValue, 1));
    assert_eq!(error(b"{1"), (ErrorKind::ExpectedKey, 1));
    assert_eq!(error(b"{\"a\" 1"), (ErrorKind::ExpectedColon, 5));
    assert_eq!(error(b"[1 2"), (ErrorKind::ExpectedCommaOrEnd, 3));
    assert_eq!(error(b"1 2"), (ErrorKind::TrailingBytes, 2));
    assert_eq!(error(b"trux"), (ErrorKind::InvalidLiteral, 3));
    assert_eq!(error(b"[1.]"), (ErrorKind::InvalidNumber, 3));
    assert_eq!(error(b"\"a\n\""), (ErrorKind::ControlCharacter, 2));
    assert_eq!(error(b"\"\\x\""), (ErrorKind::InvalidEscape, 2));
    assert_eq!(error(b"\"a\xe2\x82\""), (ErrorKind::InvalidUtf8, 2));
    assert_eq!(error(b"[1"), (ErrorKind::UnexpectedEnd, 2));
}

#[test]
fn lone_surrogates_are_replaced_or_refused() {
    let strings = |config: Config, text: &str| {
        let tokenizer = Tokenizer::with_config(config);
        let transcript = Transcript::of(tokenizer, &[text.as_bytes()]);
        transcript.result.map(|()| transcript.value().unwrap())
    };
    let refuse = Config::default().lone_surrogates(LoneSurrogates::Refuse);
    for (text, expected, at) in [
        (r#""a\ud83d""#, "a\u{fffd}", 2),
        (r#""\ude00b""#, "\u{fffd}b", 1),
        (r#""\ud83d\nb""#, "\u{fffd}\nb", 1),
        (r#""\ud83d\u0041b""#, "\u{fffd}Ab", 1),
        (r#""\ud83d\ud83d\ude00""#, "\u{fffd}\u{1f600}", 1),
    ] {
        assert_eq!(strings(Config::default(), text), Ok(expected.into()));
        let error = strings(refuse, text).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (ErrorKind::LoneSurrogate, at), "{text}");
    }
    assert_eq!(strings(refuse, r#""\ud83d\ude00""#), Ok("😀".into()));
}

#[test]
fn nesting_is_limited() {
    assert!(check(nested(LIMIT).as_bytes()));
    assert!(!check(nested(LIMIT + 1).as_bytes()));
    assert!(!check(nested(100_000).as_bytes()[..2_000].as_ref()));
    let objects = r#"{"a":"#.repeat(LIMIT) + "1" + &"}".repeat(LIMIT);
    assert!(check(objects.as_bytes()));
    let shallow = Config::default().max_depth(2);
    let result =
        |text: &str| Transcript::of(Tokenizer::with_config(shallow), &[text.as_bytes()]).result;
    assert_eq!(result(&nested(2)), Ok(()));
    let error = result(&nested(3)).unwrap_err();
    assert_eq!((error.kind(), error.offset()), (ErrorKind::TooDeep { limit: 2 }, 2));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_json(text in documents::document(false)) {
        prop_assert!(check(text.as_bytes()));
    }

    #[test]
    fn random_json_with_lone_surrogates(text in documents::document(true)) {
        prop_assert!(check(text.as_bytes()));
    }

    #[test]
    fn changed_json(text in documents::mutated()) {
        check(&text);
    }

    #[test]
    fn bytes_with_no_grammar_at_all(text in proptest::collection::vec(any::<u8>(), 0..80)) {
        check(&text);
    }
}
