//! Comments and unknown fields, where they are asked for: bounded, and kept apart from events.

use crate::{
    error::TooLong,
    storage::{Region, Storage},
};

/// What stands in [`Region::Report`]: an unknown field's name, then its value or a comment's text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Report {
    // 0 <= name_end <= length of the region
    name_end: usize,
    max: usize,
}

impl Report {
    /// Nothing, and nothing longer than `max` bytes to come.
    pub(crate) const fn new(max: usize) -> Self {
        Self { name_end: 0, max }
    }

    /// The most that a report may have, in bytes, name and value together.
    pub(crate) const fn max(&self) -> usize {
        self.max
    }

    pub(crate) fn name<'a>(&self, storage: &'a impl Storage) -> &'a [u8] {
        storage.bytes(Region::Report).get(..self.name_end).unwrap_or_default()
    }

    /// The value of an unknown field, or the text of a comment.
    pub(crate) fn text<'a>(&self, storage: &'a impl Storage) -> &'a [u8] {
        storage.bytes(Region::Report).get(self.name_end..).unwrap_or_default()
    }

    pub(crate) fn begin(&mut self, storage: &mut impl Storage) {
        storage.truncate(Region::Report, 0);
        self.name_end = 0;
    }

    /// More of the name. Nothing of it is kept where it goes over the limit.
    pub(crate) fn add_name(
        &mut self,
        storage: &mut impl Storage,
        piece: &[u8],
    ) -> Result<(), TooLong> {
        self.add_text(storage, piece)?;
        self.name_end += piece.len();
        Ok(())
    }

    /// How many bytes there is room for.
    pub(crate) fn room(&self, storage: &impl Storage) -> usize {
        self.max.saturating_sub(storage.bytes(Region::Report).len())
    }

    /// More of the text. Nothing of it is kept where it goes over the limit.
    pub(crate) fn add_text(&self, storage: &mut impl Storage, piece: &[u8]) -> Result<(), TooLong> {
        if piece.len() > self.room(storage) {
            return Err(TooLong);
        }
        storage.append(Region::Report, piece);
        Ok(())
    }
}
