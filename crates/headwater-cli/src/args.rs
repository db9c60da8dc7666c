//! The command line.

use std::{num::NonZeroUsize, path::PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};
use headwater::Timers;

use crate::chat;

/// Ask a language model and watch its answer arrive; follow, read, decode and replay event streams.
#[derive(Parser)]
#[command(name = "headwater", version, arg_required_else_help = true)]
#[command(
    after_help = "Without a key or a base URL, a built-in demo server answers `ask` and `chat`.\n\n\
Exit codes: 0 finished or tool call, 1 local I/O error, 2 usage, 3 incomplete or refused,\n\
4 failed, 5 interrupted, 130 Ctrl-C."
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Ask a model, and show its answer as it arrives
    Ask(Box<Ask>),
    /// Talk with a model: a line in, an answer out
    #[command(after_help = chat::HELP)]
    Chat(Box<Chat>),
    /// Decode an event stream into one JSON object a line
    Decode(Decode),
    /// Follow an event source, over as many connections as it takes, and print its events
    Listen(Box<Listen>),
    /// Read a recorded answer into typed events, its final object and its outcome
    Read(ReadAnswer),
    /// Serve recorded streams of both APIs on a loopback port
    Replay(Replay),
}

/// What is asked, of whom, and how the answer is shown.
#[derive(Args)]
pub(crate) struct Ask {
    /// What to ask (words are joined by spaces); `-`, or nothing with a pipe, reads it from stdin
    #[arg(value_name = "PROMPT")]
    pub(crate) prompt: Vec<String>,

    #[command(flatten)]
    pub(crate) whom: Whom,

    /// The JSON schema that the answer is to keep to; it is shown on stderr as it grows
    #[arg(long, value_name = "FILE")]
    pub(crate) json_schema: Option<PathBuf>,

    /// Have it answered in the background (Responses): taken up again wherever it breaks off. Ctrl-C
    /// cancels it
    #[arg(long)]
    pub(crate) background: bool,

    /// Ctrl-C leaves an answer of the background to go on at the server
    #[arg(long, requires = "background")]
    pub(crate) detach: bool,

    /// In place of asking: take up an answer of the background, behind event N or from its beginning
    #[arg(long, value_name = "ID[:N]", conflicts_with_all = ["prompt", "background", "json_schema"])]
    pub(crate) resume: Option<String>,

    /// How often it is tried again, one time after the other without progress: a request that was
    /// refused for now or not received, and an answer of the background that broke off
    /// [default: 2, and 10 for an answer that broke off]
    #[arg(long, value_name = "N")]
    pub(crate) retries: Option<u32>,

    #[command(flatten)]
    pub(crate) patience: Patience,

    /// What goes to stdout: the answer's text, or all of it as JSON lines, as `headwater read` has it
    #[arg(long, value_enum, default_value_t = Output::Text)]
    pub(crate) output: Output,

    #[command(flatten)]
    pub(crate) shown: Shown,
}

/// With whom several turns are had, and how the answers are shown.
#[derive(Args)]
pub(crate) struct Chat {
    #[command(flatten)]
    pub(crate) whom: Whom,

    #[command(flatten)]
    pub(crate) shown: Shown,
}

/// Of whom it is asked, and what goes along with every request.
#[derive(Args)]
pub(crate) struct Whom {
    /// Which API to use; `auto` tries Responses, then Chat Completions where there is no such route
    #[arg(long, value_enum, default_value_t = ApiChoice::Responses)]
    pub(crate) api: ApiChoice,

    /// Where the API is, with its `/v1` [env: OPENAI_BASE_URL] [with a key: OpenAI's own]
    #[arg(long, value_name = "URL")]
    pub(crate) base_url: Option<String>,

    /// Which model to ask [env: OPENAI_MODEL] [default: gpt-5.4-mini]
    #[arg(long, value_name = "NAME")]
    pub(crate) model: Option<String>,

    /// What the model is to keep to
    #[arg(long, visible_alias = "system", value_name = "TEXT")]
    pub(crate) instructions: Option<String>,

    /// A function that the model may call, or a list of them, as JSON; may be given several times
    #[arg(long = "tool", value_name = "FILE")]
    pub(crate) tools: Vec<PathBuf>,

    /// The environment variable that holds the key [default: OPENAI_API_KEY]
    #[arg(long, value_name = "VAR")]
    pub(crate) key_env: Option<String>,

    #[command(flatten)]
    pub(crate) headers: Headers,
}

/// Headers of every request.
#[derive(Args)]
pub(crate) struct Headers {
    /// A header of the request, as in 'name: value'; may be given several times
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE")]
    pub(crate) given: Vec<String>,

    /// A header whose value an environment variable holds, as in api-key=AZURE_KEY
    #[arg(long = "header-env", value_name = "NAME=VAR")]
    pub(crate) from_env: Vec<String>,
}

/// What is shown beside the answer.
#[derive(Args)]
pub(crate) struct Shown {
    /// Hide the model's reasoning, which else goes to stderr
    #[arg(long)]
    pub(crate) no_reasoning: bool,

    /// End with the time to the first token, the pace, and how the stream ended
    #[arg(long)]
    pub(crate) stats: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ApiChoice {
    Responses,
    Chat,
    Auto,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Output {
    Text,
    Jsonl,
}

/// What is decoded, and what is printed of it.
#[derive(Args)]
pub(crate) struct Decode {
    /// The stream; `-`, or nothing, reads it from stdin
    pub(crate) file: Option<PathBuf>,

    /// How many bytes the decoder is given at a time, at the most; the output is the same for any
    #[arg(long, value_name = "N", default_value = "65536", value_parser = at_least_one)]
    pub(crate) chunk_size: NonZeroUsize,

    /// Print comments too
    #[arg(long)]
    pub(crate) comments: bool,

    /// The last event ID that is known from before
    #[arg(long, value_name = "ID")]
    pub(crate) last_event_id: Option<String>,

    /// The limit on an event's data, and on its type
    #[arg(long, value_name = "N", default_value = "16777216")]
    pub(crate) max_event_bytes: usize,

    /// End with a line that sums up the stream
    #[arg(long)]
    pub(crate) summary: bool,
}

/// What is followed, and how.
#[derive(Args)]
pub(crate) struct Listen {
    /// Where the event source is
    pub(crate) url: String,

    #[command(flatten)]
    pub(crate) headers: Headers,

    /// The method [default: GET; with --data, POST]
    #[arg(long, value_name = "METHOD")]
    pub(crate) method: Option<String>,

    /// A body, which is called application/json unless -H says otherwise; @FILE reads it from a file
    #[arg(long, value_name = "TEXT|@FILE")]
    pub(crate) data: Option<String>,

    /// Send the request again whatever its method, also where the server may have acted on it
    #[arg(long)]
    pub(crate) resend: bool,

    /// The last event ID that is known from before
    #[arg(long, value_name = "ID")]
    pub(crate) last_event_id: Option<String>,

    /// Keep to the standard: any status but 200 and a redirect ends it
    #[arg(long)]
    pub(crate) strict: bool,

    /// What goes to stdout: the data of each event, or events as JSON lines, as `headwater decode`
    /// prints them
    #[arg(long, value_enum, default_value_t = Output::Text)]
    pub(crate) output: Output,

    /// Print comments too
    #[arg(long)]
    pub(crate) comments: bool,

    /// The limit on an event's data, and on its type
    #[arg(long, value_name = "N", default_value = "16777216")]
    pub(crate) max_event_bytes: usize,

    /// How long it may take to connect
    #[arg(long, value_name = "SECONDS", value_parser = milliseconds)]
    pub(crate) connect_timeout: Option<u32>,

    /// How long to wait before connecting again, until the server says how long [default: 3]
    #[arg(long, value_name = "SECONDS", value_parser = milliseconds)]
    pub(crate) reconnection_time: Option<u32>,

    /// The longest wait that the server can ask for [default: 300]
    #[arg(long, value_name = "SECONDS", value_parser = milliseconds)]
    pub(crate) max_reconnection_time: Option<u32>,

    /// How often it is tried again, one time after the other without an event [default: no limit]
    #[arg(long, value_name = "N")]
    pub(crate) retries: Option<u32>,

    #[command(flatten)]
    pub(crate) patience: Patience,
}

/// How long what may take.
#[derive(Args)]
pub(crate) struct Patience {
    /// How long the first byte of a body may take, from its request on [default: no limit]
    #[arg(long, value_name = "SECONDS", value_parser = milliseconds)]
    pub(crate) first_byte_timeout: Option<u32>,

    /// How long nothing may come [default: no limit]
    #[arg(long, value_name = "SECONDS", value_parser = milliseconds)]
    pub(crate) idle_timeout: Option<u32>,

    /// How long no event may come, whatever comments do [default: no limit]
    #[arg(long, value_name = "SECONDS", value_parser = milliseconds)]
    pub(crate) content_timeout: Option<u32>,

    /// How long all of it may take [default: no limit]
    #[arg(long, value_name = "SECONDS", value_parser = milliseconds)]
    pub(crate) max_time: Option<u32>,
}

impl Patience {
    pub(crate) const fn timers(&self) -> Timers {
        Timers::new()
            .first_byte_ms(self.first_byte_timeout)
            .idle_ms(self.idle_timeout)
            .content_idle_ms(self.content_timeout)
            .total_ms(self.max_time)
    }
}

/// What is read, and what is printed of it.
#[derive(Args)]
pub(crate) struct ReadAnswer {
    /// The body of a response; `-`, or nothing, reads it from stdin
    pub(crate) file: Option<PathBuf>,

    /// Which API it is of; `auto` tells by the first JSON object
    #[arg(long, value_enum, default_value_t = ReadApi::Auto)]
    pub(crate) api: ReadApi,

    /// How many bytes are read at a time, at the most; the output is the same for any
    #[arg(long, value_name = "N", default_value = "65536", value_parser = at_least_one)]
    pub(crate) chunk_size: NonZeroUsize,

    /// Print the last line alone: the outcome and the final object
    #[arg(long = "final")]
    pub(crate) final_only: bool,

    /// Print the bytes of the answer's text, and nothing else
    #[arg(long, conflicts_with = "final_only")]
    pub(crate) text: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReadApi {
    Responses,
    Chat,
    Auto,
}

/// What is served, and how it leaves.
#[derive(Args)]
pub(crate) struct Replay {
    /// Recorded streams of either API; which one a file is, its first event tells. None: the
    /// built-in demo. A request gets the file whose name (without extension) is its `model`, else
    /// those of its API in turn
    pub(crate) files: Vec<PathBuf>,

    /// An event stream of any content, served at /events for `headwater listen`: who comes back with
    /// a Last-Event-ID gets what follows it
    #[arg(long, value_name = "FILE")]
    pub(crate) feed: Option<PathBuf>,

    /// The port on 127.0.0.1 [default: any that is free]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub(crate) port: u16,

    /// How many bytes leave in each write
    #[arg(long, value_name = "N", conflicts_with = "awkward", value_parser = at_least_one)]
    pub(crate) chunk_size: Option<NonZeroUsize>,

    /// Cut at awkward places: within lines, characters and line ends
    #[arg(long)]
    pub(crate) awkward: bool,

    /// Milliseconds to wait before each event
    #[arg(long, value_name = "MS", conflicts_with = "natural")]
    pub(crate) pace: Option<u64>,

    /// Send at a model's pace
    #[arg(long)]
    pub(crate) natural: bool,

    /// Break off after so many bytes of the stream
    #[arg(long, value_name = "N")]
    pub(crate) truncate_after: Option<usize>,

    /// How it breaks off
    #[arg(long, value_enum, default_value_t = Truncation::Cut, requires = "truncate_after")]
    pub(crate) truncation: Truncation,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Truncation {
    /// The body ends as if it were whole
    Clean,
    /// The connection closes without the end of the body
    Cut,
    /// The connection is reset
    Reset,
    /// Nothing more comes
    Stall,
    /// Comments come, one a second, and nothing else
    KeepAlive,
    /// Comments come as fast as they are taken, and nothing else
    Flood,
}

fn at_least_one(number: &str) -> Result<NonZeroUsize, String> {
    number.parse().map_err(|_| "a whole number of at least 1 is needed".into())
}

/// Seconds, with up to three digits behind the point, as milliseconds.
fn milliseconds(seconds: &str) -> Result<u32, String> {
    let expected =
        || "seconds are needed, as in 30 or 0.5: above 0, and at most 4294967".to_owned();
    let (whole, part) = seconds.split_once('.').unwrap_or((seconds, "0"));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(whole) || !is_number(part) || part.len() > 3 {
        return Err(expected());
    }
    let whole: u32 = whole.parse().map_err(|_| expected())?;
    let part: u32 = format!("{part:0<3}").parse().map_err(|_| expected())?;
    let milliseconds = whole.checked_mul(1000).and_then(|whole| whole.checked_add(part));
    milliseconds.filter(|&it| it > 0).ok_or_else(expected)
}

#[cfg(test)]
mod tests {
    use super::milliseconds;

    #[test]
    fn seconds_have_up_to_three_digits_behind_the_point() {
        for (seconds, expected) in [
            ("1", Some(1_000)),
            ("0.5", Some(500)),
            ("0.05", Some(50)),
            ("1.234", Some(1_234)),
            ("4294967", Some(4_294_967_000)),
            ("4294967.295", Some(u32::MAX)),
            ("4294967.296", None),
            ("0", None),
            ("0.0", None),
            ("0.0004", None),
            ("", None),
            (".5", None),
            ("1.", None),
            ("-1", None),
            ("1e3", None),
        ] {
            assert_eq!(milliseconds(seconds).ok(), expected, "{seconds}");
        }
    }
}
