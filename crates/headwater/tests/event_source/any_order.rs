//! Any inputs in any order: exhaustive where they are few, random where they are many.

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

/// Every row of up to four inputs, from the beginning, from an open connection and from a wait, under
/// every fourth setting.
#[test]
fn every_short_row_of_inputs_keeps_the_laws() {
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
            let depth = if which == 0 && matches!(bits, 0 | 42) { 4 } else { 3 };
            inputs += all_from(&checked, &ops, depth);
        }
    }
    println!("{inputs} inputs");
    assert!(inputs > 1_000_000);
}

/// Long rows of random inputs under every setting, with a bias to what leads on.
#[test]
fn long_random_rows_of_inputs_keep_the_laws() {
    let mut random = 1_u64;
    let mut next = move || {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random >> 16
    };
    let leads_on = [Op::RequestStarted, Op::Response(0), Op::Bytes(0), Op::Pass(25), Op::Timeout];
    for row in 0..6_400_u64 {
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
