//! The language of the scenarios.
//!
//! A scenario begins with `## ` and what it shows. Then come settings, then what happens, a line each:
//!
//! ```text
//! set chat | background | sdk KEY | restart | retry-errors | choices N | resume ID [N]
//! set max-retries N | max-resumes N | max-elapsed MS | max-retry-after MS | grace MS
//! set connect|first-byte|idle|content-idle|total MS
//!
//! > METHOD PATH         the session asks for this request; indented below it, what it has to be:
//!   name: value         it carries this header, with this value and no other
//!   -name               it does not carry this header
//!   body | no body      it has the prompt in its body, or no body
//! < STATUS [TYPE]       the response, with more headers indented below
//! < connected | refused | reset | end | url U STATUS
//! << created N          bytes of the body: an event of a Responses stream with this number
//! << delta N TEXT | keepalive N | completed N TEXT | failed N CODE | error N CODE
//! << chunk TEXT | finish REASON | usage | [DONE]       the same of Chat Completions
//! << object STATUS TEXT                                a response as it stands, as JSON
//! << raw TEXT           with \n, \r, \t, \\ and \xHH
//! << end | << reset
//! event TYPE            an event that adds nothing was handed out, without its `response.`
//! text TEXT             one that adds text, or what else adds it
//! usage                 one that tells the usage, and adds no text
//! nothing               an item without an event that adds nothing
//! retrying WHY NEXT [retries=N] [starts-over]
//! wait LEAST..MOST      the session waits so long, and that passes
//! pass MS               time passes; deadlines strike
//! cancel | close
//! closed REASON
//! outcome KIND          with `status=N`, `code=C`, or `WHY [id=ID] [after=N] [resumable]`
//! final TEXT            the text of the final object
//! warns WARNING
//! says STATUS           of the last refusal
//! ```
//!
//! Everything that a session hands out has to be expected where it happens: what is left over fails.

use serde_json::json;

/// One scenario.
#[derive(Clone, Debug)]
pub(crate) struct Scenario {
    pub(crate) title: String,
    pub(crate) settings: Vec<String>,
    pub(crate) steps: Vec<Step>,
}

#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) at: String,
    pub(crate) text: String,
    /// What is indented below it.
    pub(crate) details: Vec<String>,
}

impl Scenario {
    /// What follows the name of a setting, if it is set.
    pub(crate) fn setting(&self, name: &str) -> Option<&str> {
        let named = |setting: &'_ String| {
            setting == name || setting.strip_prefix(name).is_some_and(|it| it.starts_with(' '))
        };
        let setting = self.settings.iter().find(|setting| named(setting))?;
        Some(setting.strip_prefix(name).unwrap_or_default().trim())
    }

    /// The bytes that a step of the body stands for; none, where it stands for its end.
    pub(crate) fn bytes(&self, text: &str) -> Option<Vec<u8>> {
        let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
        let (number, said) = rest.split_once(' ').unwrap_or((rest, ""));
        let number = || number.parse::<u64>().expect("a number");
        let event = |json: serde_json::Value| Some(format!("data: {json}\n\n").into_bytes());
        let response = |status: &str, text: &str| self.response(status, text);
        let of_response = |kind: &str, response: serde_json::Value| {
            event(json!({
                "type": format!("response.{kind}"), "sequence_number": number(),
                "response": response,
            }))
        };
        let choice = |delta, reason| {
            event(json!({
                "id": "chatcmpl_1",
                "choices": [{"index": 0, "delta": delta, "finish_reason": reason}],
            }))
        };
        match word {
            "end" | "reset" => None,
            "created" => of_response("created", response("queued", "")),
            "delta" => event(json!({
                "type": "response.output_text.delta", "sequence_number": number(),
                "item_id": "msg_1", "output_index": 0, "content_index": 0, "delta": said,
            })),
            "keepalive" => event(json!({"type": "keepalive", "sequence_number": number()})),
            "completed" => of_response("completed", response("completed", said)),
            "failed" => {
                let mut failed = response("failed", "");
                failed["error"] = json!({"code": said, "message": "it failed"});
                of_response("failed", failed)
            }
            "error" => event(json!({
                "type": "error", "sequence_number": number(),
                "error": {"code": said, "message": "an error", "type": "server_error"},
            })),
            "chunk" => choice(json!({"content": rest}), json!(null)),
            "finish" => choice(json!({}), json!(rest)),
            "usage" => event(json!({"choices": [], "usage": {"total_tokens": 7}})),
            "[DONE]" => Some(b"data: [DONE]\n\n".to_vec()),
            "object" => {
                let (status, text) = rest.split_once(' ').unwrap_or((rest, ""));
                Some(serde_json::to_vec_pretty(&response(status, text)).expect("JSON"))
            }
            "raw" => Some(unescaped(rest)),
            _ => panic!("unknown bytes: {text}"),
        }
    }

    fn response(&self, status: &str, text: &str) -> serde_json::Value {
        let item = json!({
            "id": "msg_1", "type": "message", "role": "assistant", "status": "completed",
            "content": [{"type": "output_text", "text": text, "annotations": []}],
        });
        json!({
            "id": "resp_1", "object": "response", "status": status, "model": "river",
            "background": self.setting("background").is_some() || self.setting("resume").is_some(),
            "output": if text.is_empty() { json!([]) } else { json!([item]) },
        })
    }
}

pub(crate) fn parse(file: &str, text: &str) -> Vec<Scenario> {
    let mut scenarios: Vec<Scenario> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let text = line.trim_end();
        let at = format!("{file}.txt:{}", number + 1);
        if let Some(title) = text.strip_prefix("## ") {
            let (settings, steps) = (Vec::new(), Vec::new());
            scenarios.push(Scenario { title: format!("{at}: {title}"), settings, steps });
            continue;
        }
        let Some(scenario) = scenarios.last_mut() else { continue };
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        if let Some(setting) = text.strip_prefix("set ") {
            scenario.settings.push(setting.into());
        } else if let Some(detail) = text.strip_prefix("  ") {
            let step = scenario.steps.last_mut().expect("a detail belongs to a step");
            step.details.push(detail.into());
        } else {
            scenario.steps.push(Step { at, text: text.into(), details: Vec::new() });
        }
    }
    scenarios
}

/// `\n`, `\r`, `\t`, `\\` and `\xHH` become what they say.
fn unescaped(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.chars();
    while let Some(letter) = rest.next() {
        if letter != '\\' {
            bytes.extend(letter.to_string().bytes());
            continue;
        }
        bytes.push(match rest.next().expect("something follows a backslash") {
            'n' => b'\n',
            'r' => b'\r',
            't' => b'\t',
            '\\' => b'\\',
            'x' => {
                let digits: String = rest.by_ref().take(2).collect();
                u8::from_str_radix(&digits, 16).expect("two hexadecimal digits")
            }
            other => panic!("\\{other}"),
        });
    }
    bytes
}
