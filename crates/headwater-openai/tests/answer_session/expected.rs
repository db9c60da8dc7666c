//! What a scenario sets, and what it expects, in its own words: the same whoever runs it.

use headwater::Timers;
use headwater_openai::request::Endpoint;
use headwater_openai::{
    AnswerItem, AnswerObject, AnswerSession, AnswerSessionConfig, AnswerSessionItem, Api, Delta,
    Outcome, PaysTwice,
};

use crate::script::Scenario;

/// What is asked: a secret, too.
pub(crate) const PROMPT: &str = "a prompt";

/// The session that a scenario is about.
pub(crate) fn session(scenario: &Scenario) -> AnswerSession {
    let endpoint = Endpoint::new("https://a.example/v1").bearer("sk-secret");
    let config = config(scenario);
    if let Some(resume) = scenario.setting("resume") {
        let (id, after) = resume.split_once(' ').unwrap_or((resume, ""));
        return AnswerSession::resuming(id, after.parse().ok(), &endpoint, config).expect("an id");
    }
    let is_chat = scenario.setting("chat").is_some();
    let api = if is_chat { Api::ChatCompletions } else { Api::Responses };
    let background = scenario.setting("background").is_some();
    let choices = scenario.setting("choices").map_or(1, |n| n.parse().expect("a number"));
    let body = serde_json::json!({
        "input": PROMPT, "stream": true, "background": background, "n": choices,
    });
    AnswerSession::with_body(api, body.to_string(), &endpoint, config).expect("an endpoint")
}

fn config(scenario: &Scenario) -> AnswerSessionConfig {
    let mut config = AnswerSessionConfig::new();
    let mut timers = Timers::new();
    for setting in &scenario.settings {
        let (name, value) = setting.split_once(' ').unwrap_or((setting, ""));
        let number = || value.parse::<u32>().expect("a number");
        match name {
            "sdk" => config = config.retry_as_official_sdks(value),
            "restart" => config = config.restart_broken_answers(PaysTwice::Accepted),
            "retry-errors" => config = config.retry_reported_errors(PaysTwice::Accepted),
            "max-retries" => config = config.max_retries(Some(number())),
            "max-resumes" => config = config.max_resumes(Some(number())),
            "max-elapsed" => config = config.max_elapsed_ms(Some(number())),
            "max-retry-after" => config = config.max_retry_after_ms(number()),
            "grace" => config = config.grace_ms(number()),
            "connect" => timers = timers.connect_ms(Some(number())),
            "first-byte" => timers = timers.first_byte_ms(Some(number())),
            "idle" => timers = timers.idle_ms(Some(number())),
            "content-idle" => timers = timers.content_idle_ms(Some(number())),
            "total" => timers = timers.total_ms(Some(number())),
            "chat" | "background" | "choices" | "resume" => {}
            _ => panic!("unknown setting: {setting}"),
        }
    }
    config.timers(timers)
}

/// How it ended, in the words of the scenarios.
pub(crate) fn outcome(session: &AnswerSession) -> String {
    match session.outcome() {
        Some(Outcome::Failed(failure)) => {
            let status = failure.status.map(|status| format!(" status={status}"));
            let code = failure.code.as_ref().map(|code| format!(" code={code}"));
            format!("failed{}{}", status.unwrap_or_default(), code.unwrap_or_default())
        }
        Some(Outcome::Interrupted(it)) => {
            let id = it.response_id.as_ref().map(|id| format!(" id={id}")).unwrap_or_default();
            let after = it.last_sequence_number.map(|number| format!(" after={number}"));
            let resumable = if it.resumable { " resumable" } else { "" };
            format!("interrupted {:?}{id}{}{resumable}", it.why, after.unwrap_or_default())
        }
        Some(Outcome::Incomplete { reason }) => format!("incomplete {reason}"),
        Some(other) => format!("{other:?}").to_lowercase(),
        None => "none".into(),
    }
}

/// What was handed out.
pub(crate) fn seen(item: AnswerSessionItem<'_>) -> String {
    match item {
        AnswerSessionItem::Answer(item) => answer(item),
        AnswerSessionItem::Retrying(how) => {
            let retries = Some(how.retries).filter(|retries| *retries > 1);
            let retries = retries.map(|retries| format!(" retries={retries}"));
            let starts_over = if how.starts_over { " starts-over" } else { "" };
            let retries = retries.unwrap_or_default();
            format!("retrying {:?} {:?}{retries}{starts_over}", how.why, how.next)
        }
        other => panic!("{other:?}"),
    }
}

fn answer(item: AnswerItem<'_>) -> String {
    let mut text = String::new();
    let mut tells_usage = false;
    for delta in item.deltas() {
        match delta {
            Delta::Text { text: more, .. } => text.push_str(more),
            Delta::Usage(_) => tells_usage = true,
            _ => {}
        }
    }
    if !text.is_empty() {
        return format!("text {text}");
    }
    if tells_usage {
        return "usage".into();
    }
    let Some(event) = item.event() else { return "nothing".into() };
    let json: serde_json::Value = serde_json::from_slice(event.data()).unwrap_or_default();
    let kind = json["type"].as_str().unwrap_or("chunk");
    format!("event {}", kind.trim_start_matches("response."))
}

/// The text of an answer: in Chat Completions that of choice 0.
pub(crate) fn text_of(answer: &AnswerObject) -> String {
    match answer {
        AnswerObject::Response(response) => response.output_text(),
        AnswerObject::ChatCompletion(completion) => {
            let choice = completion.choices.iter().flatten().find(|it| it.index == Some(0));
            let message = choice.and_then(|choice| choice.message.as_ref());
            let said = message.and_then(|message| message.content.as_ref());
            said.map(|content| content.text().into_owned()).unwrap_or_default()
        }
    }
}
