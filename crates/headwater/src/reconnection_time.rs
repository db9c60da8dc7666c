//! The `retry` field.

/// What is known of the digits so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Digits {
    None,
    Some,
    NotOnly,
}

/// The reconnection time of a stream, in milliseconds, and the value that may become it.
///
/// (An `Option<u64>` would cost eight bytes more of a state that microcontrollers hold.)
#[derive(Clone, Copy, Debug)]
pub(crate) struct ReconnectionTime {
    // Counts where `is_set`.
    set: u64,
    value: u64,
    is_set: bool,
    digits: Digits,
}

impl ReconnectionTime {
    pub(crate) const UNSET: Self = Self { set: 0, value: 0, is_set: false, digits: Digits::None };

    pub(crate) const fn get(&self) -> Option<u64> {
        if self.is_set { Some(self.set) } else { None }
    }

    /// Part of the field's value.
    ///
    /// "If the field value consists of only ASCII digits, then interpret the field value as an
    /// integer in base ten, and set the event stream's reconnection time to that integer."
    pub(crate) fn value(&mut self, piece: &[u8], first: bool) {
        if first {
            self.value = 0;
            self.digits = Digits::None;
        }
        for &byte in piece {
            if !byte.is_ascii_digit() {
                self.digits = Digits::NotOnly;
            }
            if self.digits == Digits::NotOnly {
                return;
            }
            self.digits = Digits::Some;
            self.value = self.value.saturating_mul(10).saturating_add(u64::from(byte - b'0'));
        }
    }

    /// The line of the field ended.
    pub(crate) fn value_ended(&mut self) {
        if self.digits == Digits::Some {
            self.set = self.value;
            self.is_set = true;
        }
    }
}
