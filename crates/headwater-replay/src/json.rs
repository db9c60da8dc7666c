//! JSON objects with their fields in the order given.

use core::fmt::Write;

use serde_json::Value;

/// Writes one JSON object. OpenAI's streams put `type` or `id` first; `serde_json`'s own map
/// sorts, and its feature that keeps the order would be switched on for the whole program.
#[derive(Debug, Clone)]
pub(crate) struct Object(String);

impl Object {
    pub(crate) fn new() -> Self {
        Self(String::from("{"))
    }

    /// A field whose value is JSON already.
    pub(crate) fn json(mut self, key: &str, value: &str) -> Self {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        self.0.push_str(&quoted(key));
        self.0.push(':');
        self.0.push_str(value);
        self
    }

    pub(crate) fn text(self, key: &str, value: &str) -> Self {
        let value = quoted(value);
        self.json(key, &value)
    }

    pub(crate) fn number(self, key: &str, value: u64) -> Self {
        let mut digits = String::new();
        // Writing to a string cannot fail.
        let _ = write!(digits, "{value}");
        self.json(key, &digits)
    }

    pub(crate) fn null(self, key: &str) -> Self {
        self.json(key, "null")
    }

    pub(crate) fn object(self, key: &str, value: Self) -> Self {
        self.json(key, &value.end())
    }

    pub(crate) fn end(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

/// A JSON array of values that are JSON already.
pub(crate) fn array(values: &[String]) -> String {
    format!("[{}]", values.join(","))
}

/// A JSON string; non-ASCII characters stay as they are.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::{Object, array};

    #[test]
    fn keeps_the_order_and_escapes() {
        let inner = Object::new().null("z").number("a", 7);
        let object = Object::new().text("t\"", "\n\u{1}é").object("o", inner);
        let object = object.json("l", &array(&["1".into(), "{}".into()])).end();
        assert_eq!(object, "{\"t\\\"\":\"\\n\\u0001é\",\"o\":{\"z\":null,\"a\":7},\"l\":[1,{}]}");
        assert_eq!(Object::new().end(), "{}");
    }
}
