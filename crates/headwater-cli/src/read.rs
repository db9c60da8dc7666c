//! `headwater read`: a recorded answer into typed events, its final object and its outcome.

mod which_api;

use std::io::{self, BufWriter, Write};

use headwater::{Action, Instant, ResponseHead, Session, Step};
use headwater_openai::{AnswerItem, AnswerStream, Api, Delta};

use crate::{
    answer::{describe_outcome, lines},
    args::{ReadAnswer, ReadApi},
    exit::{Exit, Stop},
    input::Input,
};
use which_api::WhichApi;

pub(crate) fn run(args: &ReadAnswer) -> Result<(), Stop> {
    let mut input = Input::open(args.file.as_deref(), args.chunk_size)?;
    let mut which = match args.api {
        ReadApi::Responses => WhichApi::known(Api::Responses),
        ReadApi::Chat => WhichApi::known(Api::ChatCompletions),
        ReadApi::Auto => WhichApi::default(),
    };
    let mut shown = Shown { out: BufWriter::new(io::stdout().lock()), answer: None, args };
    while let Some(bytes) = input.read()? {
        if let Some((api, bytes)) = which.read(bytes) {
            shown.read(api, &bytes)?;
        }
        // The next read may wait for a live stream: what there is has to be seen before it does.
        shown.out.flush()?;
        if shown.is_over() {
            break;
        }
    }
    let (api, bytes) = which.end();
    shown.read(api, &bytes)?;
    shown.end(api)
}

struct Shown<'a, W> {
    out: W,
    /// Begun with the first bytes.
    answer: Option<AnswerStream>,
    args: &'a ReadAnswer,
}

impl<W: Write> Shown<'_, W> {
    fn read(&mut self, api: Api, bytes: &[u8]) -> io::Result<()> {
        let answer = self.answer.get_or_insert_with(|| begun(api));
        for chunk in bytes.chunks(self.args.chunk_size.get()) {
            drain(answer, chunk, self.args, &mut self.out)?;
        }
        Ok(())
    }

    /// The answer's end came. What feeds a pipe may stay on for ever.
    fn is_over(&self) -> bool {
        self.answer.as_ref().is_some_and(|answer| answer.action() != Action::Read)
    }

    fn end(mut self, api: Api) -> Result<(), Stop> {
        let mut answer = self.answer.take().unwrap_or_else(|| begun(api));
        if answer.action() == Action::Read {
            answer.handle_end(Instant::ORIGIN);
            drain(&mut answer, &[], self.args, &mut self.out)?;
        }
        if !self.args.text {
            lines::ending(&mut self.out, &answer)?;
        }
        self.out.flush()?;
        let Some(outcome) = answer.outcome() else { return Ok(()) };
        match describe_outcome(outcome) {
            (Exit::Fine, _) => Ok(()),
            (exit, said) if self.args.text => Err(Stop { message: Some(said), exit }),
            (exit, _) => Err(Stop::quietly(exit)),
        }
    }
}

fn begun(api: Api) -> AnswerStream {
    let mut answer = AnswerStream::new(api);
    answer.handle_response(ResponseHead::new(200), Instant::ORIGIN);
    answer
}

fn drain(
    answer: &mut AnswerStream,
    mut chunk: &[u8],
    args: &ReadAnswer,
    out: &mut impl Write,
) -> io::Result<()> {
    loop {
        let progress = answer.advance(chunk, Instant::ORIGIN);
        if progress.step == Step::NeedData {
            return Ok(());
        }
        if let Some(item) = answer.item(chunk) {
            if args.text {
                text(&item, out)?;
            } else if !args.final_only {
                lines::item(out, &item)?;
            }
        }
        chunk = chunk.get(progress.consumed..).unwrap_or_default();
    }
}

/// The text of choice 0, which is the only one there is of a Responses answer.
fn text(item: &AnswerItem<'_>, out: &mut impl Write) -> io::Result<()> {
    for delta in item.deltas() {
        if let Delta::Text { choice: 0, text, .. } = delta {
            out.write_all(text.as_bytes())?;
        }
    }
    Ok(())
}
