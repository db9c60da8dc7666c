//! The language of the scenarios.
//!
//! A scenario begins with `## ROW… what it shows`. Then come settings, then what happens, a line each:
//!
//! ```text
//! set strict | method M | resend | follow | url U | id ID | seed N | reconnection-time MS
//! set bounds LEAST MOST | max-backoff MS | max-retries N | max-elapsed MS | healthy-after MS
//! set connect|first-byte|idle|content-idle|total MS
//! set header NAME: VALUE | secret NAME: VALUE | body TEXT
//!
//! > METHOD [URL]        the source asks for this request; indented below it, what it has to be:
//!   name: value         it carries this header, with this value and no other
//!   -name               it does not carry this header
//!   body TEXT | no body
//! < STATUS [TYPE]       the response, with more headers indented below
//! < connected | refused | reset | url U STATUS TYPE
//! << TEXT               bytes of the body, with \n \r \0 \xHH and * N after `repeat`
//! << end | << reset
//! open                  the connection is announced
//! event DATA [type=T] [id=ID]
//! dropped KIND          something over a limit
//! reconnecting WHY [retries=N] [id-withheld]
//! wait LEAST..MOST      the source waits so long, and that passes
//! pass MS               time passes; deadlines strike
//! state connecting|open|closed
//! restart | close
//! closed REASON
//! ```
//!
//! Everything that a source hands out has to be expected where it happens: what is left over fails.

/// One scenario.
#[derive(Clone, Debug)]
pub(crate) struct Scenario {
    pub(crate) file: String,
    /// The rows of the table of behaviour that it shows.
    pub(crate) rows: Vec<String>,
    pub(crate) title: String,
    pub(crate) settings: Vec<String>,
    pub(crate) steps: Vec<Step>,
}

#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) line: usize,
    pub(crate) text: String,
    /// What is indented below it.
    pub(crate) details: Vec<String>,
}

pub(crate) fn parse(file: &str, text: &str) -> Vec<Scenario> {
    let mut scenarios: Vec<Scenario> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let text = line.trim_end();
        if let Some(head) = text.strip_prefix("## ") {
            let words = || head.split(' ');
            let is_row = |word: &&str| {
                let (letter, number) = word.split_at(1);
                letter.chars().all(|letter| letter.is_ascii_uppercase())
                    && number.chars().all(|digit| digit.is_ascii_digit())
            };
            scenarios.push(Scenario {
                file: file.into(),
                rows: words().take_while(is_row).map(String::from).collect(),
                title: words().skip_while(is_row).collect::<Vec<_>>().join(" "),
                settings: Vec::new(),
                steps: Vec::new(),
            });
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
            let step = Step { line: number + 1, text: text.into(), details: Vec::new() };
            scenario.steps.push(step);
        }
    }
    scenarios
}

/// `\n`, `\r`, `\0`, `\\` and `\xHH` become what they say, and `repeat N TEXT` so many of it.
pub(crate) fn unescaped(text: &str) -> Vec<u8> {
    if let Some(repeated) = text.strip_prefix("repeat ") {
        let (times, text) = repeated.split_once(' ').expect("repeat N TEXT");
        return unescaped(text).repeat(times.parse().expect("a number"));
    }
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
            's' => b' ',
            '0' => 0,
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
