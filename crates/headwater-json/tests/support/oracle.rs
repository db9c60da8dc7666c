//! The value so far of a text that is still growing, found the slow and obvious way.

use serde::Deserialize;
use serde_json::Value;

/// The value so far by brute force: the longest beginning of the prefix that is JSON once its
/// string and its containers are closed.
pub(crate) fn expected(prefix: &[u8]) -> Option<Value> {
    (0..=prefix.len()).rev().find_map(|len| {
        let mut text = prefix[..len].to_vec();
        text.extend(closing(&text));
        read(&text)
    })
}

fn closing(text: &[u8]) -> Vec<u8> {
    let (mut closing, mut is_in_string, mut is_escaped) = (Vec::new(), false, false);
    for &byte in text {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_in_string => is_escaped = true,
            b'"' => is_in_string = !is_in_string,
            b'{' if !is_in_string => closing.push(b'}'),
            b'[' if !is_in_string => closing.push(b']'),
            b'}' | b']' if !is_in_string => drop(closing.pop()),
            _ => {}
        }
    }
    if is_in_string {
        closing.push(b'"');
    }
    closing.reverse();
    closing
}

/// However deep it is nested.
pub(crate) fn read(text: &[u8]) -> Option<Value> {
    let mut reader = serde_json::Deserializer::from_slice(text);
    reader.disable_recursion_limit();
    let value = Value::deserialize(&mut reader).ok()?;
    reader.end().ok().map(|()| value)
}
