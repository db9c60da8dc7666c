//! What a function gives back.

use alloc::borrow::Cow;

use crate::object::{object, tagged, text_or_parts};

text_or_parts! {
    /// What a function or a custom tool gave back.
    pub enum FunctionOutput<'a> {
        /// Text.
        Text,
        /// Texts, images and files.
        Parts(InputPart),
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
