//! What a response session hands out.

use headwater::Interruption;

use crate::item::AnswerItem;

/// What a response session hands out, in the order in which it happened.
#[non_exhaustive]
#[derive(Clone, Copy, Debug)]
pub enum AnswerSessionItem<'a> {
    /// An event of the answer and what it adds, or what else came of it.
    Answer(AnswerItem<'a>),
    /// A request was lost or refused, or the answer broke off, and another request follows after a
    /// while.
    Retrying(Retrying),
}

/// What is asked of the API.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    /// The answer itself, which costs: `POST /responses` or `POST /chat/completions`.
    Create,
    /// The rest of the stream: `GET /responses/{id}?stream=true&starting_after=N`.
    Resume,
    /// The response as it stands: `GET /responses/{id}`.
    Retrieve,
    /// Its end: `POST /responses/{id}/cancel`.
    Cancel,
}

/// What went wrong, and what is done about it.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retrying {
    /// What went wrong.
    pub why: Interruption,
    /// What is asked next.
    pub next: Operation,
    /// How long is waited before that, in milliseconds.
    pub delay_ms: u32,
    /// How often it was tried without progress, this time counted in.
    pub retries: u32,
    /// Whether another answer follows from its beginning, in place of the one that broke off: forget
    /// what came of it. Only where the call opted in.
    pub starts_over: bool,
}
