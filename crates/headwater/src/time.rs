//! Time as an argument.

/// A point in time: whole milliseconds since an origin that the driver chooses once, usually the
/// moment it was made.
///
/// The core owns no clock. Arithmetic saturates; a machine that is given an earlier time than the
/// latest it has seen takes the latest. (A type of our own, because the arithmetic of
/// [`Duration`](core::time::Duration) alone costs 1.8 KiB of flash on a Cortex-M0.)
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Instant(u64);

impl Instant {
    /// The driver's origin.
    pub const ORIGIN: Self = Self(0);

    /// The point `milliseconds` after the origin.
    #[must_use]
    pub const fn from_millis(milliseconds: u64) -> Self {
        Self(milliseconds)
    }

    /// Milliseconds since the origin.
    #[must_use]
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// The point `milliseconds` later, or the last one that can be told.
    #[must_use]
    pub const fn saturating_add_millis(self, milliseconds: u64) -> Self {
        Self(self.0.saturating_add(milliseconds))
    }

    /// Milliseconds from `earlier` to this; 0 where `earlier` is not earlier.
    #[must_use]
    pub const fn saturating_millis_since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Instant;

    #[test]
    fn arithmetic_saturates() {
        let end = Instant::from_millis(u64::MAX);
        assert_eq!(end.saturating_add_millis(1), end);
        assert_eq!(Instant::ORIGIN.saturating_millis_since(end), 0);
        assert_eq!(end.saturating_millis_since(Instant::from_millis(1)), u64::MAX - 1);
        assert_eq!(Instant::ORIGIN.saturating_add_millis(5).as_millis(), 5);
    }
}
