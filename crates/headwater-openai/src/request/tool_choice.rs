//! Which tools a model may or must call.

use alloc::string::String;
use core::fmt;

use headwater_json::JsonText;

use super::{tool, write};
use crate::api::Api;

/// Which tools the model may or must call.
#[derive(Clone, PartialEq, Eq)]
pub struct ToolChoice(Kind);

#[derive(Clone, PartialEq, Eq)]
enum Kind {
    Mode(&'static str),
    Named { kind: &'static str, name: String },
    Raw(String),
}

impl ToolChoice {
    /// Whichever it likes, or none.
    pub const AUTO: Self = Self(Kind::Mode("auto"));
    /// None.
    pub const NONE: Self = Self(Kind::Mode("none"));
    /// Whichever it likes, but one.
    pub const REQUIRED: Self = Self(Kind::Mode("required"));

    /// The function with this name.
    pub fn function(name: impl Into<String>) -> Self {
        Self(Kind::Named { kind: "function", name: name.into() })
    }

    /// The custom tool with this name.
    pub fn custom(name: impl Into<String>) -> Self {
        Self(Kind::Named { kind: "custom", name: name.into() })
    }

    /// Any other choice, as the API of the request writes it.
    pub fn raw<'j>(choice: impl Into<JsonText<'j>>) -> Self {
        Self(Kind::Raw(choice.into().as_json().into()))
    }

    pub(super) fn to_json(&self, api: Api) -> String {
        match &self.0 {
            Kind::Mode(mode) => write::text(mode),
            Kind::Named { kind, name } => {
                tool::of_kind(api, kind, |object| object.member("name", &&**name))
            }
            Kind::Raw(json) => json.clone(),
        }
    }
}

/// Shows the kind: what tools do may be secret.
impl fmt::Debug for ToolChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match &self.0 {
            Kind::Mode(kind) | Kind::Named { kind, .. } => kind,
            Kind::Raw(_) => "raw",
        };
        f.debug_tuple("ToolChoice").field(&kind).finish()
    }
}
