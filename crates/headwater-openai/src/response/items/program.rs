//! Programs that the model writes to call tools.

use alloc::borrow::Cow;

use crate::object::object;
use crate::response::ItemStatus;

object! {
    /// A program that calls tools.
    pub struct Program<'a> {
        /// The id of the item.
        optional id: Cow<'a, str> = "id",
        /// The id that its output gives.
        optional call_id: Cow<'a, str> = "call_id",
        /// The program.
        optional code: Cow<'a, str> = "code",
        /// By which the server knows the program again.
        optional fingerprint: Cow<'a, str> = "fingerprint",
    }
}

object! {
    /// What came of a program.
    pub struct ProgramOutput<'a> {
        /// The id of the item.
        optional id: Cow<'a, str> = "id",
        /// The id of the program.
        optional call_id: Cow<'a, str> = "call_id",
        /// How far it has come.
        optional status: ItemStatus<'a> = "status",
        /// What came of it.
        optional result: Cow<'a, str> = "result",
    }
}
