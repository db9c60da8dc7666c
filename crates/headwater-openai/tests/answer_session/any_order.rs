//! Any inputs in any order: exhaustive where they are few, random where they are many.

use crate::rows_of_inputs::{every_row, random_rows};

#[test]
fn every_short_row_of_inputs_keeps_the_laws() {
    let inputs =
        every_row(|bits, which| if which > 0 && matches!(bits, 2 | 4 | 26) { 3 } else { 2 });
    println!("{inputs} inputs");
    assert!(inputs > 400_000);
}

#[test]
fn long_random_rows_of_inputs_keep_the_laws() {
    println!("{} inputs", random_rows(2_048));
}
