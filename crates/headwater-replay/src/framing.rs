//! Just enough of the event-stream format to know where lines and events end.

/// The lines of a stream, without their ends (LF, CRLF or CR) and without a byte order mark.
pub(crate) struct Lines<'a> {
    rest: &'a [u8],
}

impl<'a> Lines<'a> {
    pub(crate) fn new(stream: &'a [u8]) -> Self {
        Self { rest: stream.strip_prefix(b"\xef\xbb\xbf").unwrap_or(stream) }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        if self.rest.is_empty() {
            return None;
        }
        let (line, next) = line_at(self.rest, 0);
        let content = self.rest.get(..line);
        self.rest = self.rest.get(next..).unwrap_or_default();
        content
    }
}

/// Where the line that begins at `from` ends, and where the next begins.
fn line_at(bytes: &[u8], from: usize) -> (usize, usize) {
    let rest = bytes.get(from..).unwrap_or_default();
    let Some(length) = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')) else {
        return (bytes.len(), bytes.len());
    };
    let end = from + length;
    let crlf = bytes.get(end..).is_some_and(|rest| rest.starts_with(b"\r\n"));
    (end, end + if crlf { 2 } else { 1 })
}

/// Where the event that begins at `from` ends: behind the blank line that closes it, or at the end
/// of the stream. Further blank lines in front belong to it.
pub(crate) fn event_end(bytes: &[u8], from: usize) -> usize {
    let mut line = from;
    let mut has_content = false;
    while line < bytes.len() {
        let (end, next) = line_at(bytes, line);
        if end > line {
            has_content = true;
        } else if has_content {
            return next;
        }
        line = next;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::{Lines, event_end};

    #[track_caller]
    fn events(stream: &str, expected: &[&str]) {
        let (mut found, mut from) = (Vec::new(), 0);
        while from < stream.len() {
            let end = event_end(stream.as_bytes(), from);
            found.push(&stream[from..end]);
            from = end;
        }
        assert_eq!(found, expected);
    }

    #[test]
    fn events_end_behind_their_blank_line() {
        events("a\n\nb\nc\n\n", &["a\n\n", "b\nc\n\n"]);
        events("a\r\n\r\nb\r\n\r\n", &["a\r\n\r\n", "b\r\n\r\n"]);
        events("a\r\rb\r\r", &["a\r\r", "b\r\r"]);
        events("a\n\n\n\nb\n\n\n", &["a\n\n", "\n\nb\n\n", "\n"]);
        events("a\n\nb", &["a\n\n", "b"]);
        events("", &[]);
    }

    #[test]
    fn lines_have_no_ends() {
        let lines: Vec<_> = Lines::new("\u{feff}a\r\n\rb\n\nc".as_bytes()).collect();
        assert_eq!(lines, [b"a".as_slice(), b"", b"b", b"", b"c"]);
    }
}
