//! Who makes a call.

use alloc::borrow::Cow;

use crate::object::{object, tagged};

tagged! {
    /// Who makes a call of a tool.
    pub enum Caller<'a> {
        /// The model itself.
        Direct(DirectCaller<'a>) = "direct",
        /// A program that the model wrote.
        Program(ProgramCaller<'a>) = "program",
    }
}

object! {
    /// The model itself.
    pub struct DirectCaller<'a> {}
}

object! {
    /// A program that the model wrote.
    pub struct ProgramCaller<'a> {
        /// The id of the item that is the program.
        optional caller_id: Cow<'a, str> = "caller_id",
    }
}
