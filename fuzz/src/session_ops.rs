//! An event source under any inputs.

use crate::{
    controls,
    support::event_source_model::{Checked, Op, Setup},
};

/// Whatever happens to an event source in whatever order, with the clock going back too, it keeps the
/// laws that the model of the core's tests knows.
///
/// Each byte is an input; the last two are the settings and the seed.
pub fn session_ops(input: &[u8]) {
    let (ops, [settings, seed]) = controls::split_off(input);
    let mut checked = Checked::new(Setup::of(settings), seed.into());
    // The model has room for so many.
    for &byte in ops.iter().take(150) {
        checked.apply(Op::of(byte));
    }
}
