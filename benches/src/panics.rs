//! Panics of peers: caught, and silent.

use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;
use std::thread_local;

thread_local! {
    static EXPECTED: core::cell::Cell<bool> = const { core::cell::Cell::new(false) };
}

/// Does this; `None` where it panicked, of which nothing is printed.
///
/// What a panic leaves half done must not be used again.
pub fn caught<T>(this: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let loud = take_hook();
        set_hook(Box::new(move |panic| {
            if !EXPECTED.get() {
                loud(panic);
            }
        }));
    });
    let before = EXPECTED.replace(true);
    let done = catch_unwind(AssertUnwindSafe(this));
    EXPECTED.set(before);
    done.ok()
}

#[cfg(test)]
mod tests {
    use super::caught;

    #[test]
    fn a_panic_is_caught() {
        assert_eq!(caught(|| 1), Some(1));
        assert_eq!(caught(|| -> u8 { panic!("not to be seen") }), None);
    }
}
