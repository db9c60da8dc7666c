//! `headwater read`: a recorded answer into typed events, its final object and its outcome.

mod which_api;

use std::{
    fs::File,
    io::{self, BufWriter, Read, Write},
};

use headwater::{Action, Instant, ResponseHead, Session, Step};
use headwater_openai::{AnswerItem, AnswerStream, Api, Delta};

use crate::{
    answer::{describe_outcome, lines},
    args::{ReadAnswer, ReadApi},
    exit::{Exit, Stop},
};
use which_api::WhichApi;

/// How much is read at a time, at least and at most: the chunks are as large as asked for, as far as
/// a read brings that much.
const READ_BYTES: [usize; 2] = [64 * 1024, 16 * 1024 * 1024];

pub(crate) fn run(args: &ReadAnswer) -> Result<(), Stop> {
    let mut input = open(args)?;
    let mut which = match args.api {
        ReadApi::Responses => WhichApi::known(Api::Responses),
        ReadApi::Chat => WhichApi::known(Api::ChatCompletions),
        ReadApi::Auto => WhichApi::default(),
    };
    let mut shown = Shown { out: BufWriter::new(io::stdout().lock()), answer: None, args };
    let [least, most] = READ_BYTES;
    let mut buffer = vec![0; args.chunk_size.get().clamp(least, most)];
    loop {
        let len = match input.read(&mut buffer) {
            Ok(0) => break,
            Ok(len) => len,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(unreadable(args, &error)),
        };
        if let Some((api, bytes)) = which.read(&buffer[..len]) {
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

fn open(args: &ReadAnswer) -> Result<Box<dyn Read>, Stop> {
    match &args.file {
        Some(path) if path.as_os_str() != "-" => match File::open(path) {
            Ok(file) => Ok(Box::new(file)),
            Err(error) => Err(unreadable(args, &error)),
        },
        _ => Ok(Box::new(io::stdin().lock())),
    }
}

fn unreadable(args: &ReadAnswer, error: &io::Error) -> Stop {
    let name = args.file.as_ref().map_or_else(|| "stdin".into(), |path| path.display().to_string());
    Stop::usage(format_args!("cannot read {name}: {error}"))
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
