//! A structured answer while it grows.

use headwater_openai::json::{JsonError, Piece, Quoted, Token, Tokenizer};

use super::screen::Screen;
use crate::exit::Stop;

/// The text of an answer that is to be JSON, on its way to stdout.
///
/// Where stderr is a terminal the value grows there, laid out in lines; as JSON grows at its end
/// alone, nothing of it is ever drawn again. The text itself goes to stdout as it is: as it comes, or
/// behind that view where both are terminals.
#[derive(Default)]
pub(crate) struct GrowingAnswer {
    layout: Layout,
    held: String,
}

impl GrowingAnswer {
    pub(super) fn push(&mut self, text: &str, screen: &mut Screen) -> Result<(), Stop> {
        let grown = self.layout.push(text);
        if !screen.shows_views() {
            return screen.text(text);
        }
        screen.view(&grown)?;
        if screen.answers_terminal() {
            self.held.push_str(text);
            return Ok(());
        }
        screen.text_beside_view(text)
    }

    /// No more comes: marks where the view is cut, and gives stdout what it is still to be given.
    pub(super) fn show_rest(&mut self, screen: &mut Screen) -> Result<(), Stop> {
        if screen.shows_views() && self.layout.tokenizer.offset() > 0 {
            if !self.layout.tokenizer.is_complete() {
                screen.view("…")?;
            }
            screen.text(&core::mem::take(&mut self.held))?;
        }
        Ok(())
    }

    /// Whether it is whole.
    pub(super) fn end(&mut self) -> Result<(), JsonError> {
        self.layout.tokenizer.end().map(drop)
    }
}

/// Lays out a JSON text in lines, in pieces as it comes.
#[derive(Default)]
struct Layout {
    tokenizer: Tokenizer,
    /// For each open container, whether something stands in it.
    open: Vec<bool>,
    behind_key: bool,
}

impl Layout {
    /// What `text` adds to the lines. Nothing more comes once the text has turned out to be no JSON.
    fn push(&mut self, text: &str) -> String {
        let mut shown = String::new();
        let mut rest = text.as_bytes();
        loop {
            let progress = self.tokenizer.advance(rest);
            let Some(Ok(token)) = self.tokenizer.token(rest) else { return shown };
            lay_out(token, &mut self.open, &mut self.behind_key, &mut shown);
            rest = rest.get(progress.consumed..).unwrap_or_default();
        }
    }
}

fn lay_out(token: Token<'_>, open: &mut Vec<bool>, behind_key: &mut bool, shown: &mut String) {
    let begins = match &token {
        Token::Key(piece) | Token::String(piece) | Token::Number(piece) => piece.is_first,
        Token::EndObject | Token::EndArray => false,
        _ => true,
    };
    if begins && !core::mem::take(behind_key) {
        if let Some(holds) = open.last_mut() {
            shown.push_str(if *holds { ",\n" } else { "\n" });
            *holds = true;
            indent(open.len(), shown);
        }
    }
    match token {
        Token::BeginObject => begin('{', open, shown),
        Token::BeginArray => begin('[', open, shown),
        Token::EndObject => end('}', open, shown),
        Token::EndArray => end(']', open, shown),
        Token::Key(piece) => {
            quoted(piece, shown);
            if piece.is_last {
                shown.push_str(": ");
                *behind_key = true;
            }
        }
        Token::String(piece) => quoted(piece, shown),
        Token::Number(piece) => shown.push_str(piece.text),
        Token::Bool(true) => shown.push_str("true"),
        Token::Bool(false) => shown.push_str("false"),
        _ => shown.push_str("null"),
    }
}

fn begin(bracket: char, open: &mut Vec<bool>, shown: &mut String) {
    shown.push(bracket);
    open.push(false);
}

fn end(bracket: char, open: &mut Vec<bool>, shown: &mut String) {
    if open.pop() == Some(true) {
        shown.push('\n');
        indent(open.len(), shown);
    }
    shown.push(bracket);
}

fn indent(depth: usize, shown: &mut String) {
    for _ in 0..depth {
        shown.push_str("  ");
    }
}

/// Each piece as a part of one string in quotes.
fn quoted(piece: Piece<'_>, shown: &mut String) {
    let whole = Quoted(piece.text).to_string();
    let inside = whole.get(1..whole.len().saturating_sub(1)).unwrap_or_default();
    if piece.is_first {
        shown.push('"');
    }
    shown.push_str(inside);
    if piece.is_last {
        shown.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::Layout;

    const TEXT: &str = r#"{"a":[1,-2.5e3,{"b":{}}],"c\n":"Zür\u0069ch \"川\" \ud83d\ude00","d":[],"e":[true,false,null]}"#;
    const LAID_OUT: &str = "{\n  \"a\": [\n    1,\n    -2.5e3,\n    {\n      \"b\": {}\n    }\n  ],\n  \
        \"c\\n\": \"Zürich \\\"川\\\" 😀\",\n  \"d\": [],\n  \"e\": [\n    true,\n    false,\n    null\n  ]\n}";

    #[test]
    fn it_is_laid_out_alike_however_it_comes() {
        assert_eq!(Layout::default().push(TEXT), LAID_OUT);
        for (at, _) in TEXT.char_indices() {
            let mut layout = Layout::default();
            let (before, after) = TEXT.split_at(at);
            let shown = layout.push(before);
            assert!(LAID_OUT.starts_with(&shown), "{shown}");
            assert_eq!(shown + &layout.push(after), LAID_OUT, "cut at {at}");
        }
        let mut layout = Layout::default();
        let by_character: String =
            TEXT.chars().map(|character| layout.push(&character.to_string())).collect();
        assert_eq!(by_character, LAID_OUT);
        let value: serde_json::Value = serde_json::from_str(TEXT).unwrap();
        assert_eq!(serde_json::from_str::<serde_json::Value>(LAID_OUT).unwrap(), value);
    }

    #[test]
    fn what_is_no_json_ends_it() {
        let mut layout = Layout::default();
        assert_eq!(layout.push("[1, Sorry"), "[\n  1");
        assert_eq!(layout.push("2]"), "");
        assert!(layout.tokenizer.end().is_err());
    }
}
