//! `headwater decode`: an event stream into JSON lines.

use std::{
    fs::File,
    io::{self, BufWriter, Read, Write},
};

use headwater::{Config, DecodeError, Decoder, Item, Step};

use crate::{args::Decode, exit::Stop, json_lines};

/// How much is read at a time, at least and at most: the chunks are as large as asked for, as far as
/// a read brings that much.
const READ_BYTES: [usize; 2] = [64 * 1024, 16 * 1024 * 1024];

pub(crate) fn run(args: &Decode) -> Result<(), Stop> {
    let config = Config::new().max_event_bytes(args.max_event_bytes).report_comments(args.comments);
    let mut decoder = Decoder::with_config(config);
    if let Some(id) = &args.last_event_id {
        decoder
            .set_last_event_id(id.as_bytes())
            .map_err(|error| Stop::usage(format_args!("--last-event-id: {error}")))?;
    }
    let mut lines = Lines { out: BufWriter::new(io::stdout().lock()), events: 0 };
    let mut input = open(args)?;
    let [least, most] = READ_BYTES;
    let mut buffer = vec![0; args.chunk_size.get().clamp(least, most)];
    loop {
        let len = match input.read(&mut buffer) {
            Ok(0) => break,
            Ok(len) => len,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(unreadable(args, &error)),
        };
        for chunk in buffer[..len].chunks(args.chunk_size.get()) {
            lines.decode(&mut decoder, chunk)?;
        }
        // The next read may wait for a live stream: what there is has to be seen before it does.
        lines.out.flush()?;
    }
    decoder.end();
    if args.summary {
        lines.summary(&decoder)?;
    }
    Ok(lines.out.flush()?)
}

fn open(args: &Decode) -> Result<Box<dyn Read>, Stop> {
    match &args.file {
        Some(path) if path.as_os_str() != "-" => match File::open(path) {
            Ok(file) => Ok(Box::new(file)),
            Err(error) => Err(unreadable(args, &error)),
        },
        _ => Ok(Box::new(io::stdin().lock())),
    }
}

fn unreadable(args: &Decode, error: &io::Error) -> Stop {
    let name = args.file.as_ref().map_or_else(|| "stdin".into(), |path| path.display().to_string());
    Stop::usage(format_args!("cannot read {name}: {error}"))
}

/// The error in the words of the command: the library's name its own settings.
pub(crate) fn describe(error: DecodeError) -> String {
    match error {
        DecodeError::EventTooLarge { limit } => format!(
            "an event is over the limit of {limit} bytes: it was dropped; raise --max-event-bytes to \
             see it"
        ),
        DecodeError::IdTooLong { limit } => {
            format!("an id is over the limit of {limit} bytes: the field was ignored")
        }
        DecodeError::CommentTooLong { limit } => {
            format!("a comment is over the limit of {limit} bytes: it was dropped")
        }
        other => other.to_string(),
    }
}

struct Lines<W> {
    out: W,
    events: u64,
}

impl<W: Write> Lines<W> {
    fn decode(&mut self, decoder: &mut Decoder, mut chunk: &[u8]) -> io::Result<()> {
        loop {
            let progress = decoder.advance(chunk);
            if progress.step == Step::NeedData {
                return Ok(());
            }
            match decoder.item(chunk) {
                Some(Ok(Item::Event(event))) => {
                    self.events += 1;
                    json_lines::event(&mut self.out, event)?;
                }
                Some(Ok(Item::Comment(comment))) => {
                    let text = String::from_utf8_lossy(comment);
                    json_lines::one(&mut self.out, "comment", &text)?;
                }
                Some(Err(error)) => {
                    json_lines::one(&mut self.out, "error", &describe(error))?;
                }
                _ => {}
            }
            chunk = chunk.get(progress.consumed..).unwrap_or_default();
        }
    }

    fn summary(&mut self, decoder: &Decoder) -> io::Result<()> {
        let id = String::from_utf8_lossy(decoder.last_event_id());
        write!(self.out, "{{\"end\":{{\"events\":{},\"last_event_id\":", self.events)?;
        serde_json::to_writer(&mut self.out, &id)?;
        self.out.write_all(b",\"reconnection_time_ms\":")?;
        serde_json::to_writer(&mut self.out, &decoder.reconnection_time_ms())?;
        self.out.write_all(b",\"unfinished\":")?;
        match decoder.unfinished() {
            Some(event) => json_lines::string(&mut self.out, event.data_lossy())?,
            None => self.out.write_all(b"null")?,
        }
        self.out.write_all(b"}}\n")
    }
}
