//! Where bytes are kept that outlive their chunk.

mod fixed;
#[cfg(feature = "alloc")]
mod growing;

use core::ops::Range;

pub use fixed::{Fixed, Memory};
#[cfg(feature = "alloc")]
pub use growing::Growing;

/// What a region of a [`Storage`] holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Region {
    /// The data of the event under way.
    Data,
    /// The type of the event under way.
    EventType,
    /// The committed last event ID, the pending one and the one being read, in this order: a third
    /// of the region is the limit of each.
    Ids,
    /// A comment or an unknown field to be reported.
    Report,
}

/// Memory for what a chunk's end cuts off, in four regions, so that the limit of one never depends
/// on what another holds.
///
/// Implemented by [`Growing`] (feature `alloc`) and [`Fixed`]; sealed, because the engine relies on
/// what is appended being there.
pub trait Storage: sealed::Storage {}

pub(crate) mod sealed {
    use super::{Range, Region};

    pub trait Storage {
        /// What the region holds.
        fn bytes(&self, region: Region) -> &[u8];
        /// The most that the region can ever hold.
        fn capacity(&self, region: Region) -> usize;
        /// Appends a piece, which the engine has checked to fit in.
        fn append(&mut self, region: Region, piece: &[u8]);
        /// Appends the lowest `len` bytes of a word, at most eight.
        #[inline]
        fn append_word(&mut self, region: Region, word: u64, len: usize) {
            self.append(region, word.to_le_bytes().get(..len).unwrap_or_default());
        }
        /// Appends the first `len` bytes of some.
        #[inline]
        #[cfg(feature = "alloc")]
        fn append_first(&mut self, region: Region, bytes: &[u8], len: usize) {
            self.append(region, bytes.get(..len).unwrap_or_default());
        }
        fn truncate(&mut self, region: Region, len: usize);
        /// Removes a range; what stands after it moves up.
        fn remove(&mut self, region: Region, range: Range<usize>);
        /// Called when an event is done with, before its bytes are cleared.
        fn event_done(&mut self);
        /// Whether nothing of an event is held, and `event_done` would have nothing to do.
        #[cfg(feature = "alloc")]
        fn is_clear_of_events(&self) -> bool {
            self.bytes(Region::Data).is_empty() && self.bytes(Region::EventType).is_empty()
        }
        /// Gives back all memory that holds nothing.
        fn release(&mut self);
    }
}

#[cfg(test)]
#[cfg(feature = "alloc")]
mod tests {
    use super::{Fixed, Growing, Region, sealed::Storage};

    fn is_clear_only_while_it_holds_nothing_of_an_event(mut storage: impl Storage) {
        for region in [Region::Data, Region::EventType] {
            assert!(storage.is_clear_of_events());
            storage.append(region, b"x");
            assert!(!storage.is_clear_of_events(), "{region:?}");
            storage.truncate(region, 0);
        }
        storage.append(Region::Ids, b"x");
        storage.append(Region::Report, b"x");
        assert!(storage.is_clear_of_events());
    }

    #[test]
    fn ids_and_reports_are_no_part_of_an_event() {
        is_clear_only_while_it_holds_nothing_of_an_event(Growing::new());
        is_clear_only_while_it_holds_nothing_of_an_event(Fixed::new(
            [0; 1], [0; 1], [0; 1], [0; 1],
        ));
    }

    #[test]
    fn what_stands_after_a_removed_range_moves_up() {
        let mut growing = Growing::new();
        let mut fixed = Fixed::new([], [], [0; 6], []);
        let storages: [&mut dyn Storage; 2] = [&mut growing, &mut fixed];
        for storage in storages {
            storage.append(Region::Ids, b"abcdef");
            storage.remove(Region::Ids, 1..3);
            assert_eq!(storage.bytes(Region::Ids), b"adef");
            storage.remove(Region::Ids, 2..9);
            assert_eq!(storage.bytes(Region::Ids), b"ad");
            storage.append(Region::Ids, b"gh");
            assert_eq!(storage.bytes(Region::Ids), b"adgh");
        }
    }
}
