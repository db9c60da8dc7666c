//! Image generation.

use alloc::borrow::Cow;
use alloc::boxed::Box;

use headwater_json::JsonText;

use crate::object::{object, open_string, text_or_json};
use crate::response::ItemStatus;

object! {
    /// An image that is made.
    pub struct ImageGenerationCall<'a> {
        /// The id of the item.
        optional id: Cow<'a, str> = "id",
        /// How far it has come.
        optional status: ItemStatus<'a> = "status",
        /// The image, in Base64.
        optional result: Cow<'a, str> = "result",
        /// Whether an image is made or changed.
        optional action: ImageAction<'a> = "action",
        /// What stands behind the image.
        optional background: ImageBackground<'a> = "background",
        /// The format of the image.
        optional output_format: ImageFormat<'a> = "output_format",
        /// The quality of the image.
        optional quality: ImageQuality<'a> = "quality",
        /// The size of the image, as in `1024x1024`.
        optional size: Cow<'a, str> = "size",
        /// What the image shows, in the words of the model.
        optional revised_prompt: Cow<'a, str> = "revised_prompt",
        /// The same from other servers. Not published.
        optional prompt: Cow<'a, str> = "prompt",
        /// What it cost, where the image is SVG.
        optional svg_usage: Box<SvgUsage<'a>> = "svg_usage",
        /// Why there is no image.
        optional error: Box<ImageGenerationError<'a>> = "error",
    }
}

object! {
    /// Why there is no image.
    pub struct ImageGenerationError<'a> {
        /// Which sort of error it is.
        optional kind: Cow<'a, str> = "type",
        /// What went wrong; of a code that is not a string, its JSON.
        optional code: Cow<'a, str> = "code" by text_or_json,
        /// The same in words.
        optional message: Cow<'a, str> = "message" by text_or_json,
        /// The parameter of the request that it is about.
        optional param: Cow<'a, str> = "param",
        /// What moderation found.
        optional moderation_details: JsonText<'a> = "moderation_details",
    }
}

object! {
    /// The tokens that an SVG image cost.
    pub struct SvgUsage<'a> {
        /// The model that made it.
        optional model: Cow<'a, str> = "model",
        /// The tokens of the request.
        optional input_tokens: u64 = "input_tokens",
        /// The tokens of the image, reasoning included.
        optional output_tokens: u64 = "output_tokens",
        /// The tokens of the reasoning.
        optional reasoning_tokens: u64 = "reasoning_tokens",
        /// All of them.
        optional total_tokens: u64 = "total_tokens",
    }
}

open_string! {
    /// Whether an image is made or changed.
    pub enum ImageAction<'a> {
        /// A new one is made.
        Generate = "generate",
        /// One that is there is changed.
        Edit = "edit",
        /// The model chooses.
        Auto = "auto",
    }
}

open_string! {
    /// What stands behind an image.
    pub enum ImageBackground<'a> {
        /// Nothing.
        Transparent = "transparent",
        /// Something.
        Opaque = "opaque",
        /// The model chooses.
        Auto = "auto",
    }
}

open_string! {
    /// The format of an image.
    pub enum ImageFormat<'a> {
        /// PNG.
        Png = "png",
        /// WebP.
        Webp = "webp",
        /// JPEG.
        Jpeg = "jpeg",
        /// GIF.
        Gif = "gif",
        /// SVG.
        Svg = "svg",
    }
}

open_string! {
    /// The quality of an image.
    pub enum ImageQuality<'a> {
        /// Low.
        Low = "low",
        /// Medium.
        Medium = "medium",
        /// High.
        High = "high",
        /// Higher.
        Xhigh = "xhigh",
        /// As high as can be.
        Max = "max",
        /// The model chooses.
        Auto = "auto",
    }
}
