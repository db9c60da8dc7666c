//! The tools that `--tool` declares.

use std::path::PathBuf;

use headwater_openai::{
    json::RawJson,
    request::{CustomTool, FunctionTool, Tool},
};

use super::JsonFile;
use crate::exit::Stop;

/// Reads the tools of these files, each of which holds one or a list of them, written as either API
/// does; a function may be bare.
pub(super) fn read(files: &[PathBuf]) -> Result<Vec<Tool>, Stop> {
    let mut tools = Vec::new();
    for path in files {
        let file = JsonFile::read(path)?;
        let json = file.json()?;
        let list = json.get("tools").unwrap_or(json);
        match list.elements() {
            Some(elements) => {
                for element in elements {
                    tools.push(tool(&file, element)?);
                }
            }
            None => tools.push(tool(&file, list)?),
        }
    }
    Ok(tools)
}

fn tool(file: &JsonFile, json: RawJson<'_>) -> Result<Tool, Stop> {
    let kind = json.get("type").and_then(|kind| kind.as_str());
    // Chat Completions has what is said of a tool in a member of its own.
    let inner = kind.as_deref().and_then(|kind| json.get(kind)).unwrap_or(json);
    let name = inner.get("name").and_then(|name| name.as_str());
    match (kind.as_deref(), name) {
        (None | Some("function"), Some(name)) => Ok(function(&name, inner).into()),
        (Some("custom"), Some(name)) => Ok(custom(&name, inner).into()),
        (None | Some("function" | "custom"), None) => {
            Err(file.wrong("a tool needs a name, as in {\"name\":…,\"parameters\":{…}}"))
        }
        // One of the server's own.
        (Some(_), _) => Ok(Tool::raw(json)),
    }
}

fn function(name: &str, json: RawJson<'_>) -> FunctionTool {
    let mut tool = Tool::function(name);
    if let Some(description) = json.get("description").and_then(|text| text.as_str()) {
        tool = tool.description(description);
    }
    if let Some(parameters) = json.get("parameters").filter(|schema| !schema.is_null()) {
        tool = tool.parameters(parameters);
    }
    match json.get("strict").and_then(|strict| strict.as_bool()) {
        Some(strict) => tool.strict(strict),
        None => tool,
    }
}

fn custom(name: &str, json: RawJson<'_>) -> CustomTool {
    let mut tool = Tool::custom(name);
    if let Some(description) = json.get("description").and_then(|text| text.as_str()) {
        tool = tool.description(description);
    }
    let Some(format) = json.get("format") else { return tool };
    let grammar = format.get("grammar").unwrap_or(format);
    let text = |name| grammar.get(name).and_then(|text| text.as_str());
    match (text("syntax"), text("definition")) {
        (Some(syntax), Some(definition)) => tool.grammar(syntax, definition),
        _ => tool,
    }
}
