//! Cutting text the way a tokenizer would.

/// The longest piece of a word, in characters; tokenizers know most words up to about here whole.
const WORD: usize = 8;
const DIGITS: usize = 3;
/// CJK characters mostly come one or two at a time.
const CJK: usize = 2;

/// The text in tokens: words with the space in front of them, long ones in two; numbers in threes;
/// punctuation and line breaks apart; CJK characters by one or two; an emoji whole. Together they
/// are the text.
pub(super) fn of(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    core::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (token, behind) = rest.split_at_checked(token_length(rest)).unwrap_or((rest, ""));
        rest = behind;
        Some(token)
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Space,
    Break,
    Digit,
    Cjk,
    Letter,
    Symbol,
}

fn class(character: char) -> Class {
    match character {
        '\n' | '\r' => Class::Break,
        // Kana, ideographs, Hangul, full-width forms.
        '\u{3040}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' => Class::Cjk,
        c if c.is_whitespace() => Class::Space,
        c if c.is_numeric() => Class::Digit,
        c if c.is_alphabetic() || joins_letters(c) => Class::Letter,
        _ => Class::Symbol,
    }
}

/// Apostrophes stay in their word.
const fn joins_letters(character: char) -> bool {
    matches!(character, '\'' | '’')
}

fn token_length(text: &str) -> usize {
    let mut behind = text;
    let mut length = 0;
    if let Some(word) = text.strip_prefix(' ') {
        // A single space belongs to what follows on the same line.
        if word.starts_with(|c| !matches!(class(c), Class::Space | Class::Break)) {
            (behind, length) = (word, 1);
        }
    }
    let Some(first) = behind.chars().next() else { return text.len() };
    let kind = class(first);
    let run = behind.chars().take_while(|&c| class(c) == kind).count();
    let take = match kind {
        Class::Letter if run > WORD => run.div_ceil(2).clamp(1, WORD),
        Class::Digit => run.min(DIGITS),
        Class::Cjk => run.min(CJK - usize::from(u32::from(first) % 3 == 0)),
        Class::Symbol => symbols(behind),
        Class::Letter | Class::Space | Class::Break => run,
    };
    length + behind.chars().take(take).map(char::len_utf8).sum::<usize>()
}

/// How many characters the symbol in front has: an emoji keeps its modifiers and joined parts, and
/// one mark repeated, such as "...", is one token.
fn symbols(text: &str) -> usize {
    let mut characters = text.chars();
    let Some(first) = characters.next() else { return 0 };
    let mut count = 1;
    let mut joined = false;
    for character in characters {
        let modifies =
            matches!(character, '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}');
        if !(modifies || joined || character == first) {
            break;
        }
        joined = character == '\u{200d}';
        count += 1;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::of;

    #[track_caller]
    fn cuts(text: &str, expected: &[&str]) {
        assert_eq!(of(text).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn like_a_tokenizer() {
        cuts(
            "It's 12345 metres, no more.\n\nRead—",
            &["It's", " 123", "45", " metres", ",", " no", " more", ".", "\n\n", "Read", "—"],
        );
        cuts("a headwater runs", &["a", " headw", "ater", " runs"]);
        cuts("{\"city\":\"Zürich\"}", &["{", "\"", "city", "\"", ":", "\"", "Zürich", "\"", "}"]);
        cuts("a  b\n c ", &["a", "  ", "b", "\n", " c", " "]);
        cuts("👩‍💻🏔️!", &["👩‍💻", "🏔️", "!"]);
        cuts("...", &["..."]);
        cuts("", &[]);
    }

    #[test]
    fn cjk_by_one_or_two() {
        for token in of("水は低きに流れる") {
            assert!((1..=2).contains(&token.chars().count()));
        }
    }

    #[test]
    fn nothing_is_lost() {
        for text in
            ["Ünïcödé — 水 a\u{301} \t\r\n  x", " ", "\n ", "internationalisation 1½ 한국어"]
        {
            assert_eq!(of(text).collect::<String>(), text);
            assert!(of(text).all(|token| !token.is_empty()));
        }
    }
}
