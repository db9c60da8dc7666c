//! The small generator behind every pseudo-random choice here.

use core::ops::RangeInclusive;

/// SplitMix64: the same seed gives the same numbers on every platform and in every release, which
/// is what makes a failure at some chunk split repeatable. Not for secrets.
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Seeds from text, by FNV-1a.
    pub(crate) fn from_text(parts: &[&str]) -> Self {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for part in parts {
            // 0xff occurs in no UTF-8 text, so ("ab", "c") and ("a", "bc") differ.
            for byte in part.bytes().chain([0xff]) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
            }
        }
        Self(hash)
    }

    pub(crate) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number in the range. The bias of the remainder does not matter at the small ranges here.
    pub(crate) fn within(&mut self, range: RangeInclusive<u64>) -> u64 {
        let span = range.end().saturating_sub(*range.start()).saturating_add(1);
        range.start() + self.next() % span.max(1)
    }

    /// `length` letters and digits, from `alphabet` (ASCII, not empty).
    pub(crate) fn letters(&mut self, alphabet: &str, length: usize) -> String {
        let letters = alphabet.as_bytes();
        let last = letters.len().saturating_sub(1) as u64;
        (0..length)
            .filter_map(|_| letters.get(self.within(0..=last) as usize).copied().map(char::from))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn the_published_first_numbers_of_seed_zero() {
        // From the reference implementation, https://prng.di.unimi.it/splitmix64.c
        let mut random = Random::new(0);
        assert_eq!(random.next(), 0xe220_a839_7b1d_cdaf);
        assert_eq!(random.next(), 0x6e78_9e6a_a1b9_65f4);
    }

    #[test]
    fn stays_within_the_range_and_reaches_both_ends() {
        let mut random = Random::new(7);
        let drawn: Vec<u64> = (0..1000).map(|_| random.within(20..=45)).collect();
        assert_eq!(drawn.iter().min(), Some(&20));
        assert_eq!(drawn.iter().max(), Some(&45));
    }
}
