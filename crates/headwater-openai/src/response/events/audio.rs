//! Speech.

use alloc::borrow::Cow;

use super::events;

events! {
    /// More of the speech.
    pub struct AudioDelta<'a> in stream {
        /// The sound to append, in Base64.
        required delta: Cow<'a, str> = "delta",
        /// Padding that hides the length.
        optional obfuscation: Cow<'a, str> = "obfuscation",
    }

    /// The speech is whole.
    pub struct AudioDone<'a> in stream {}

    /// More of what is said.
    pub struct AudioTranscriptDelta<'a> in stream {
        /// The text to append.
        required delta: Cow<'a, str> = "delta",
        /// Padding that hides the length.
        optional obfuscation: Cow<'a, str> = "obfuscation",
    }

    /// What is said is whole.
    pub struct AudioTranscriptDone<'a> in stream {}
}
