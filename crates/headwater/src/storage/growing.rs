//! Storage that grows (feature `alloc`).

use alloc::vec::Vec;
use core::ops::Range;

use super::{Region, Storage, sealed};

/// Up to this length bytes are copied without a call, where as many more stand behind them.
const SHORT: usize = 64;

/// Appends the first `len` bytes of some. As many as are known beforehand are some stores; any other
/// number is a call, which has to find out what cannot be predicted. So a block is copied and cut,
/// where there is a block and room for it.
#[inline(always)]
fn append_block<const BLOCK: usize>(region: &mut Vec<u8>, bytes: &[u8], len: usize) {
    let end = region.len() + len;
    let has_room = region.capacity() - region.len() >= BLOCK;
    match bytes.first_chunk::<BLOCK>() {
        Some(block) if len <= BLOCK && has_room => {
            region.extend_from_slice(block);
            region.truncate(end);
        }
        _ => region.extend_from_slice(bytes.get(..len).unwrap_or_default()),
    }
}

/// Storage that grows as needed, up to the limits: four `Vec`s, none of which allocates before it
/// is needed.
///
/// It shrinks again: spare capacity above 64 KiB is released after 64 events in a row that needed
/// under a quarter of it, or on request
/// ([`Decoder::release_spare_capacity`](crate::Decoder::release_spare_capacity)).
#[derive(Clone, Default)]
pub struct Growing {
    data: Vec<u8>,
    event_type: Vec<u8>,
    ids: Vec<u8>,
    report: Vec<u8>,
    calm_events: u8,
}

impl Growing {
    /// Capacity that is kept whatever the events need.
    const KEPT: usize = 64 * 1024;
    /// How many events in a row have to need little before capacity is released.
    const CALM: u8 = 64;

    /// Storage that has allocated nothing yet.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            data: Vec::new(),
            event_type: Vec::new(),
            ids: Vec::new(),
            report: Vec::new(),
            calm_events: 0,
        }
    }

    const fn region(&self, region: Region) -> &Vec<u8> {
        match region {
            Region::Data => &self.data,
            Region::EventType => &self.event_type,
            Region::Ids => &self.ids,
            Region::Report => &self.report,
        }
    }

    const fn region_mut(&mut self, region: Region) -> &mut Vec<u8> {
        match region {
            Region::Data => &mut self.data,
            Region::EventType => &mut self.event_type,
            Region::Ids => &mut self.ids,
            Region::Report => &mut self.report,
        }
    }

    #[cold]
    fn count_calm_event(&mut self) {
        let needs_little = |region: &Vec<u8>| {
            region.capacity() <= Self::KEPT || region.len() < region.capacity() / 4
        };
        if !needs_little(&self.data) || !needs_little(&self.event_type) {
            self.calm_events = 0;
            return;
        }
        self.calm_events += 1;
        if self.calm_events >= Self::CALM {
            self.calm_events = 0;
            self.data.shrink_to(Self::KEPT);
            self.event_type.shrink_to(Self::KEPT);
        }
    }
}

impl sealed::Storage for Growing {
    #[inline]
    fn bytes(&self, region: Region) -> &[u8] {
        self.region(region)
    }

    #[inline]
    fn capacity(&self, region: Region) -> usize {
        let _ = region;
        usize::MAX
    }

    #[inline]
    fn append(&mut self, region: Region, piece: &[u8]) {
        let region = self.region_mut(region);
        match piece {
            // Copying a byte by a call of `memcpy` costs more than the byte.
            [byte] => region.push(*byte),
            _ => region.extend_from_slice(piece),
        }
    }

    #[inline]
    fn append_word(&mut self, region: Region, word: u64, len: usize) {
        append_block::<8>(self.region_mut(region), &word.to_le_bytes(), len);
    }

    #[inline]
    fn append_first(&mut self, region: Region, bytes: &[u8], len: usize) {
        append_block::<SHORT>(self.region_mut(region), bytes, len);
    }

    #[inline]
    fn truncate(&mut self, region: Region, len: usize) {
        self.region_mut(region).truncate(len);
    }

    fn remove(&mut self, region: Region, range: Range<usize>) {
        if !range.is_empty() {
            let region = self.region_mut(region);
            let end = range.end.min(region.len());
            region.drain(range.start.min(end)..end);
        }
    }

    #[inline]
    fn is_clear_of_events(&self) -> bool {
        self.data.is_empty()
            && self.event_type.is_empty()
            && self.data.capacity() <= Self::KEPT
            && self.event_type.capacity() <= Self::KEPT
    }

    #[inline]
    fn event_done(&mut self) {
        if self.data.capacity() > Self::KEPT || self.event_type.capacity() > Self::KEPT {
            self.count_calm_event();
        }
    }

    fn release(&mut self) {
        for region in [Region::Data, Region::EventType, Region::Ids, Region::Report] {
            self.region_mut(region).shrink_to_fit();
        }
        self.calm_events = 0;
    }
}

impl Storage for Growing {}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::{Growing, Region, sealed::Storage as _};

    fn with_capacity(capacity: usize) -> Vec<u8> {
        let region = Vec::with_capacity(capacity);
        assert_eq!(region.capacity(), capacity);
        region
    }

    #[test]
    fn a_large_buffer_has_to_be_looked_after() {
        for (capacity, is_clear) in [(Growing::KEPT, true), (Growing::KEPT + 1, false)] {
            let data = Growing { data: with_capacity(capacity), ..Growing::new() };
            let event_type = Growing { event_type: with_capacity(capacity), ..Growing::new() };
            for mut storage in [data, event_type] {
                assert_eq!(storage.is_clear_of_events(), is_clear);
                storage.event_done();
                assert_eq!(storage.calm_events, u8::from(!is_clear));
            }
        }
    }

    #[test]
    fn an_event_of_a_quarter_of_its_buffer_is_not_calm() {
        for (len, calm_events) in [(Growing::KEPT, 0), (Growing::KEPT - 1, 1)] {
            let mut storage = Growing { data: with_capacity(4 * Growing::KEPT), ..Growing::new() };
            storage.data.resize(len, b'x');
            storage.event_done();
            assert_eq!(storage.calm_events, calm_events);
        }
    }

    #[test]
    fn a_block_that_there_is_no_room_for_makes_nothing_grow() {
        let mut storage = Growing { data: with_capacity(256), ..Growing::new() };
        storage.data.resize(240, b'x');
        storage.append_first(Region::Data, &[b'y'; 64], 16);
        assert!(storage.data.ends_with(&[b'y'; 16]));
        assert_eq!((storage.data.len(), storage.data.capacity()), (256, 256));
    }
}
