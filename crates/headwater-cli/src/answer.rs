//! One answer, whichever command asks for it: requested, shown as it arrives, and how it ended.

mod connection;
mod ending;
mod endpoint;
mod growing;
mod json_file;
pub(crate) mod lines;
mod screen;
mod stats;
mod tools;

use std::future::poll_fn;

use headwater::Session as _;
use headwater_openai::{
    AnswerItem, AnswerSessionConfig, AnswerSessionItem, Api, Delta, Operation, Request, Retrying,
};

use crate::{
    args::Shown,
    ctrl_c::CtrlC,
    exit::{Exit, Stop},
    http_client::{Broken, chain},
};
use growing::GrowingAnswer;
use stats::Stats;

pub(crate) use {
    connection::{Asking, Connection, Prepared},
    ending::{Last, describe_outcome, has_no_route, is_no_route, without_response},
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

    /// Asks, and shows what comes of it. Where the server has no route for the first API, and the
    /// command line does not insist on that, it is asked over the other: `ask` makes the request.
    pub(crate) async fn ask(
        &mut self,
        connection: &Connection<'_>,
        ask: impl Fn(Api) -> Request,
        config: &AnswerSessionConfig,
        stopper: &mut Stopper<'_>,
    ) -> Result<(Request, Asking, Last), Stop> {
        let mut api = connection.first_api();
        loop {
            let request = ask(api);
            let mut asking = connection.ask(&request, config.clone())?;
            let last = self.show(&mut asking, stopper).await?;
            if connection.falls_back_from(request.api()) && has_no_route(&asking) {
                api = Api::ChatCompletions;
                continue;
            }
            return Ok((request, asking, last));
        }
    }

    /// Waits for an answer to its end, or to Ctrl-C, and shows what comes.
    pub(crate) async fn show(
        &mut self,
        asking: &mut Asking,
        stopper: &mut Stopper<'_>,
    ) -> Result<Last, Stop> {
        let mut last = self.show_until_pressed(asking, stopper).await?;
        if stopper.cancels && matches!(last, Last::CtrlC) {
            stopper.ctrl_c.is_heeded();
            self.screen.note("cancelling; Ctrl-C again does not wait for that");
            let now = asking.now();
            asking.session_mut().cancel(now);
            last = match self.show_until_pressed(asking, stopper).await? {
                Last::CtrlC => Last::CtrlC,
                _ => Last::Cancelled,
            };
        }
        if matches!(last, Last::CtrlC) {
            asking.session_mut().close();
            // An event that lacks its blank line alone is handed out now.
            while let Ok(true) = poll_fn(|cx| asking.poll_advance(cx)).await {
                self.session_item(asking)?;
            }
        }
        self.stats.body(asking.bytes_read());
        Ok(last)
    }

    async fn show_until_pressed(
        &mut self,
        asking: &mut Asking,
        stopper: &mut Stopper<'_>,
    ) -> Result<Last, Stop> {
        loop {
            let advanced = tokio::select! {
                advanced = poll_fn(|cx| asking.poll_advance(cx)) => advanced,
                () = stopper.ctrl_c.pressed() => return Ok(Last::CtrlC),
            };
            match advanced {
                Ok(true) => self.session_item(asking)?,
                Ok(false) => return Ok(Last::Closed),
                Err(error) => return Ok(Last::Broken(error)),
            }
        }
    }

    fn session_item(&mut self, asking: &Asking) -> Result<(), Stop> {
        match asking.item() {
            Some(AnswerSessionItem::Answer(item)) => self.item(&item),
            Some(AnswerSessionItem::Retrying(how)) => {
                self.screen.note(&describe_retrying(how, asking.last_error()));
                Ok(())
            }
            _ => Ok(()),
        }
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
        asking: &Asking,
        last: &Last,
        advice: Option<&str>,
    ) -> Result<Exit, Stop> {
        let answer = asking.session().answer();
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
        let (mut exit, mut said) = ending::describe(asking, last);
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

/// What Ctrl-C does while an answer is awaited.
pub(crate) struct Stopper<'a> {
    pub(crate) ctrl_c: &'a mut CtrlC,
    /// The first one asks the server to cancel it.
    pub(crate) cancels: bool,
}

fn describe_retrying(how: Retrying, broken: Option<&Broken>) -> String {
    let why = broken.map_or_else(|| how.why.to_string(), |broken| chain(broken));
    let next = match how.next {
        Operation::Create if how.starts_over => "asking for another answer",
        Operation::Create => "asking again",
        Operation::Resume => "taking it up again",
        Operation::Retrieve => "asking for what there is of it",
        _ => "asking once more to cancel it",
    };
    let [seconds, milliseconds] = [how.delay_ms / 1000, how.delay_ms % 1000];
    format!("{why}; {next} in {seconds}.{milliseconds:03} s")
}
