//! Events on stdout.

use std::io::{self, BufWriter, IsTerminal as _, Write as _};

use headwater::{DecodeError, Event};

use crate::{
    args::Output,
    decode::describe,
    exit::{self, Stop},
    json_lines,
    visible::visible,
};

/// Prints events; what was printed is seen when it is flushed.
pub(super) struct Printer {
    out: BufWriter<io::Stdout>,
    form: Output,
    is_terminal: bool,
}

impl Printer {
    pub(super) fn new(form: Output) -> Self {
        let stdout = io::stdout();
        let is_terminal = stdout.is_terminal();
        Self { out: BufWriter::new(stdout), form, is_terminal }
    }

    /// An event's data, behind its type where it has one of its own.
    pub(super) fn event(&mut self, event: Event<'_>) -> Result<(), Stop> {
        if self.form == Output::Jsonl {
            return Ok(json_lines::event(&mut self.out, event)?);
        }
        if event.event_type() != b"message" {
            self.text(event.event_type())?;
            self.text(b": ")?;
        }
        self.text(event.data())?;
        self.text(b"\n")
    }

    pub(super) fn comment(&mut self, comment: &[u8]) -> Result<(), Stop> {
        if self.form == Output::Jsonl {
            let text = String::from_utf8_lossy(comment);
            return Ok(json_lines::one(&mut self.out, "comment", &text)?);
        }
        self.text(b":")?;
        self.text(comment)?;
        self.text(b"\n")
    }

    pub(super) fn dropped(&mut self, error: DecodeError) -> Result<(), Stop> {
        let said = describe(error);
        if self.form == Output::Jsonl {
            return Ok(json_lines::one(&mut self.out, "error", &said)?);
        }
        self.flush()?;
        exit::say(format_args!("{said}"));
        Ok(())
    }

    pub(super) fn flush(&mut self) -> Result<(), Stop> {
        Ok(self.out.flush()?)
    }

    /// The bytes as they came; made visible on a terminal.
    fn text(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        if self.is_terminal {
            let text = String::from_utf8_lossy(bytes);
            return Ok(self.out.write_all(visible(&text).as_bytes())?);
        }
        Ok(self.out.write_all(bytes)?)
    }
}
