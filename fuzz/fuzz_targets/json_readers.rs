//! The invariant is `headwater_fuzz::json_readers`. Without a fuzzer: replays the files it is given.
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|input: &[u8]| headwater_fuzz::json_readers(input));

#[cfg(not(fuzzing))]
fn main() -> std::process::ExitCode {
    headwater_fuzz::replay_arguments(headwater_fuzz::json_readers)
}
