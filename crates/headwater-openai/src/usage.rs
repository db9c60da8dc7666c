//! What an answer cost.

/// How many tokens were used, as the server counted them. A count that it did not give is `None`.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// `input_tokens`, or `prompt_tokens` in Chat Completions.
    pub input_tokens: Option<u64>,
    /// `output_tokens`, or `completion_tokens` in Chat Completions; reasoning included.
    pub output_tokens: Option<u64>,
    /// `total_tokens`. Not always the sum of the other two.
    pub total_tokens: Option<u64>,
}
