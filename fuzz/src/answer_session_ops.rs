//! A response session under any inputs.

use crate::{
    answer_session_model::{Checked, Op, Setup},
    controls,
};

/// Whatever happens to a response session in whatever order, with the clock going back too, it keeps
/// the laws that the model of its tests knows.
///
/// Each byte is an input; the last two are the settings and the seed.
pub fn answer_session_ops(input: &[u8]) {
    let (ops, [settings, seed]) = controls::split_off(input);
    let mut checked = Checked::new(Setup::of(settings), seed.into());
    for &byte in ops.iter().take(150) {
        checked.apply(Op::of(byte));
    }
}
