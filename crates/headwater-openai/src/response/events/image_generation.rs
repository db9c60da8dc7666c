//! Image generation.

use alloc::borrow::Cow;

use super::events;
use crate::response::items::{ImageBackground, ImageFormat, ImageQuality};

events! {
    /// A call began.
    pub struct ImageGenerationCallInProgress<'a> in item {}

    /// The image is being made.
    pub struct ImageGenerationCallGenerating<'a> in item {}

    /// The image as it is so far.
    pub struct ImageGenerationCallPartialImage<'a> in item {
        /// The image, in Base64: more than a megabyte perhaps.
        optional partial_image_b64: Cow<'a, str> = "partial_image_b64",
        /// How many such images came before.
        optional partial_image_index: u64 = "partial_image_index",
        /// What stands behind the image.
        optional background: ImageBackground<'a> = "background",
        /// The format of the image.
        optional output_format: ImageFormat<'a> = "output_format",
        /// The quality of the image.
        optional quality: ImageQuality<'a> = "quality",
        /// The size of the image, as in `1024x1024`.
        optional size: Cow<'a, str> = "size",
    }

    /// The image is whole.
    pub struct ImageGenerationCallCompleted<'a> in item {}
}
