#![doc = include_str!("../docs/event_source_behaviour.md")]
