//! The conformance cases, which are those of the core's own tests.

const FILE: &str = include_str!("../../crates/headwater/tests/vectors/event_stream.json");

/// A conformance case.
#[derive(Clone, Debug)]
pub struct Case {
    /// What it is called.
    pub name: String,
    /// The stream.
    pub input: Vec<u8>,
}

/// The conformance cases.
///
/// # Errors
/// The file is not what it should be.
pub fn conformance_cases() -> Result<Vec<Case>, String> {
    #[derive(serde::Deserialize)]
    struct Vectors {
        cases: Vec<Written>,
    }
    #[derive(serde::Deserialize)]
    struct Written {
        name: String,
        input_hex: String,
    }
    let vectors: Vectors =
        serde_json::from_str(FILE).map_err(|error| format!("event_stream.json: {error}"))?;
    let case = |case: Written| {
        let input = from_hex(&case.input_hex)
            .ok_or_else(|| format!("event_stream.json: the hexadecimal of {}", case.name))?;
        Ok(Case { name: case.name, input })
    };
    vectors.cases.into_iter().map(case).collect()
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
