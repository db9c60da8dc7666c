//! Which containers are open.

/// How deep containers may stand in each other at most.
pub const MAX_DEPTH: u8 = 128;

/// The open containers, a bit each: set for an object.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Nesting {
    bits: u128,
    depth: u8,
}

impl Nesting {
    pub(crate) const fn new() -> Self {
        Self { bits: 0, depth: 0 }
    }

    /// Opens a container; `None` where that is over the limit.
    #[inline(always)]
    pub(crate) const fn open(&mut self, is_object: bool, limit: u8) -> Option<()> {
        if self.depth >= limit {
            return None;
        }
        self.bits = self.bits << 1 | is_object as u128;
        self.depth += 1;
        Some(())
    }

    #[inline(always)]
    pub(crate) const fn close(&mut self) {
        self.bits >>= 1;
        self.depth = self.depth.saturating_sub(1);
    }

    #[inline(always)]
    pub(crate) const fn is_in_object(&self) -> bool {
        self.bits & 1 == 1
    }

    #[inline(always)]
    pub(crate) const fn depth(&self) -> u8 {
        self.depth
    }
}
