//! What the caller has to look at.

use alloc::borrow::Cow;

use crate::object::object;

object! {
    /// Something about a call that the caller has to look at.
    pub struct SafetyCheck<'a> {
        /// Its id.
        optional id: Cow<'a, str> = "id",
        /// Which sort of check it is.
        optional code: Cow<'a, str> = "code",
        /// The same in words.
        optional message: Cow<'a, str> = "message",
    }
}
