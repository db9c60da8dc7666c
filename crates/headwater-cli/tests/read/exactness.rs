//! Whether two texts say the same in JSON: each member, each string, each number to its last digit.

use headwater_openai::json::{Token, Tokenizer};
use serde_json::Value;

/// As JSON, whatever the order of members.
#[track_caller]
pub(crate) fn assert_same_json(is: &str, should: &str, what: &str) {
    assert_eq!(numbers(is), numbers(should), "the numbers of {what}");
    let read = |text: &str| serde_json::from_str::<Value>(text);
    match (read(is), read(should)) {
        (Ok(is), Ok(should)) => assert_eq!(is, should, "{what}"),
        // Half a surrogate pair, which that reader refuses: what is left is that both hold it.
        (is, should) => assert_eq!(is.is_err(), should.is_err(), "{what}"),
    }
}

/// All numbers as they are written, in order of their digits.
fn numbers(text: &str) -> Vec<String> {
    let (mut tokenizer, mut rest) = (Tokenizer::new(), text.as_bytes());
    let mut numbers = Vec::new();
    while let Some(token) = tokenizer.next_token(&mut rest).expect("JSON") {
        if let Token::Number(piece) = token {
            if piece.is_first {
                numbers.push(String::new());
            }
            numbers.last_mut().expect("a number").push_str(piece.text);
        }
    }
    numbers.sort();
    numbers
}

#[test]
fn a_difference_is_seen() {
    assert_same_json(r#"{"a":1.0,"b":[null]}"#, r#"{"b":[null],"a":1.0}"#, "order");
    for (is, should) in [
        (r#"{"a":1.0}"#, r#"{"a":1}"#),
        (r#"{"a":12345678901234567890123}"#, r#"{"a":12345678901234567890124}"#),
        (r#"{"a":null}"#, "{}"),
        (r#"{"a":"x"}"#, r#"{"a":"y"}"#),
    ] {
        let differ = std::panic::catch_unwind(|| assert_same_json(is, should, "these"));
        assert!(differ.is_err(), "{is} and {should}");
    }
}
