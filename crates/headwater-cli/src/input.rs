//! What a command is given to read: a file, or standard input.

use std::{
    fs::File,
    io::{self, Read},
    num::NonZeroUsize,
    path::Path,
};

use crate::exit::Stop;

/// How much is read at a time, at least and at most: the chunks are as large as asked for, as far as
/// a read brings that much.
const READ_BYTES: [usize; 2] = [64 * 1024, 16 * 1024 * 1024];

/// Bytes as they come.
pub(crate) struct Input {
    name: String,
    source: Box<dyn Read>,
    buffer: Vec<u8>,
}

impl Input {
    /// Opens a file; without one, and with `-`, it is standard input. What is read is to be cut into
    /// chunks of this size.
    pub(crate) fn open(file: Option<&Path>, chunk_size: NonZeroUsize) -> Result<Self, Stop> {
        let name = file.map_or_else(|| "stdin".into(), |path| path.display().to_string());
        let source: Box<dyn Read> = match file {
            Some(path) if path.as_os_str() != "-" => {
                Box::new(File::open(path).map_err(|error| unreadable(&name, &error))?)
            }
            _ => Box::new(io::stdin().lock()),
        };
        let [least, most] = READ_BYTES;
        let buffer = vec![0; chunk_size.get().clamp(least, most)];
        Ok(Self { name, source, buffer })
    }

    /// Waits for more; `None` at the end.
    pub(crate) fn read(&mut self) -> Result<Option<&[u8]>, Stop> {
        loop {
            match self.source.read(&mut self.buffer) {
                Ok(0) => return Ok(None),
                Ok(len) => return Ok(Some(&self.buffer[..len])),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(unreadable(&self.name, &error)),
            }
        }
    }
}

fn unreadable(name: &str, error: &io::Error) -> Stop {
    Stop::usage(format_args!("cannot read {name}: {error}"))
}
