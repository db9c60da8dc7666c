//! `headwater decode`: an event stream into JSON lines.

use std::io::{self, BufWriter, Write};

use headwater::{Config, DecodeError, Decoder, Item, Step};

use crate::{args::Decode, exit::Stop, input::Input, json_lines};

pub(crate) fn run(args: &Decode) -> Result<(), Stop> {
    let config = Config::new().max_event_bytes(args.max_event_bytes).report_comments(args.comments);
    let mut decoder = Decoder::with_config(config);
    if let Some(id) = &args.last_event_id {
        decoder
            .set_last_event_id(id.as_bytes())
            .map_err(|error| Stop::usage(format_args!("--last-event-id: {error}")))?;
    }
    let mut lines = Lines { out: BufWriter::new(io::stdout().lock()), events: 0 };
    let mut input = Input::open(args.file.as_deref(), args.chunk_size)?;
    while let Some(bytes) = input.read()? {
        for chunk in bytes.chunks(args.chunk_size.get()) {
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
