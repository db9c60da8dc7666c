//! Events as JSON lines, the same for every subcommand that prints them.

use std::io::{self, Write};

use headwater::{Event, Lossy};

/// `{"event":"message","data":"…","id":"…"}`; `id` is the last event ID in force.
pub(crate) fn event(out: &mut impl Write, event: Event<'_>) -> io::Result<()> {
    out.write_all(b"{\"event\":")?;
    string(out, event.event_type_lossy())?;
    out.write_all(b",\"data\":")?;
    string(out, event.data_lossy())?;
    out.write_all(b",\"id\":")?;
    string(out, event.last_event_id_lossy())?;
    out.write_all(b"}\n")
}

/// `{"<name>":"…"}`
pub(crate) fn one(out: &mut impl Write, name: &str, value: &str) -> io::Result<()> {
    write!(out, "{{\"{name}\":")?;
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"}\n")
}

/// A JSON string; U+FFFD for what is not UTF-8.
pub(crate) fn string(out: &mut impl Write, text: Lossy<'_>) -> io::Result<()> {
    Ok(serde_json::to_writer(out, &text.to_cow())?)
}
