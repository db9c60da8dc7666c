//! Any inputs in any order: exhaustive where they are few, random where they are many.

use crate::rows_of_inputs::{every_row, random_rows};

#[test]
fn every_short_row_of_inputs_keeps_the_laws() {
    let inputs = every_row(|bits, which| if which == 0 && matches!(bits, 0 | 42) { 4 } else { 3 });
    println!("{inputs} inputs");
    assert!(inputs > 1_000_000);
}

#[test]
fn long_random_rows_of_inputs_keep_the_laws() {
    random_rows(6_400);
}
