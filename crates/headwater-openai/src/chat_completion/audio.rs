//! Spoken answers.

use alloc::borrow::Cow;

use crate::object::object;

object! {
    /// A spoken answer, or a piece of one.
    pub struct Audio<'a> {
        /// The id by which a later message can refer to it.
        optional id: Cow<'a, str> = "id",
        /// The sound, in base64.
        optional data: Cow<'a, str> = "data",
        /// What is said.
        optional transcript: Cow<'a, str> = "transcript",
        /// When the server forgets it, in Unix seconds.
        optional expires_at: u64 = "expires_at",
    }
}
