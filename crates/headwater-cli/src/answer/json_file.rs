//! JSON in a file that the command line names.

use std::{fs, path::Path};

use headwater_openai::{
    json::{Kind, RawJson},
    request::{JsonSchema, ResponseFormat},
};

use crate::exit::Stop;

/// The text of a file that holds JSON, and the name by which errors call it.
pub(crate) struct JsonFile {
    text: String,
    name: String,
    stem: String,
}

impl JsonFile {
    pub(crate) fn read(path: &Path) -> Result<Self, Stop> {
        let name = path.display().to_string();
        let text = fs::read_to_string(path)
            .map_err(|error| Stop::usage(format_args!("cannot read {name}: {error}")))?;
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let file = Self { text, name, stem };
        file.json()?;
        Ok(file)
    }

    pub(super) fn json(&self) -> Result<RawJson<'_>, Stop> {
        RawJson::parse(self.text.trim_start_matches('\u{feff}'))
            .map_err(|error| self.wrong(format_args!("it is no JSON: {error}")))
    }

    pub(super) fn wrong(&self, why: impl core::fmt::Display) -> Stop {
        Stop::usage(format_args!("{}: {why}", self.name))
    }

    /// The schema that it holds: bare, or with its name as the APIs write it.
    ///
    /// A bare one is named after its file, and is to be kept to without fail.
    pub(crate) fn schema(&self) -> Result<JsonSchema, Stop> {
        let json = self.json()?;
        // As the Responses API and as Chat Completions write it.
        let json = json.get("json_schema").unwrap_or(json);
        if json.kind() != Kind::Object {
            return Err(self.wrong("a JSON schema is an object"));
        }
        let name = json.get("name").and_then(|name| name.as_str());
        let (Some(name), Some(schema)) = (name, json.get("schema")) else {
            return Ok(ResponseFormat::json_schema(name_of_schema(&self.stem), json).strict(true));
        };
        let mut format = ResponseFormat::json_schema(name, schema);
        if let Some(description) = json.get("description").and_then(|text| text.as_str()) {
            format = format.description(description);
        }
        Ok(match json.get("strict").and_then(|strict| strict.as_bool()) {
            Some(strict) => format.strict(strict),
            None => format,
        })
    }
}

/// The name of a file as one that the APIs take.
fn name_of_schema(stem: &str) -> String {
    let stem = stem.strip_suffix(".schema").unwrap_or(stem);
    let taken = |character: char| {
        if character.is_ascii_alphanumeric() || character == '-' { character } else { '_' }
    };
    let name: String = stem.chars().map(taken).take(64).collect();
    if name.is_empty() { "answer".into() } else { name }
}

#[cfg(test)]
mod tests {
    use super::name_of_schema;

    #[test]
    fn schemas_are_named_after_their_files() {
        assert_eq!(name_of_schema("river"), "river");
        assert_eq!(name_of_schema("river.schema"), "river");
        assert_eq!(name_of_schema("Flüsse & Seen"), "Fl_sse___Seen");
        assert_eq!(name_of_schema(""), "answer");
        assert_eq!(name_of_schema(&"x".repeat(100)).len(), 64);
    }
}
