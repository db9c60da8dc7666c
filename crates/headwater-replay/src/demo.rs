//! The built-in demo: answers chosen by a word in the prompt, or made after a schema.

mod answers;
mod example;

use crate::prompt::{Function, Prompt};
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

/// The demo's answer to a request: to a tool's result, to what the request declares, or to the words of
/// its prompt.
pub(crate) fn answer_to(prompt: &Prompt) -> Answer {
    if let Some(result) = &prompt.tool_result {
        return answers::weather_report(result);
    }
    if let Some(schema) = &prompt.schema {
        return Answer::text(example::of(schema));
    }
    if let Some(answer) = prompt.model.as_deref().and_then(answer) {
        return answer;
    }
    let name = name_for(&prompt.text);
    if matches!(name, DEFAULT | "weather") {
        if let Some(function) = function_for(&prompt.text, &prompt.functions) {
            return Answer::new().tool_call(&function.name, example::of(&function.parameters));
        }
    }
    answer(name).unwrap_or_default()
}

/// The first function that has a word of the prompt in its name, or the first of all.
fn function_for<'f>(prompt: &str, functions: &'f [Function]) -> Option<&'f Function> {
    let words = |text: &str| -> Vec<String> {
        text.split(|character: char| !character.is_alphanumeric()).map(str::to_lowercase).collect()
    };
    let asked = words(prompt);
    let named = |function: &&Function| {
        words(&function.name).iter().any(|word| word.len() > 2 && asked.contains(word))
    };
    functions.iter().find(named).or_else(|| functions.first())
}

#[cfg(test)]
mod tests {
    use super::{NAMES, answer, function_for, name_for, recordings};
    use crate::prompt::Function;

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
    fn a_function_is_chosen_by_a_word_of_its_name() {
        let function = |name: &str| Function { name: name.into(), parameters: Default::default() };
        let functions = ["get_weather", "local_time"].map(function);
        let chosen = |prompt| function_for(prompt, &functions).map(|function| &*function.name);
        assert_eq!(chosen("What time is it?"), Some("local_time"));
        assert_eq!(chosen("Weather?"), Some("get_weather"));
        assert_eq!(chosen("Do it."), Some("get_weather"));
        assert!(function_for("Do it.", &[]).is_none());
    }

    #[test]
    fn every_name_in_both_apis() {
        assert_eq!(recordings().len(), 2 * NAMES.len());
    }
}
