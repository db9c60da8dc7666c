//! One tool call of an answer.

use alloc::string::String;
use core::fmt;

/// What kind of tool is called.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToolKind {
    /// A function, whose arguments are JSON.
    Function,
    /// A custom tool, whose input is any text.
    Custom,
}

/// A tool call, as far as it has arrived.
#[derive(Clone, PartialEq, Eq)]
pub struct ToolCall {
    pub(crate) kind: ToolKind,
    pub(crate) choice: u32,
    pub(crate) slot: Slot,
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) arguments: String,
    pub(crate) complete: bool,
}

/// What later pieces of a call name it by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    /// The `index` of a chat call, or the output item of a Responses call.
    Index(u64),
    /// The server does not number its calls.
    Unnumbered,
    /// The deprecated `function_call`, of which a choice has one.
    FunctionCall,
}

impl ToolCall {
    pub(crate) const fn new(kind: ToolKind, choice: u32, slot: Slot) -> Self {
        Self {
            kind,
            choice,
            slot,
            id: String::new(),
            name: String::new(),
            arguments: String::new(),
            complete: false,
        }
    }

    /// What kind of tool is called.
    #[must_use]
    pub const fn kind(&self) -> ToolKind {
        self.kind
    }

    /// The choice it belongs to; 0 in the Responses API.
    #[must_use]
    pub const fn choice(&self) -> u32 {
        self.choice
    }

    /// The id that its result has to name (`call_id` in the Responses API); empty where the server
    /// gave none.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The tool's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The arguments of a function, JSON once the call is complete, or the input of a custom tool.
    ///
    /// They come from the model: nothing says that they fit the tool.
    #[must_use]
    pub fn arguments(&self) -> &str {
        &self.arguments
    }

    /// Whether all of it arrived: the server said so, and the arguments of a function are whole
    /// JSON, or empty for a function that takes none. Do not run a call that is not.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.complete
    }
}

/// Shows the sizes of what the model and the server said, not what they said.
impl fmt::Debug for ToolCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ToolCall")
            .field("kind", &self.kind)
            .field("choice", &self.choice)
            .field("id_len", &self.id.len())
            .field("name_len", &self.name.len())
            .field("arguments_len", &self.arguments.len())
            .field("complete", &self.complete)
            .finish_non_exhaustive()
    }
}
