//! Rows of any inputs: all of a length, and random ones.

use crate::model::{Checked, Op, Setup, all_ops};

/// Goes through every row of `depth` inputs from here; gives how many inputs that were.
fn all_from(checked: &Checked, ops: &[Op], depth: usize) -> u64 {
    if depth == 0 {
        return 0;
    }
    let below = ops.iter().map(|&op| {
        let mut next = checked.clone();
        next.apply(op);
        1 + all_from(&next, ops, depth - 1)
    });
    below.sum()
}

/// Every row from the beginning, from an open connection and from a wait, under every fourth setting.
/// `depth` says how long they are, by the bits of the setting and the number of the beginning. Gives
/// how many inputs that were.
pub(crate) fn every_row(depth: impl Fn(u8, usize) -> usize) -> u64 {
    let ops = all_ops();
    let beginnings: [&[Op]; 3] = [
        &[],
        &[Op::RequestStarted, Op::Response(0), Op::Bytes(2)],
        &[Op::RequestStarted, Op::NetworkError(headwater::Sent::Nothing), Op::Pass(25)],
    ];
    let mut inputs = 0;
    for bits in [0, 1, 2, 6, 8, 16, 32, 42] {
        for (which, beginning) in beginnings.into_iter().enumerate() {
            let mut checked = Checked::new(Setup::of(bits), u64::from(bits));
            beginning.iter().for_each(|&op| checked.apply(op));
            inputs += all_from(&checked, &ops, depth(bits, which));
        }
    }
    inputs
}

/// Rows of 150 random inputs under every setting in turn, with a bias to what leads on.
pub(crate) fn random_rows(rows: u64) {
    let mut random = 1_u64;
    let mut next = move || {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random >> 16
    };
    let leads_on = [Op::RequestStarted, Op::Response(0), Op::Bytes(0), Op::Pass(25), Op::Timeout];
    for row in 0..rows {
        let mut checked = Checked::new(Setup::of((row % 64) as u8), row);
        for _ in 0..150 {
            let number = next();
            let op = if number % 3 == 0 {
                Op::of((number >> 8) as u8)
            } else {
                leads_on[(number >> 8) as usize % leads_on.len()]
            };
            // Nothing comes after the end, so that ends are rare.
            if matches!(op, Op::Close | Op::Response(1 | 2 | 6 | 10 | 11)) && number % 32 != 0 {
                continue;
            }
            checked.apply(op);
        }
    }
}
