//! Control characters made visible: what a model or a server says must not drive the terminal.

use std::{
    borrow::Cow,
    io::{self, IsTerminal as _},
};

/// The text with control characters other than newline and tab shown instead of sent: those of
/// ASCII as their Unicode pictures, the others as `\u{9b}`.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match (is_hidden(character), character) {
            (false, _) => shown.push(character),
            (true, '\u{7f}') => shown.push('\u{2421}'),
            (true, ..'\u{20}') => {
                shown.extend(char::from_u32(0x2400 + u32::from(character)));
            }
            (true, _) => shown.extend(character.escape_unicode()),
        }
    }
    Cow::Owned(shown)
}

fn is_hidden(character: char) -> bool {
    character.is_control() && !matches!(character, '\n' | '\t')
}

/// The text as it may go to stderr: made visible where that is a terminal.
pub(crate) fn for_stderr(text: &str) -> Cow<'_, str> {
    if io::stderr().is_terminal() { visible(text) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn control_characters_are_shown_not_sent() {
        assert_eq!(visible("a\tb\nc — 漢字 🌊"), "a\tb\nc — 漢字 🌊");
        assert_eq!(visible("\u{1b}[2J\r\u{7}\0\u{7f}"), "␛[2J␍␇␀␡");
        assert_eq!(visible("\u{9b}31m\u{85}"), "\\u{9b}31m\\u{85}");
        for code in (0..0x20).chain(0x7f..0xa0) {
            let character = char::from_u32(code).expect("a character");
            let shown = visible(character.encode_utf8(&mut [0; 4])).into_owned();
            assert_eq!(shown.chars().any(char::is_control), matches!(character, '\n' | '\t'));
        }
    }
}
