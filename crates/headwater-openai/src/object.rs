//! JSON objects as types: read on demand, and written so that nothing of them is lost.
//!
//! What [`object!`](macros) declares is a struct of fields with an [`Extra`] beside them, which keeps
//! what the fields cannot hold: members of other names, `null` apart from absent, and values that were
//! written in another way than their type would write them. Written again, an object says what it
//! said, member for member.

mod extra;
mod list;
mod macros;
mod number;
pub(crate) mod on_demand;
mod read;
mod text_or_parts;
mod write;

pub use extra::Extra;
pub use list::List;
pub(crate) use macros::{object, open_string, tagged, with_text};
pub use number::Number;
pub(crate) use read::{
    FromJson, MAX_ENTRIES, MAX_TOKENS, Misread, Read, ReadObject, fill, keep, later, next_member,
    parse, read_object, tagged_object, text_or_json, token_list,
};
pub(crate) use text_or_parts::text_or_parts;
pub(crate) use write::{IntoOwned, ObjectWriter, ToJson};
