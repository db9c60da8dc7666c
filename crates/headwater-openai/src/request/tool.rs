//! Tools that are offered to a model.

use alloc::string::String;
use core::fmt;

use headwater_json::JsonText;

use super::write;
use crate::api::Api;
use crate::object::ObjectWriter;

/// The parameters of a function that takes none. Not all servers can do without.
const NO_PARAMETERS: &str =
    r#"{"type":"object","properties":{},"required":[],"additionalProperties":false}"#;

/// A tool: a function, a custom tool, or one of the server's own.
///
/// ```
/// use headwater_openai::json::JsonText;
/// use headwater_openai::Request;
/// use headwater_openai::request::Tool;
///
/// let request = Request::responses("m")
///     .tool(Tool::function("now").description("The time"))
///     .tool(Tool::custom("sql").grammar("regex", "SELECT .+"))
///     .tool(Tool::built_in("web_search"));
/// # assert!(request.body().contains(r#"{"type":"web_search"}"#));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Tool(Kind);

#[derive(Clone, PartialEq, Eq)]
enum Kind {
    Function(FunctionTool),
    Custom(CustomTool),
    Raw(String),
}

impl Tool {
    /// A function, called with JSON.
    pub fn function(name: impl Into<String>) -> FunctionTool {
        FunctionTool { name: name.into(), description: None, parameters: None, strict: None }
    }

    /// A tool that is called with any text.
    pub fn custom(name: impl Into<String>) -> CustomTool {
        CustomTool { name: name.into(), description: None, grammar: None }
    }

    /// A tool that the server runs and that needs no more than its name, such as `web_search`.
    pub fn built_in(kind: impl AsRef<str>) -> Self {
        Self(Kind::Raw(write::object(|object| object.member("type", &kind.as_ref()))))
    }

    /// Any other tool, as the API of the request writes it.
    pub fn raw<'j>(tool: impl Into<JsonText<'j>>) -> Self {
        Self(Kind::Raw(tool.into().as_json().into()))
    }

    pub(super) fn to_json(&self, api: Api) -> String {
        match &self.0 {
            Kind::Function(tool) => of_kind(api, "function", |object| tool.write(object)),
            Kind::Custom(tool) => of_kind(api, "custom", |object| tool.write(api, object)),
            Kind::Raw(json) => json.clone(),
        }
    }
}

/// Flat in the Responses API, in a member that is called as the kind in Chat Completions.
pub(super) fn of_kind(api: Api, kind: &str, members: impl FnOnce(&mut ObjectWriter<'_>)) -> String {
    write::object(|object| {
        object.member("type", &kind);
        match api {
            Api::Responses => members(object),
            Api::ChatCompletions => object.raw(kind, &write::object(members)),
        }
    })
}

/// A function that the model may call; made by [`Tool::function`].
#[derive(Clone, PartialEq, Eq)]
pub struct FunctionTool {
    name: String,
    description: Option<String>,
    parameters: Option<String>,
    strict: Option<bool>,
}

impl FunctionTool {
    /// What it does, and when to call it.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// The JSON schema of its arguments. Without it the function takes none.
    #[must_use]
    pub fn parameters<'j>(mut self, schema: impl Into<JsonText<'j>>) -> Self {
        self.parameters = Some(schema.into().as_json().into());
        self
    }

    /// Whether the arguments keep to the schema without fail. Where this is not said, OpenAI takes
    /// it for true in the Responses API and for false in Chat Completions.
    #[must_use]
    pub const fn strict(mut self, strict: bool) -> Self {
        self.strict = Some(strict);
        self
    }

    fn write(&self, object: &mut ObjectWriter<'_>) {
        let description = self.description.as_deref();
        write::texts(object, &[("name", Some(&self.name)), ("description", description)]);
        object.raw("parameters", self.parameters.as_deref().unwrap_or(NO_PARAMETERS));
        if let Some(strict) = self.strict {
            object.member("strict", &strict);
        }
    }
}

/// A tool that is called with any text; made by [`Tool::custom`].
#[derive(Clone, PartialEq, Eq)]
pub struct CustomTool {
    name: String,
    description: Option<String>,
    grammar: Option<(String, String)>,
}

impl CustomTool {
    /// What it does, and when to call it.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// The grammar that the text keeps to; its syntax is `lark` or `regex`.
    #[must_use]
    pub fn grammar(mut self, syntax: impl Into<String>, definition: impl Into<String>) -> Self {
        self.grammar = Some((syntax.into(), definition.into()));
        self
    }

    fn write(&self, api: Api, object: &mut ObjectWriter<'_>) {
        let description = self.description.as_deref();
        write::texts(object, &[("name", Some(&self.name)), ("description", description)]);
        let Some((syntax, definition)) = &self.grammar else { return };
        let format = of_kind(api, "grammar", |object| {
            write::texts(object, &[("syntax", Some(syntax)), ("definition", Some(definition))]);
        });
        object.raw("format", &format);
    }
}

impl From<FunctionTool> for Tool {
    fn from(tool: FunctionTool) -> Self {
        Self(Kind::Function(tool))
    }
}

impl From<CustomTool> for Tool {
    fn from(tool: CustomTool) -> Self {
        Self(Kind::Custom(tool))
    }
}

/// Goes to the server as it is.
impl From<JsonText<'_>> for Tool {
    fn from(tool: JsonText<'_>) -> Self {
        Self::raw(tool)
    }
}

/// Shows kinds and sizes: what tools do may be secret.
impl fmt::Debug for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Function(tool) => tool.fmt(f),
            Kind::Custom(tool) => tool.fmt(f),
            Kind::Raw(json) => {
                f.debug_struct("Tool").field("len", &json.len()).finish_non_exhaustive()
            }
        }
    }
}

/// Shows sizes: what tools do may be secret.
impl fmt::Debug for FunctionTool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FunctionTool")
            .field("name_len", &self.name.len())
            .field("parameters_len", &self.parameters.as_ref().map(String::len))
            .field("strict", &self.strict)
            .finish_non_exhaustive()
    }
}

/// Shows sizes: what tools do may be secret.
impl fmt::Debug for CustomTool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CustomTool")
            .field("name_len", &self.name.len())
            .field("has_grammar", &self.grammar.is_some())
            .finish_non_exhaustive()
    }
}
