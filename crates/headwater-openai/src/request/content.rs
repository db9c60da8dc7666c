//! What messages and results hold.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use headwater_json::JsonText;

use super::write;
use crate::api::Api;

/// A text, or several parts.
#[derive(Clone, PartialEq, Eq)]
pub struct Content(Kind);

#[derive(Clone, PartialEq, Eq)]
enum Kind {
    Text(String),
    Parts(Vec<ContentPart>),
}

impl Content {
    pub(super) fn is_empty(&self) -> bool {
        match &self.0 {
            Kind::Text(text) => text.is_empty(),
            Kind::Parts(parts) => parts.is_empty(),
        }
    }

    /// What `role` says with it.
    pub(super) fn to_json(&self, api: Api, role: &str) -> String {
        match &self.0 {
            Kind::Text(text) => write::text(text),
            Kind::Parts(parts) => write::list(parts.iter().map(|part| part.to_json(api, role))),
        }
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        String::from(text).into()
    }
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        Self(Kind::Text(text))
    }
}

impl From<ContentPart> for Content {
    fn from(part: ContentPart) -> Self {
        [part].into()
    }
}

impl<const N: usize> From<[ContentPart; N]> for Content {
    fn from(parts: [ContentPart; N]) -> Self {
        Vec::from(parts).into()
    }
}

impl From<Vec<ContentPart>> for Content {
    fn from(parts: Vec<ContentPart>) -> Self {
        Self(Kind::Parts(parts))
    }
}

/// Shows sizes, not what is said.
impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Text(text) => f.debug_struct("Text").field("len", &text.len()).finish(),
            Kind::Parts(parts) => f.debug_tuple("Parts").field(parts).finish(),
        }
    }
}

/// A part of a message: text, an image, a file.
#[derive(Clone, PartialEq, Eq)]
pub struct ContentPart(Part);

#[derive(Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Image { url: String, detail: Option<String> },
    File { name: String, data: String },
    FileId(String),
    Audio { data: String, format: String },
    Raw(String),
}

impl ContentPart {
    /// Text.
    pub fn text(text: impl Into<String>) -> Self {
        Self(Part::Text(text.into()))
    }

    /// An image: its URL, or all of it as a `data:` URL.
    pub fn image_url(url: impl Into<String>) -> Self {
        Self(Part::Image { url: url.into(), detail: None })
    }

    /// An image, and how closely to look at it: `low`, `high`, `auto`, or what else the model knows.
    pub fn image_url_in_detail(url: impl Into<String>, detail: impl Into<String>) -> Self {
        Self(Part::Image { url: url.into(), detail: Some(detail.into()) })
    }

    /// A file: its name, and all of it as a `data:` URL.
    pub fn file(name: impl Into<String>, data_url: impl Into<String>) -> Self {
        Self(Part::File { name: name.into(), data: data_url.into() })
    }

    /// A file that was uploaded before.
    pub fn file_id(id: impl Into<String>) -> Self {
        Self(Part::FileId(id.into()))
    }

    /// Sound: base64, and its format, such as `wav` or `mp3`.
    pub fn audio(base64: impl Into<String>, format: impl Into<String>) -> Self {
        Self(Part::Audio { data: base64.into(), format: format.into() })
    }

    /// Any other part, as the API of the request writes it.
    pub fn raw<'j>(part: impl Into<JsonText<'j>>) -> Self {
        Self(Part::Raw(part.into().as_json().into()))
    }

    fn to_json(&self, api: Api, role: &str) -> String {
        let is_chat = api == Api::ChatCompletions;
        match &self.0 {
            Part::Text(text) if is_chat => flat("text", &[("text", Some(text))]),
            Part::Text(text) if role == "assistant" => flat("output_text", &[("text", Some(text))]),
            Part::Text(text) => flat("input_text", &[("text", Some(text))]),
            Part::Image { url, detail } if is_chat => {
                nested("image_url", &[("url", Some(url)), ("detail", detail.as_deref())])
            }
            Part::Image { url, detail } => {
                flat("input_image", &[("image_url", Some(url)), ("detail", detail.as_deref())])
            }
            Part::File { name, data } => {
                in_file(is_chat, &[("filename", Some(name)), ("file_data", Some(data))])
            }
            Part::FileId(id) => in_file(is_chat, &[("file_id", Some(id))]),
            Part::Audio { data, format } => {
                nested("input_audio", &[("data", Some(data)), ("format", Some(format))])
            }
            Part::Raw(json) => json.clone(),
        }
    }

    /// Its kind, and the size of what it holds.
    fn shown(&self) -> (&'static str, usize) {
        match &self.0 {
            Part::Text(text) => ("Text", text.len()),
            Part::Image { url, .. } => ("Image", url.len()),
            Part::File { data, .. } => ("File", data.len()),
            Part::FileId(id) => ("FileId", id.len()),
            Part::Audio { data, .. } => ("Audio", data.len()),
            Part::Raw(json) => ("Raw", json.len()),
        }
    }
}

fn in_file(is_chat: bool, fields: &[(&str, Option<&str>)]) -> String {
    if is_chat { nested("file", fields) } else { flat("input_file", fields) }
}

fn flat(kind: &str, fields: &[(&str, Option<&str>)]) -> String {
    write::object(|object| {
        object.member("type", &kind);
        write::texts(object, fields);
    })
}

/// With the fields in a member that is called as the part.
fn nested(kind: &str, fields: &[(&str, Option<&str>)]) -> String {
    let inner = write::object(|object| write::texts(object, fields));
    write::object(|object| {
        object.member("type", &kind);
        object.raw(kind, &inner);
    })
}

/// Shows kinds and sizes, not what is said.
impl fmt::Debug for ContentPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, len) = self.shown();
        f.debug_struct(kind).field("len", &len).finish_non_exhaustive()
    }
}
