#![doc = include_str!("../docs/when_the_connection_breaks.md")]
