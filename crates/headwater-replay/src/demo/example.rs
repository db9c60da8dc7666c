//! A value that keeps to a JSON schema.

use serde_json::{Number, Value};

use crate::json::{Object, array};

/// How deep a value may be, and how many values it may hold: schemas may go round in circles.
const DEPTH: usize = 12;
const VALUES: usize = 300;

const WORDS: [&str; 5] = ["Aare", "a glacier", "Rhine", "gravel and reeds", "川"];

/// A value as a model could have made it up. Of the schema's words those are kept to that say what a
/// value is, not those that limit texts.
pub(super) fn of(schema: &Value) -> String {
    Example { root: schema, values: 0, texts: 0 }.value(schema, 0)
}

struct Example<'s> {
    root: &'s Value,
    values: usize,
    texts: usize,
}

impl Example<'_> {
    fn value(&mut self, schema: &Value, depth: usize) -> String {
        self.values += 1;
        if depth > DEPTH || self.values > VALUES {
            return "null".into();
        }
        if let Some(constant) = schema.get("const") {
            return constant.to_string();
        }
        if let Some(first) = first_of(schema, "enum") {
            return first.to_string();
        }
        if let Some(place) = schema.get("$ref").and_then(Value::as_str) {
            let root = self.root;
            let target = place.strip_prefix('#').and_then(|pointer| root.pointer(pointer));
            return target.map_or_else(|| "null".into(), |target| self.value(target, depth + 1));
        }
        for one_of in ["anyOf", "oneOf", "allOf"] {
            if let Some(first) = first_of(schema, one_of) {
                return self.value(first, depth + 1);
            }
        }
        match kind(schema) {
            "object" => self.object(schema, depth),
            "array" => self.array(schema, depth),
            "integer" => within(schema, 42.0).round().to_string(),
            "number" => Number::from_f64(within(schema, 12.5))
                .map_or_else(|| "0".into(), |it| it.to_string()),
            "boolean" => "true".into(),
            "null" => "null".into(),
            _ => Value::from(self.text(schema)).to_string(),
        }
    }

    /// The required members first, in that order, for the other's is lost when they are read.
    fn object(&mut self, schema: &Value, depth: usize) -> String {
        let mut object = Object::new();
        let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
            return object.end();
        };
        let required = schema.get("required").and_then(Value::as_array);
        let required: Vec<&str> =
            required.into_iter().flatten().filter_map(Value::as_str).collect();
        let others = properties.keys().map(String::as_str).filter(|key| !required.contains(key));
        for key in required.iter().copied().chain(others) {
            if let Some(property) = properties.get(key) {
                let value = self.value(property, depth + 1);
                object = object.json(key, &value);
            }
        }
        object.end()
    }

    fn array(&mut self, schema: &Value, depth: usize) -> String {
        let limit = |name| schema.get(name).and_then(Value::as_u64);
        let items =
            limit("minItems").unwrap_or(2).max(2).min(limit("maxItems").unwrap_or(u64::MAX));
        let anything = Value::Null;
        let item = schema.get("items").unwrap_or(&anything);
        let items: Vec<String> =
            (0..items.min(VALUES as u64)).map(|_| self.value(item, depth + 1)).collect();
        array(&items)
    }

    fn text(&mut self, schema: &Value) -> &'static str {
        match schema.get("format").and_then(Value::as_str) {
            Some("date") => "2026-04-01",
            Some("time") => "06:30:00Z",
            Some("date-time") => "2026-04-01T06:30:00Z",
            Some("email") => "aare@example.org",
            Some("uri") => "https://example.org/aare",
            Some("uuid") => "6f1c1b0e-95a5-4c3f-8f5d-2b7f3f0f9a11",
            _ => {
                let word = WORDS.get(self.texts % WORDS.len()).copied().unwrap_or_default();
                self.texts += 1;
                word
            }
        }
    }
}

fn first_of<'s>(schema: &'s Value, name: &str) -> Option<&'s Value> {
    schema.get(name)?.as_array()?.first()
}

/// The type, of several the first; that of a schema without one is told by what it speaks of.
fn kind(schema: &Value) -> &str {
    let named = schema.get("type");
    let named =
        named.and_then(|kind| kind.as_array().and_then(|kinds| kinds.first()).or(Some(kind)));
    match named.and_then(Value::as_str) {
        Some(kind) => kind,
        None if schema.get("properties").is_some() => "object",
        None if schema.get("items").is_some() => "array",
        None if schema.is_null() => "object",
        None => "string",
    }
}

fn within(schema: &Value, number: f64) -> f64 {
    let limit = |name| schema.get(name).and_then(Value::as_f64);
    let number = limit("maximum").map_or(number, |most| number.min(most));
    limit("minimum").map_or(number, |least| number.max(least))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::of;

    #[track_caller]
    fn gives(schema: &Value, value: &str) {
        assert_eq!(of(schema), value);
    }

    #[test]
    fn of_every_type() {
        gives(&json!({"type": "string"}), "\"Aare\"");
        gives(&json!({"type": ["integer", "null"]}), "42");
        gives(&json!({"type": "integer", "maximum": 7}), "7");
        gives(&json!({"type": "number", "minimum": 20}), "20.0");
        gives(&json!({"enum": ["b", "a"]}), "\"b\"");
        gives(&json!({"const": null}), "null");
        gives(&json!({"type": "boolean"}), "true");
        gives(&json!({"anyOf": [{"type": "null"}, {"type": "string"}]}), "null");
        gives(&json!({"items": {"type": "string"}}), "[\"Aare\",\"a glacier\"]");
        gives(
            &json!({"type": "array", "maxItems": 1, "items": {"format": "date"}}),
            "[\"2026-04-01\"]",
        );
        gives(&json!({"type": "object"}), "{}");
        // A function without parameters.
        gives(&Value::Null, "{}");
    }

    #[test]
    fn of_what_it_refers_to_in_the_order_that_is_required() {
        let schema = json!({
            "type": "object",
            "properties": {"a": {"$ref": "#/$defs/name"}, "z": {"type": "boolean"}, "m": {"type": "null"}},
            "required": ["z", "a"],
            "$defs": {"name": {"type": "string"}},
        });
        gives(&schema, "{\"z\":true,\"a\":\"Aare\",\"m\":null}");
    }

    #[test]
    fn circles_end() {
        let circle = json!({"type": "object", "properties": {"next": {"$ref": "#"}}});
        assert!(of(&circle).len() < 1_000);
        let wide = json!({"type": "array", "minItems": 1_000_000, "items": {"$ref": "#"}});
        let value: Value = serde_json::from_str(&of(&wide)).unwrap();
        assert!(value.is_array());
    }
}
