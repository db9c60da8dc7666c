//! One answer, whichever command asks for it: requested, shown as it arrives, and how it ended.

mod connection;
mod ending;
mod endpoint;
mod growing;
mod http;
mod json_file;
pub(crate) mod lines;
mod screen;
mod stats;
mod tools;

use headwater_hyper::BodyReader;
use headwater_openai::{AnswerItem, AnswerStream, Api, Delta};
use hyper::{Response, body::Incoming};

use crate::{
    args::Shown,
    ctrl_c::CtrlC,
    exit::{Exit, Stop},
};
use growing::GrowingAnswer;
use stats::Stats;

pub(crate) use {
    connection::{Connection, Prepared},
    ending::{Last, describe_outcome, is_no_route},
    json_file::JsonFile,
    screen::Screen,
};

/// In which form an answer goes to stdout.
pub(crate) enum Form {
    /// Its text.
    Text,
    /// Every event and the outcome, each a line of JSON.
    JsonLines,
    /// JSON that is to keep to a schema.
    Structured(GrowingAnswer),
}

impl Form {
    pub(crate) fn structured() -> Self {
        Self::Structured(GrowingAnswer::default())
    }
}

/// Shows an answer as it arrives.
pub(crate) struct View {
    pub(crate) screen: Screen,
    pub(crate) form: Form,
    /// Tool calls are lines of JSON on stdout, not notes.
    pub(crate) calls_are_lines: bool,
    /// An answer that is finished is said to be.
    pub(crate) says_finished: bool,
    shows_stats: bool,
    stats: Stats,
}

impl View {
    /// Shows text, and every ending. What was asked is asked now.
    pub(crate) fn new(shown: &Shown) -> Self {
        Self {
            screen: Screen::new(shown),
            form: Form::Text,
            calls_are_lines: false,
            says_finished: true,
            shows_stats: shown.stats,
            stats: Stats::begin(),
        }
    }

    /// The next answer is asked for now.
    pub(crate) fn begin(&mut self) {
        self.stats = Stats::begin();
    }

    /// Reads a response to its end, or to Ctrl-C, and shows what comes.
    pub(crate) async fn show(
        &mut self,
        api: Api,
        response: Response<Incoming>,
        ctrl_c: &mut CtrlC,
    ) -> Result<(AnswerStream, Last), Stop> {
        let mut reader = BodyReader::from_response(response, AnswerStream::new(api));
        let last = loop {
            tokio::select! {
                next = reader.next() => match next {
                    Ok(Some(item)) => self.item(&item)?,
                    Ok(None) => break Last::Closed,
                    Err(error) => break Last::Broken(error),
                },
                () = ctrl_c.pressed() => break Last::CtrlC,
            }
        };
        if matches!(last, Last::CtrlC) {
            headwater::Session::close(reader.session_mut());
            // An event that lacks its blank line alone is handed out now.
            while let Ok(Some(item)) = reader.next().await {
                self.item(&item)?;
            }
        }
        self.stats.body(reader.bytes_read());
        Ok((reader.into_session(), last))
    }

    /// No response came, for this reason. As JSON lines that is an outcome, too.
    pub(crate) fn end_without_answer(&mut self, why: Stop) -> Stop {
        let failed_by = match why.exit {
            Exit::Failed => Some(why.message.as_deref().unwrap_or("failed")),
            Exit::Interrupted | Exit::CtrlC => None,
            _ => return why,
        };
        if let Form::JsonLines = self.form {
            let mut line = Vec::new();
            let written = lines::ending_without_answer(&mut line, failed_by).map_err(Stop::from);
            if let Err(stop) = written.and_then(|()| self.screen.lines(&line)) {
                return stop;
            }
        }
        why
    }

    /// Shows how it ended, and gives the exit code that goes with that.
    pub(crate) fn end(
        &mut self,
        answer: &AnswerStream,
        last: &Last,
        advice: Option<&str>,
    ) -> Result<Exit, Stop> {
        if let Form::Structured(growing) = &mut self.form {
            growing.show_rest(&mut self.screen)?;
        }
        self.screen.finish()?;
        if let Form::JsonLines = self.form {
            let mut line = Vec::new();
            lines::ending(&mut line, answer)?;
            self.screen.lines(&line)?;
        }
        for call in answer.tool_calls() {
            if self.calls_are_lines {
                let mut line = Vec::new();
                lines::tool_call(&mut line, call)?;
                line.push(b'\n');
                self.screen.lines(&line)?;
            } else {
                self.screen.note(&ending::describe_call(call));
            }
        }
        let (mut exit, mut said) = ending::describe(answer, last);
        if let (Form::Structured(growing), Exit::Fine) = (&mut self.form, exit) {
            if answer.tool_calls().is_empty() && growing.end().is_err() {
                exit = Exit::Failed;
                said = "failed: the answer is no JSON: the server may not know of schemas".into();
            }
        }
        if exit != Exit::Fine || !answer.tool_calls().is_empty() || self.says_finished {
            self.screen.note(&said);
        }
        if let Some(advice) = advice {
            self.screen.note(advice);
        }
        if self.shows_stats {
            let ending = said.split(':').next().unwrap_or_default();
            self.screen.note(&format!("{}, {ending}", self.stats));
        }
        Ok(exit)
    }

    fn item(&mut self, item: &AnswerItem<'_>) -> Result<(), Stop> {
        if item.event().is_some() {
            self.stats.event();
        }
        if let Form::JsonLines = self.form {
            let mut lines = Vec::new();
            lines::item(&mut lines, item)?;
            self.screen.lines(&lines)?;
        }
        if let Some(error) = item.error() {
            self.screen.note(&error.to_string());
        }
        for delta in item.deltas() {
            self.stats.delta(&delta);
            self.delta(delta)?;
        }
        Ok(())
    }

    fn delta(&mut self, delta: Delta<'_>) -> Result<(), Stop> {
        match (delta, &mut self.form) {
            (_, Form::JsonLines) => Ok(()),
            (Delta::Text { choice: 0, text, .. }, Form::Structured(growing)) => {
                growing.push(text, &mut self.screen)
            }
            (Delta::Text { choice: 0, text, .. }, Form::Text) => self.screen.text(text),
            (Delta::Reasoning { choice: 0, item, part, text, .. }, _) => {
                self.screen.reasoning((item, part), text)
            }
            (Delta::Refusal { choice: 0, text, .. }, _) => self.screen.refusal(text),
            _ => Ok(()),
        }
    }
}
