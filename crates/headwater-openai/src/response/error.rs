//! Why a response failed.

use alloc::borrow::Cow;

use headwater_json::{JsonText, Value};

use crate::object::{Misread, Read, object, open_string, text_or_json};

open_string! {
    /// What went wrong.
    pub enum ErrorCode<'a> {
        /// The server failed.
        ServerError = "server_error",
        /// There were too many requests, or too many tokens in them.
        RateLimitExceeded = "rate_limit_exceeded",
        /// The prompt was not accepted.
        InvalidPrompt = "invalid_prompt",
        /// The data is not kept where it has to be.
        DataResidencyMismatch = "data_residency_mismatch",
        /// It is against the policy on biology.
        BioPolicy = "bio_policy",
        /// It is against the policy on misalignment.
        MisalignmentPolicyViolation = "misalignment_policy_violation",
        /// The vector store did not answer in time.
        VectorStoreTimeout = "vector_store_timeout",
        /// An image cannot be used.
        InvalidImage = "invalid_image",
        /// An image is of another format.
        InvalidImageFormat = "invalid_image_format",
        /// An image is not Base64.
        InvalidBase64Image = "invalid_base64_image",
        /// The URL of an image is none.
        InvalidImageUrl = "invalid_image_url",
        /// An image has too many pixels.
        ImageTooLarge = "image_too_large",
        /// An image has too few pixels.
        ImageTooSmall = "image_too_small",
        /// An image cannot be read.
        ImageParseError = "image_parse_error",
        /// An image is against the policy on content.
        ImageContentPolicyViolation = "image_content_policy_violation",
        /// An image has another colour mode.
        InvalidImageMode = "invalid_image_mode",
        /// The file of an image is too large.
        ImageFileTooLarge = "image_file_too_large",
        /// The media type of an image is not supported.
        UnsupportedImageMediaType = "unsupported_image_media_type",
        /// The file of an image is empty.
        EmptyImageFile = "empty_image_file",
        /// An image could not be fetched.
        FailedToDownloadImage = "failed_to_download_image",
        /// The file of an image is not there.
        ImageFileNotFound = "image_file_not_found",
        /// The account has no credit left. Not published.
        InsufficientQuota = "insufficient_quota",
        /// The request is longer than what the model can read. Not published.
        ContextLengthExceeded = "context_length_exceeded",
        /// The plan of the account does not include this. Not published.
        UsageNotIncluded = "usage_not_included",
        /// There are too many requests of all. Not published.
        ServerIsOverloaded = "server_is_overloaded",
        /// The requests come too fast. Not published.
        SlowDown = "slow_down",
        /// It is against the policy on security. Not published.
        CyberPolicy = "cyber_policy",
    }
}

/// Reads a code, which some servers write as a number.
pub(super) fn error_code<'a>(value: Value<'_, 'a>) -> Result<Read<'a, ErrorCode<'a>>, Misread> {
    Ok(match text_or_json(value)? {
        Read::Exactly(code) => Read::Exactly(code.into()),
        Read::Loosely(code, raw) => Read::Loosely(code.into(), raw),
        Read::Other(raw) => Read::Other(raw),
    })
}

object! {
    /// Why a response failed.
    pub struct ResponseError<'a> {
        /// What went wrong; of a code that is not a string, its JSON.
        optional code: ErrorCode<'a> = "code" by error_code,
        /// The same in words; of a message that is not a string, its JSON.
        optional message: Cow<'a, str> = "message" by text_or_json,
        /// The parameter of the request that it is about.
        optional param: Cow<'a, str> = "param",
        /// Which sort of error it is.
        optional kind: Cow<'a, str> = "type",
        /// What was found misaligned.
        optional misalignment: JsonText<'a> = "misalignment",
    }
}
