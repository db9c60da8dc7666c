//! What is to be written, as text that a fuzzer can change without breaking its form.

/// Stands between two records. ASCII made it for this, and nothing else here means anything by it.
const RECORD_SEPARATOR: u8 = 0x1E;
/// Stands between the parts of a record.
const UNIT_SEPARATOR: u8 = 0x1F;

/// A comment, which is one part, or an event: data, type, reconnection time in digits, id. Those at
/// the end may be missing, but one separator makes an event.
pub(crate) enum Record<'a> {
    Comment(&'a [u8]),
    Event { data: &'a [u8], event_type: Option<&'a [u8]>, retry: Option<u64>, id: Option<&'a [u8]> },
}

pub(crate) fn read(script: &[u8]) -> impl Iterator<Item = Record<'_>> {
    script.split(|&byte| byte == RECORD_SEPARATOR).map(Record::read)
}

impl<'a> Record<'a> {
    fn read(record: &'a [u8]) -> Self {
        let mut parts = record.splitn(4, |&byte| byte == UNIT_SEPARATOR);
        let text = parts.next().unwrap_or_default();
        let Some(event_type) = parts.next() else { return Self::Comment(text) };
        let retry = parts.next().and_then(|digits| str::from_utf8(digits).ok()?.parse().ok());
        Self::Event { data: text, event_type: Some(event_type), retry, id: parts.next() }
    }
}
