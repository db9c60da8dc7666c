//! How much of an answer is taken.

/// How much of an answer is taken: no server can make it cost more memory than these allow.
///
/// What is over a limit is left out, and the item that brought it has an
/// [`error`](crate::AnswerItem::error). The answer has lost something then: it ends as interrupted at
/// best, unless the terminal event of a Responses stream restores it.
///
/// How large an event may be is the [`Config`](headwater::Config)'s affair. A list within one event
/// holds at most 1,024 entries (262,144 where it has one for each token), whatever is set here.
///
/// ```
/// use headwater_openai::{AnswerStream, Api, Limits};
///
/// let limits = Limits::new().max_answer_bytes(1 << 20).max_choices(1);
/// let answer = AnswerStream::new(Api::ChatCompletions).limits(limits);
/// # let _ = answer;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub(crate) answer_bytes: usize,
    pub(crate) tool_call_bytes: usize,
    pub(crate) tool_calls: usize,
    pub(crate) choices: usize,
    pub(crate) items: usize,
    pub(crate) parts: usize,
}

impl Limits {
    /// The limits that hold where nothing else is set.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            answer_bytes: 256 * 1024 * 1024,
            tool_call_bytes: 16 * 1024 * 1024,
            // Those of openai-node; nobody sends more.
            tool_calls: 128,
            choices: 128,
            items: 1024,
            parts: 1024,
        }
    }

    /// How many bytes the accumulated answer may hold; 256 MiB unless set. Texts count as they are, all
    /// else as JSON, but for a few words of an object's own (its type, its status, its role). Of
    /// what events say of the response as a whole, the last counts, as its event was written.
    #[must_use]
    pub const fn max_answer_bytes(self, bytes: usize) -> Self {
        Self { answer_bytes: bytes, ..self }
    }

    /// How many bytes the ids, names and arguments of all calls in
    /// [`AnswerStream::tool_calls`](crate::AnswerStream::tool_calls) may hold together; 16 MiB unless set.
    #[must_use]
    pub const fn max_tool_call_bytes(self, bytes: usize) -> Self {
        Self { tool_call_bytes: bytes, ..self }
    }

    /// How many tool calls there may be, of functions and custom tools; 128 unless set.
    #[must_use]
    pub const fn max_tool_calls(self, calls: usize) -> Self {
        Self { tool_calls: calls, ..self }
    }

    /// How many choices a Chat Completions answer may have; 128 unless set.
    #[must_use]
    pub const fn max_choices(self, choices: usize) -> Self {
        Self { choices, ..self }
    }

    /// How many output items a Responses answer may have; 1,024 unless set.
    #[must_use]
    pub const fn max_items(self, items: usize) -> Self {
        Self { items, ..self }
    }

    /// How many parts an item of a Responses answer may have, and how many of them may be streamed in
    /// all; 1,024 unless set. So many annotations a text may have, and commands a shell call.
    #[must_use]
    pub const fn max_parts(self, parts: usize) -> Self {
        Self { parts, ..self }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::new()
    }
}
