//! What is asked.

use std::io::{self, IsTerminal as _, Read as _};

use crate::exit::{Exit, Stop};

/// The prompt of the command line, or of stdin where that says so or is a pipe.
pub(super) fn read(words: &[String]) -> Result<String, Stop> {
    let from_stdin = match words {
        [] if io::stdin().is_terminal() => {
            return Err(Stop::usage(
                "no prompt: give one, as in `headwater ask \"Write a short poem.\"`, or pipe it in",
            ));
        }
        [] => true,
        [word] => word == "-",
        _ => false,
    };
    let prompt = if from_stdin { read_stdin()? } else { words.join(" ") };
    if prompt.trim().is_empty() {
        return Err(Stop::usage("the prompt is empty"));
    }
    Ok(prompt)
}

fn read_stdin() -> Result<String, Stop> {
    let mut prompt = String::new();
    io::stdin().lock().read_to_string(&mut prompt).map_err(|error| match error.kind() {
        io::ErrorKind::InvalidData => Stop::usage("the prompt on stdin is not UTF-8"),
        _ => {
            Stop::saying(Exit::LocalIo, format_args!("cannot read the prompt from stdin: {error}"))
        }
    })?;
    Ok(prompt)
}
