//! The conformance cases that are kept beside the repository.

use std::path::PathBuf;

/// The folder that `HEADWATER_SHARED` names, else `shared` beside the workspace root; `None`
/// where it is not there.
#[must_use]
pub fn folder() -> Option<PathBuf> {
    let beside = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared"));
    let folder = std::env::var_os("HEADWATER_SHARED").map_or_else(beside, PathBuf::from);
    folder.is_dir().then_some(folder)
}

/// A conformance case.
#[derive(Clone, Debug)]
pub struct Case {
    /// What it is called.
    pub name: String,
    /// The stream.
    pub input: Vec<u8>,
}

/// The conformance cases; `None` where the folder is not there.
///
/// # Errors
/// The file is not there or cannot be read as what it should be.
pub fn conformance_cases() -> Result<Option<Vec<Case>>, String> {
    #[derive(serde::Deserialize)]
    struct Vectors {
        cases: Vec<Written>,
    }
    #[derive(serde::Deserialize)]
    struct Written {
        name: String,
        input_hex: String,
    }
    let Some(folder) = folder() else { return Ok(None) };
    let file = folder.join("vectors/event_stream.json");
    let text = std::fs::read_to_string(&file).map_err(|error| format!("{file:?}: {error}"))?;
    let vectors: Vectors =
        serde_json::from_str(&text).map_err(|error| format!("{file:?}: {error}"))?;
    let case = |case: Written| Some(Case { name: case.name, input: from_hex(&case.input_hex)? });
    let cases: Option<Vec<_>> = vectors.cases.into_iter().map(case).collect();
    cases.map(Some).ok_or_else(|| format!("{file:?}: input_hex is not hexadecimal"))
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let pair = |pair: &[u8]| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok();
    text.as_bytes().chunks(2).map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::from_hex;

    #[test]
    fn hexadecimal_is_read() {
        assert_eq!(from_hex("00fF0a"), Some(vec![0, 255, 10]));
        assert_eq!(from_hex("0g"), None);
    }
}
