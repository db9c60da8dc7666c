#![doc = include_str!("../docs/how_we_test.md")]
