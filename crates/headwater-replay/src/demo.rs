//! The built-in demo: answers chosen by a word in the prompt.

mod answers;

use crate::prompt::Prompt;
use crate::{Answer, Api, Recording};

/// The model that the demo says it is when a request names none.
pub const MODEL: &str = "headwater-demo";

/// The name of the answer for prompts with none of the other names in them.
const DEFAULT: &str = "hello";

/// The names of the demo answers. Each but the first is also the word in a prompt that asks for it.
pub const NAMES: [&str; 8] = [DEFAULT, "poem", "weather", "think", "refuse", "long", "fail", "cut"];

/// The demo answer of this name, one of [`NAMES`].
#[must_use]
pub fn answer(name: &str) -> Option<Answer> {
    match name {
        DEFAULT => Some(answers::hello()),
        "poem" => Some(answers::poem()),
        "weather" => Some(answers::weather()),
        "think" => Some(answers::think()),
        "refuse" => Some(answers::refuse()),
        "long" => Some(answers::long()),
        "fail" => Some(answers::fail()),
        "cut" => Some(answers::cut()),
        _ => None,
    }
}

/// The name of the answer that a prompt gets: the first of the prompt's words that is one of
/// [`NAMES`], in any case and also in the plural, or `hello`.
///
/// ```
/// use headwater_replay::demo;
///
/// assert_eq!(demo::name_for("Write me a POEM, please"), "poem");
/// assert_eq!(demo::name_for("Walk along the river"), "hello");
/// ```
#[must_use]
pub fn name_for(prompt: &str) -> &'static str {
    prompt
        .split(|character: char| !character.is_alphanumeric())
        .find_map(|word| {
            let word = word.to_lowercase();
            let singular = word.strip_suffix('s').unwrap_or(&word);
            NAMES.into_iter().find(|name| *name == singular)
        })
        .unwrap_or(DEFAULT)
}

/// One demo stream, without HTTP: the answer of this name (one of [`NAMES`]) in an API's form.
#[must_use]
pub fn recording(name: &str, api: Api) -> Option<Recording> {
    Some(answer(name)?.record(name, api, MODEL, name))
}

/// All demo streams, without HTTP: every one of [`NAMES`] in both APIs.
///
/// ```
/// use headwater_replay::{Api, demo};
///
/// for recording in demo::recordings() {
///     assert_eq!(Api::detect(recording.bytes()), Some(recording.api()));
/// }
/// ```
#[must_use]
pub fn recordings() -> Vec<Recording> {
    let both = |name| Api::ALL.into_iter().filter_map(move |api| recording(name, api));
    NAMES.into_iter().flat_map(both).collect()
}

/// The demo's answer to a request.
pub(crate) fn answer_to(prompt: &Prompt) -> Answer {
    if let Some(result) = &prompt.tool_result {
        return answers::weather_report(result);
    }
    let by_model = prompt.model.as_deref().and_then(answer);
    by_model.or_else(|| answer(name_for(&prompt.text))).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{NAMES, answer, name_for, recordings};

    #[test]
    fn words_choose_whole_and_first() {
        assert_eq!(name_for("poems about the weather"), "poem");
        assert_eq!(name_for("Weather? Poem."), "weather");
        for prompt in ["", "belong", "cutting", "failure", "rethink", "s"] {
            assert_eq!(name_for(prompt), "hello", "{prompt}");
        }
        for name in NAMES {
            assert_eq!(name_for(name), name);
            assert!(answer(name).is_some());
        }
    }

    #[test]
    fn every_name_in_both_apis() {
        assert_eq!(recordings().len(), 2 * NAMES.len());
    }
}
