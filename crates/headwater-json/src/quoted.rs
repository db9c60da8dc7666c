//! Text written as a JSON string.

use core::fmt::{self, Write};

use crate::search;

/// A text that [`Display`](fmt::Display) writes as a JSON string, in quotes, escaped where it must be.
///
/// ```
/// assert_eq!(headwater_json::Quoted("say \"hi\"\n").to_string(), r#""say \"hi\"\n""#);
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Quoted<'a>(pub &'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        let mut rest = self.0;
        while let Some((plain, special)) = rest.split_at_checked(search::plain_len(rest.as_bytes()))
        {
            f.write_str(plain)?;
            let mut characters = special.chars();
            match characters.next() {
                None => break,
                Some('\n') => f.write_str("\\n")?,
                Some('\r') => f.write_str("\\r")?,
                Some('\t') => f.write_str("\\t")?,
                Some(character @ ('"' | '\\')) => write!(f, "\\{character}")?,
                Some(control) => write!(f, "\\u{:04x}", u32::from(control))?,
            }
            rest = characters.as_str();
        }
        f.write_char('"')
    }
}

/// Shows the size, not the content.
impl fmt::Debug for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Quoted").field("len", &self.0.len()).finish()
    }
}
