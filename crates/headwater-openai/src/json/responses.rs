//! The events of a Responses stream.

use alloc::borrow::Cow;

use serde::Deserialize;

use super::{List, Raw, UsageFields, lenient};

/// The fields of all event types together: which of them are there depends on `kind`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Event<'a> {
    #[serde(borrow, rename = "type", deserialize_with = "lenient::text")]
    pub(crate) kind: Option<Cow<'a, str>>,
    #[serde(deserialize_with = "lenient::count")]
    pub(crate) sequence_number: Option<u64>,
    #[serde(deserialize_with = "lenient::count")]
    pub(crate) output_index: Option<u64>,
    #[serde(deserialize_with = "lenient::count")]
    pub(crate) content_index: Option<u64>,
    #[serde(deserialize_with = "lenient::count")]
    pub(crate) summary_index: Option<u64>,
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub(crate) item_id: Option<Cow<'a, str>>,
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub(crate) delta: Option<Cow<'a, str>>,
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub(crate) text: Option<Cow<'a, str>>,
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub(crate) refusal: Option<Cow<'a, str>>,
    #[serde(borrow, deserialize_with = "lenient::text_or_json")]
    pub(crate) arguments: Option<Cow<'a, str>>,
    #[serde(borrow, deserialize_with = "lenient::text_or_json")]
    pub(crate) input: Option<Cow<'a, str>>,
    #[serde(borrow, deserialize_with = "lenient::object")]
    pub(crate) part: Option<Part<'a>>,
    #[serde(borrow, deserialize_with = "lenient::object")]
    pub(crate) item: Option<Item<'a>>,
    #[serde(borrow, deserialize_with = "lenient::object")]
    pub(crate) response: Option<Response<'a>>,
    #[serde(borrow, deserialize_with = "lenient::raw")]
    pub(crate) error: Option<Raw<'a>>,
    #[serde(borrow, deserialize_with = "lenient::raw")]
    pub(crate) message: Option<Raw<'a>>,
    #[serde(borrow, deserialize_with = "lenient::raw")]
    pub(crate) code: Option<Raw<'a>>,
}

/// An output item.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Item<'a> {
    #[serde(borrow, rename = "type", deserialize_with = "lenient::text")]
    pub(crate) kind: Option<Cow<'a, str>>,
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub(crate) id: Option<Cow<'a, str>>,
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub(crate) call_id: Option<Cow<'a, str>>,
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub(crate) name: Option<Cow<'a, str>>,
    #[serde(borrow, deserialize_with = "lenient::text_or_json")]
    pub(crate) arguments: Option<Cow<'a, str>>,
    #[serde(borrow, deserialize_with = "lenient::text_or_json")]
    pub(crate) input: Option<Cow<'a, str>>,
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub(crate) status: Option<Cow<'a, str>>,
    /// Who runs a tool search: `server` or `client`.
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub(crate) execution: Option<Cow<'a, str>>,
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub(crate) approval_request_id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(crate) content: List<Part<'a>>,
}

/// A content part of a message.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Part<'a> {
    #[serde(borrow, rename = "type", deserialize_with = "lenient::text")]
    pub(crate) kind: Option<Cow<'a, str>>,
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub(crate) text: Option<Cow<'a, str>>,
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub(crate) refusal: Option<Cow<'a, str>>,
}

/// The response object that the lifecycle events carry.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Response<'a> {
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub(crate) id: Option<Cow<'a, str>>,
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub(crate) model: Option<Cow<'a, str>>,
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub(crate) status: Option<Cow<'a, str>>,
    #[serde(borrow, deserialize_with = "lenient::raw")]
    pub(crate) error: Option<Raw<'a>>,
    #[serde(borrow, deserialize_with = "lenient::object")]
    pub(crate) incomplete_details: Option<IncompleteDetails<'a>>,
    #[serde(deserialize_with = "lenient::object")]
    pub(crate) usage: Option<UsageFields>,
    #[serde(borrow)]
    pub(crate) output: List<Item<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct IncompleteDetails<'a> {
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub(crate) reason: Option<Cow<'a, str>>,
}
