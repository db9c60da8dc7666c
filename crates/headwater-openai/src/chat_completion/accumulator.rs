//! The whole answer out of the chunks of a stream.

mod budget;
mod calls;
mod choices;
mod content;
mod message;
mod saved;

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use super::{ChatChunk, ChatCompletion, Content, Groq, Usage};
use crate::chat::TextChunk;
use crate::error::ReadError;
use crate::limits::Limits;
use budget::Budget;
use choices::Growth;

/// Makes the chunks of a stream into the answer that the server would have returned without
/// streaming.
///
/// Texts grow, names and ids stay what they were first, and of all else the last counts. Tool
/// calls find together also where a server numbers them all 0, or not at all. Whether the answer
/// is whole it does not tell: that is the matter of an [`Outcome`](crate::Outcome).
///
/// Half of a surrogate pair, which some servers leave at the end of a chunk, was U+FFFD since the chunk
/// was read; [`AnswerStream`](crate::AnswerStream) joins it with the other half.
///
/// It keeps to its [`limits`](Self::limits), and any other list to 1,024 entries, or 262,144 where it
/// has one for each token. What is over a limit is left out.
///
/// ```
/// use headwater_openai::chat_completion::{ChatAccumulator, ChatChunk};
///
/// let mut answer = ChatAccumulator::new();
/// answer.apply(&ChatChunk::parse(r#"{"choices":[{"delta":{"content":"Ri"}}]}"#)?)?;
/// // Goes on elsewhere.
/// let mut answer = ChatAccumulator::restore(&answer.save())?;
/// answer.apply(&ChatChunk::parse(r#"{"choices":[{"delta":{"content":"ver"}}]}"#)?)?;
/// assert_eq!(
///     answer.snapshot().to_json(),
///     r#"{"object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"River","refusal":null},"finish_reason":null,"logprobs":null}]}"#
/// );
/// # Ok::<(), headwater_openai::ReadError>(())
/// ```
#[derive(Clone, Debug)]
pub struct ChatAccumulator {
    /// The answer so far; its choices in the order of their indexes.
    completion: ChatCompletion<'static>,
    /// How each of the choices grows.
    growths: Vec<Growth>,
    budget: Budget,
}

impl ChatAccumulator {
    /// An answer of which nothing came yet.
    #[must_use]
    pub fn new() -> Self {
        let completion = ChatCompletion {
            object: Some(Cow::Borrowed("chat.completion")),
            choices: Some(Vec::new()),
            ..ChatCompletion::default()
        };
        Self { completion, growths: Vec::new(), budget: Budget::new(Limits::new()) }
    }

    /// Takes no more of the answer than these limits allow.
    #[must_use]
    pub const fn limits(mut self, limits: Limits) -> Self {
        self.budget.set_limits(limits);
        self
    }

    /// Adds a chunk to the answer.
    ///
    /// # Errors
    /// Something of the chunk is over a limit, or cannot be read; all else of it is added.
    pub fn apply(&mut self, chunk: &ChatChunk<'_>) -> Result<(), ReadError> {
        self.head(chunk);
        for choice in chunk.choices() {
            self.choice(choice);
        }
        self.budget.unreadable(&chunk.extra, "choices");
        self.budget.take_error().map_or(Ok(()), Err)
    }

    /// The same of a chunk that was not read as its type, and holds nothing else of the answer.
    pub(crate) fn apply_text(&mut self, chunk: &TextChunk<'_>) -> Result<(), ReadError> {
        let TextChunk { id, created, model, system_fingerprint, service_tier, provider, .. } =
            *chunk;
        self.identify(id, model, created);
        self.describe(system_fingerprint, service_tier, provider);
        self.choice_text(chunk);
        self.budget.take_error().map_or(Ok(()), Err)
    }

    /// The answer so far, as the server would have returned it.
    #[must_use]
    pub fn snapshot(&self) -> ChatCompletion<'static> {
        self.clone().into_completion()
    }

    /// The answer, without a copy of it.
    #[must_use]
    pub fn into_completion(self) -> ChatCompletion<'static> {
        let mut completion = self.completion;
        let is_legacy = completion.object.as_deref() == Some(choices::LEGACY);
        for choice in completion.choices.iter_mut().flatten() {
            choices::finish(choice, is_legacy);
        }
        if completion.usage.is_none() {
            completion.usage = completion.x_groq.as_ref().and_then(|groq| groq.usage.clone());
        }
        completion
    }

    /// All that it knows, as JSON: [`restore`](Self::restore) goes on where this stands.
    #[must_use]
    pub fn save(&self) -> String {
        saved::save(self)
    }

    /// What was saved, to go on with, with the default [`limits`](Self::limits).
    ///
    /// # Errors
    /// The text is not one that [`save`](Self::save) wrote.
    pub fn restore(saved: &str) -> Result<Self, ReadError> {
        saved::restore(saved)
    }

    /// Merges what a chunk says of the answer as a whole.
    fn head(&mut self, chunk: &ChatChunk<'_>) {
        self.identify(chunk.id.as_deref(), chunk.model.as_deref(), chunk.created);
        self.describe(
            chunk.system_fingerprint.as_deref(),
            chunk.service_tier.as_deref(),
            chunk.provider.as_deref(),
        );
        let (known, budget) = (&mut self.completion, &mut self.budget);
        if chunk.object.as_deref() == Some(choices::LEGACY) {
            known.object = Some(Cow::Borrowed(choices::LEGACY));
        }
        let usage = chunk.usage.as_ref().filter(|usage| counts(usage));
        budget.replace(&mut known.usage, usage);
        budget.replace(&mut known.moderation, chunk.moderation.as_ref());
        budget.replace(&mut known.error, chunk.error.as_ref());
        budget.replace(&mut known.timings, chunk.timings.as_ref());
        budget.replace(&mut known.citations, chunk.citations.as_ref());
        budget.replace(&mut known.search_results, chunk.search_results.as_ref());
        budget.replace(&mut known.prompt_filter_results, chunk.prompt_filter_results.as_ref());
        if let Some(groq) = &chunk.x_groq {
            merge_groq(known.x_groq.get_or_insert_default(), groq, budget);
        }
        budget.merge_extra(&mut known.extra, &chunk.extra, ChatChunk::FIELDS);
    }
}

impl ChatAccumulator {
    /// What stays as it was told first.
    fn identify(&mut self, id: Option<&str>, model: Option<&str>, created: Option<u64>) {
        let (known, budget) = (&mut self.completion, &mut self.budget);
        budget.set(&mut known.id, id);
        budget.set(&mut known.model, model);
        if known.created.is_none() {
            known.created = created.filter(|created| *created != 0);
        }
    }

    /// What is as it was told last.
    fn describe(
        &mut self,
        system_fingerprint: Option<&str>,
        service_tier: Option<&str>,
        provider: Option<&str>,
    ) {
        let (known, budget) = (&mut self.completion, &mut self.budget);
        budget.replace_text(&mut known.system_fingerprint, system_fingerprint);
        budget.replace_text(&mut known.service_tier, service_tier);
        budget.replace_text(&mut known.provider, provider);
    }
}

impl Default for ChatAccumulator {
    fn default() -> Self {
        Self::new()
    }
}

fn merge_groq(known: &mut Groq<'static>, later: &Groq<'_>, budget: &mut Budget) {
    budget.set(&mut known.id, later.id.as_deref());
    let usage = later.usage.as_ref().filter(|usage| counts(usage));
    budget.replace(&mut known.usage, usage);
    budget.replace(&mut known.error, later.error.as_ref());
    budget.replace(&mut known.seed, later.seed.as_ref());
    budget.merge_extra(&mut known.extra, &later.extra, Groq::FIELDS);
}

/// Whether it says something: an empty one (MiniMax) would erase what was known.
fn counts(usage: &Usage<'_>) -> bool {
    let Usage { prompt_tokens, completion_tokens, total_tokens, cost, extra, .. } = usage;
    prompt_tokens.or(*completion_tokens).or(*total_tokens).is_some()
        || cost.is_some()
        || !extra.is_empty()
}

/// Whether it says something.
fn speaks(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}

/// Whether there is no text in it.
fn is_silent(content: &Content<'_>) -> bool {
    matches!(content, Content::Text(text) if text.is_empty())
}
