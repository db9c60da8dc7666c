//! What a request for a stream asks.

use bytes::Bytes;
use serde_json::{Map, Value};

use crate::Api;
use crate::refusal::Refusal;

/// The parts of a streaming request that choose an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Prompt {
    pub(crate) model: Option<String>,
    /// What the user said last.
    pub(crate) text: String,
    /// The result of a tool call, when that is what came last.
    pub(crate) tool_result: Option<String>,
    /// What the answer's text is to keep to.
    pub(crate) schema: Option<Value>,
    pub(crate) functions: Vec<Function>,
    /// Whether a Chat Completions answer ends with its usage.
    pub(crate) wants_usage: bool,
    /// Whether the response goes on when the client leaves, and can be resumed.
    pub(crate) in_background: bool,
}

/// A function that the model may call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Function {
    pub(crate) name: String,
    /// The schema of its arguments.
    pub(crate) parameters: Value,
}

impl Function {
    /// A tool as either API declares it, if it is a function.
    fn declared(tool: &Value) -> Option<Self> {
        let declared = tool.get("function").unwrap_or(tool);
        let name = declared.get("name")?.as_str().filter(|_| is(tool, "type", "function"))?;
        let parameters = declared.get("parameters").cloned().unwrap_or_default();
        Some(Self { name: name.into(), parameters })
    }
}

impl Prompt {
    pub(crate) fn parse(api: Api, body: &Bytes) -> Result<Self, Refusal> {
        let request: Map<String, Value> =
            serde_json::from_slice(body).map_err(|_| Refusal::NotJson)?;
        if request.get("stream") != Some(&Value::Bool(true)) {
            return Err(Refusal::NotStreaming);
        }
        let model = request.get("model").and_then(Value::as_str).map(str::to_owned);
        let (turns, result_field) = match api {
            Api::Responses => (request.get("input"), "output"),
            Api::ChatCompletions => (request.get("messages"), "content"),
        };
        let (text, tool_result) = match turns {
            Some(Value::String(text)) => (text.clone(), None),
            Some(Value::Array(turns)) => {
                let asked = turns.iter().rev().find(|turn| is(turn, "role", "user"));
                let answered = turns.last().filter(|turn| {
                    is(turn, "type", "function_call_output") || is(turn, "role", "tool")
                });
                (
                    asked.map(|turn| text(turn.get("content"))).unwrap_or_default(),
                    answered.map(|turn| text(turn.get(result_field))),
                )
            }
            _ => (String::new(), None),
        };
        let tools = request.get("tools").and_then(Value::as_array).into_iter().flatten();
        let functions = tools.filter_map(Function::declared).collect();
        let schema = schema(api, &request);
        let options = request.get("stream_options");
        let wants_usage =
            options.and_then(|options| options.get("include_usage")) == Some(&Value::Bool(true));
        let in_background = request.get("background") == Some(&Value::Bool(true));
        Ok(Self { model, text, tool_result, schema, functions, wants_usage, in_background })
    }
}

/// The schema of a request for structured output.
fn schema(api: Api, request: &Map<String, Value>) -> Option<Value> {
    let format = match api {
        Api::Responses => request.get("text")?.get("format")?,
        Api::ChatCompletions => request.get("response_format")?,
    };
    let inner = if api == Api::Responses { format } else { format.get("json_schema")? };
    inner.get("schema").filter(|_| is(format, "type", "json_schema")).cloned()
}

fn is(turn: &Value, field: &str, value: &str) -> bool {
    turn.get(field).and_then(Value::as_str) == Some(value)
}

/// The text of a content field: a string, or parts of which some have text.
fn text(content: Option<&Value>) -> String {
    match content {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(parts)) => {
            let texts = parts.iter().filter_map(|part| part.get("text")?.as_str());
            texts.collect::<Vec<_>>().join("\n")
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::Prompt;
    use crate::Api;
    use crate::refusal::Refusal;

    #[track_caller]
    fn asks(api: Api, body: &str, text: &str, tool_result: Option<&str>) {
        let prompt = Prompt::parse(api, &Bytes::copy_from_slice(body.as_bytes())).unwrap();
        assert_eq!(prompt.text, text);
        assert_eq!(prompt.tool_result.as_deref(), tool_result);
        assert_eq!(prompt.model.as_deref(), Some("m"));
    }

    #[test]
    fn the_last_thing_the_user_said() {
        asks(Api::Responses, r#"{"model":"m","stream":true,"input":"hi"}"#, "hi", None);
        asks(
            Api::Responses,
            r#"{"model":"m","stream":true,"input":[{"role":"user","content":"one"},
                {"role":"assistant","content":"two"},
                {"role":"user","content":[{"type":"input_text","text":"a"},
                {"type":"input_image"},{"type":"input_text","text":"b"}]}]}"#,
            "a\nb",
            None,
        );
        asks(
            Api::ChatCompletions,
            r#"{"model":"m","stream":true,"messages":[{"role":"user","content":"hi"},
                {"role":"assistant","content":"ho"}]}"#,
            "hi",
            None,
        );
        asks(Api::ChatCompletions, r#"{"model":"m","stream":true}"#, "", None);
    }

    #[test]
    fn what_the_answer_is_to_be() {
        let schema = r#"{"type":"object"}"#;
        for (api, body) in [
            (
                Api::Responses,
                format!(
                    r#"{{"stream":true,"text":{{"format":{{"type":"json_schema","name":"n","schema":{schema}}}}},
                    "tools":[{{"type":"web_search"}},{{"type":"function","name":"f","parameters":{schema}}}]}}"#
                ),
            ),
            (
                Api::ChatCompletions,
                format!(
                    r#"{{"stream":true,"response_format":{{"type":"json_schema","json_schema":{{"schema":{schema}}}}},
                    "tools":[{{"type":"custom","custom":{{"name":"c"}}}},
                    {{"type":"function","function":{{"name":"f","parameters":{schema}}}}}]}}"#
                ),
            ),
        ] {
            let prompt = Prompt::parse(api, &Bytes::from(body)).unwrap();
            assert_eq!(prompt.schema, Some(serde_json::from_str(schema).unwrap()));
            assert_eq!(prompt.functions.len(), 1);
            assert_eq!(prompt.functions[0].name, "f");
            assert_eq!(prompt.functions[0].parameters["type"], "object");
        }
        let plain = r#"{"stream":true,"text":{"format":{"type":"text"}},"tools":null}"#;
        let prompt = Prompt::parse(Api::Responses, &Bytes::from(plain)).unwrap();
        assert_eq!((prompt.schema, prompt.functions.len()), (None, 0));
    }

    #[test]
    fn the_result_of_a_tool_only_when_it_is_last() {
        asks(
            Api::Responses,
            r#"{"model":"m","stream":true,"input":[{"role":"user","content":"q"},
                {"type":"function_call_output","call_id":"c","output":"7"}]}"#,
            "q",
            Some("7"),
        );
        asks(
            Api::ChatCompletions,
            r#"{"model":"m","stream":true,"messages":[{"role":"user","content":"q"},
                {"role":"tool","content":[{"type":"text","text":"7"}]}]}"#,
            "q",
            Some("7"),
        );
        asks(
            Api::ChatCompletions,
            r#"{"model":"m","stream":true,"messages":[{"role":"tool","content":"7"},
                {"role":"user","content":"q"}]}"#,
            "q",
            None,
        );
    }

    #[test]
    fn bodies_that_ask_for_no_stream() {
        let parse = |body: &'static str| Prompt::parse(Api::Responses, &Bytes::from(body));
        for body in ["", "{", "[]", "null", "\"stream\"", "{\"stream\":true} x"] {
            assert_eq!(parse(body), Err(Refusal::NotJson), "{body}");
        }
        for body in ["{}", "{\"stream\":false}", "{\"stream\":\"true\"}", "{\"stream\":1}"] {
            assert_eq!(parse(body), Err(Refusal::NotStreaming), "{body}");
        }
    }
}
