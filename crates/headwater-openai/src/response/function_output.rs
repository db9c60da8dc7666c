//! What a function gives back.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use headwater_json::{JsonText, Kind, Value};

use crate::object::{FromJson, IntoOwned, Misread, Read, ToJson, object, tagged};

/// What a function or a custom tool gave back.
#[non_exhaustive]
#[derive(Clone, PartialEq)]
pub enum FunctionOutput<'a> {
    /// Text.
    Text(Cow<'a, str>),
    /// Texts, images and files.
    Parts(Vec<InputPart<'a>>),
    /// Something else, as it came.
    Other(JsonText<'a>),
}

impl<'a> FromJson<'a> for FunctionOutput<'a> {
    fn from_json(value: Value<'_, 'a>) -> Result<Read<'a, Self>, Misread> {
        Ok(match value.kind() {
            Kind::String => either(Cow::from_json(value)?, Self::Text),
            Kind::Array => either(Vec::from_json(value)?, Self::Parts),
            _ => Read::Exactly(Self::Other(value.raw()?.into())),
        })
    }
}

fn either<'a, T>(
    read: Read<'a, T>,
    shape: impl FnOnce(T) -> FunctionOutput<'a>,
) -> Read<'a, FunctionOutput<'a>> {
    match read {
        Read::Exactly(read) => Read::Exactly(shape(read)),
        Read::Loosely(read, raw) => Read::Loosely(shape(read), raw),
        Read::Other(raw) => Read::Exactly(FunctionOutput::Other(raw.into())),
    }
}

impl ToJson for FunctionOutput<'_> {
    fn write_json(&self, out: &mut String) {
        match self {
            Self::Text(text) => text.write_json(out),
            Self::Parts(parts) => parts.write_json(out),
            Self::Other(raw) => raw.write_json(out),
        }
    }
}

impl IntoOwned for FunctionOutput<'_> {
    type Owned = FunctionOutput<'static>;

    fn into_owned(self) -> FunctionOutput<'static> {
        match self {
            Self::Text(text) => FunctionOutput::Text(Cow::Owned(text.into_owned())),
            Self::Parts(parts) => FunctionOutput::Parts(IntoOwned::into_owned(parts)),
            Self::Other(raw) => FunctionOutput::Other(raw.into_owned()),
        }
    }
}

/// Shows the shape and the size, not the content.
impl fmt::Debug for FunctionOutput<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.debug_struct("Text").field("len", &text.len()).finish(),
            Self::Parts(parts) => f.debug_tuple("Parts").field(parts).finish(),
            Self::Other(raw) => f.debug_tuple("Other").field(raw).finish(),
        }
    }
}

tagged! {
    /// A part of what is given to the model.
    pub enum InputPart<'a> {
        /// Text.
        Text(InputText<'a>) = "input_text",
        /// An image.
        Image(InputImage<'a>) = "input_image",
        /// A file.
        File(InputFile<'a>) = "input_file",
    }
}

object! {
    /// Text for the model.
    pub struct InputText<'a> {
        /// The text.
        optional text: Cow<'a, str> = "text",
    }
}

object! {
    /// An image for the model.
    pub struct InputImage<'a> {
        /// Where the image is, or itself as a `data:` URL.
        optional image_url: Cow<'a, str> = "image_url",
        /// The id of the file that is the image.
        optional file_id: Cow<'a, str> = "file_id",
        /// How closely the model is to look: `low`, `high`, `auto` or `original`.
        optional detail: Cow<'a, str> = "detail",
    }
}

object! {
    /// A file for the model.
    pub struct InputFile<'a> {
        /// The id of the file.
        optional file_id: Cow<'a, str> = "file_id",
        /// Where the file is.
        optional file_url: Cow<'a, str> = "file_url",
        /// The file itself, in Base64.
        optional file_data: Cow<'a, str> = "file_data",
        /// The name of the file.
        optional filename: Cow<'a, str> = "filename",
        /// How closely the model is to look: `low`, `high` or `auto`.
        optional detail: Cow<'a, str> = "detail",
    }
}
