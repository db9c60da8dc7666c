//! The form of an answer.

use alloc::string::String;
use core::fmt;

use headwater_json::JsonText;

use super::write;
use crate::api::Api;

/// The form of an answer: text, JSON, or JSON that keeps to a schema.
///
/// ```
/// use headwater_openai::json::JsonText;
/// use headwater_openai::Request;
/// use headwater_openai::request::ResponseFormat;
///
/// let schema = JsonText::parse(r#"{"type":"object"}"#)?;
/// let request = Request::responses("m")
///     .response_format(ResponseFormat::json_schema("answer", schema).strict(true));
/// assert!(request.body().contains(
///     r#""text":{"format":{"type":"json_schema","name":"answer","schema":{"type":"object"},"strict":true}}"#
/// ));
/// # Ok::<(), headwater_json::JsonError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct ResponseFormat(Kind);

#[derive(Clone, PartialEq, Eq)]
enum Kind {
    Plain(&'static str),
    Schema(JsonSchema),
    Raw(String),
}

impl ResponseFormat {
    /// Text, as if nothing were said.
    pub const TEXT: Self = Self(Kind::Plain("text"));
    /// Some JSON object. OpenAI wants the word JSON in a message then.
    pub const JSON_OBJECT: Self = Self(Kind::Plain("json_object"));

    /// JSON that keeps to a schema. Its name is of letters, digits, `_` and `-`.
    pub fn json_schema<'j>(name: impl Into<String>, schema: impl Into<JsonText<'j>>) -> JsonSchema {
        let schema = schema.into().as_json().into();
        JsonSchema { name: name.into(), description: None, schema, strict: None }
    }

    /// Any other form, as the API of the request writes it.
    pub fn raw<'j>(format: impl Into<JsonText<'j>>) -> Self {
        Self(Kind::Raw(format.into().as_json().into()))
    }

    pub(super) fn to_json(&self, api: Api) -> String {
        match &self.0 {
            Kind::Plain(kind) => write::object(|object| object.member("type", kind)),
            Kind::Schema(schema) => schema.to_json(api),
            Kind::Raw(json) => json.clone(),
        }
    }
}

/// JSON that keeps to a schema; made by [`ResponseFormat::json_schema`].
#[derive(Clone, PartialEq, Eq)]
pub struct JsonSchema {
    name: String,
    description: Option<String>,
    schema: String,
    strict: Option<bool>,
}

impl JsonSchema {
    /// What it is for.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Whether the answer keeps to the schema without fail. OpenAI then takes only a part of what
    /// JSON Schema can say.
    #[must_use]
    pub const fn strict(mut self, strict: bool) -> Self {
        self.strict = Some(strict);
        self
    }

    fn to_json(&self, api: Api) -> String {
        super::tool::of_kind(api, "json_schema", |object| {
            let description = self.description.as_deref();
            write::texts(object, &[("name", Some(&self.name)), ("description", description)]);
            object.raw("schema", &self.schema);
            if let Some(strict) = self.strict {
                object.member("strict", &strict);
            }
        })
    }
}

impl From<JsonSchema> for ResponseFormat {
    fn from(schema: JsonSchema) -> Self {
        Self(Kind::Schema(schema))
    }
}

/// Shows the kind, not the schema.
impl fmt::Debug for ResponseFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Plain(kind) => f.debug_tuple("ResponseFormat").field(kind).finish(),
            Kind::Schema(schema) => schema.fmt(f),
            Kind::Raw(json) => {
                f.debug_struct("ResponseFormat").field("len", &json.len()).finish_non_exhaustive()
            }
        }
    }
}

/// Shows sizes, not the schema.
impl fmt::Debug for JsonSchema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonSchema")
            .field("name_len", &self.name.len())
            .field("schema_len", &self.schema.len())
            .field("strict", &self.strict)
            .finish_non_exhaustive()
    }
}
