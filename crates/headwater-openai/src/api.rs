//! Which of the two APIs is spoken.

/// Which API an answer comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Api {
    /// `POST /responses`: typed events, a terminal event that holds the whole response.
    Responses,
    /// `POST /chat/completions`: chunks of choices, then `data: [DONE]`. Also reads the legacy
    /// `/completions` stream, whose choices hold `text`.
    ChatCompletions,
}

impl Api {
    /// The path below the API's base URL, such as `https://api.openai.com/v1`.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Responses => "/responses",
            Self::ChatCompletions => "/chat/completions",
        }
    }
}
