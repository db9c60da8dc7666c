//! Which item an event belongs to.

use alloc::string::String;
use alloc::vec::Vec;

use super::saturated;
use crate::response::Placed;

/// Longer ids are not remembered.
const MAX_ID_BYTES: usize = 256;

/// The items begun. Needed for servers that leave out `output_index` (llama.cpp): there an event
/// belongs to the item of its `item_id`, else to the one last open.
#[derive(Clone, Default)]
pub(super) struct Items {
    begun: Vec<Begun>,
}

#[derive(Clone)]
struct Begun {
    index: u32,
    id: String,
    open: bool,
    /// Its beginning came.
    was_added: bool,
}

impl Items {
    /// The item's index; `None` if there are too many.
    pub(super) fn add(&mut self, index: Option<u64>, id: &str, max_items: usize) -> Option<u32> {
        let next = self.begun.iter().map(|begun| begun.index.saturating_add(1)).max();
        let index = index.map(saturated).or(next).unwrap_or(0);
        if self.begun.len() >= max_items {
            return None;
        }
        let id = String::from(if id.len() <= MAX_ID_BYTES { id } else { "" });
        self.begun.push(Begun { index, id, open: true, was_added: true });
        Some(index)
    }

    /// The item's index; an item that was never added is added.
    pub(super) fn done(&mut self, index: Option<u64>, id: &str, max_items: usize) -> Option<u32> {
        let known = match index.map(saturated) {
            Some(index) => self.begun.iter().rposition(|begun| begun.index == index),
            None => self.last_with_id(id).or_else(|| self.last_open()),
        };
        let Some(known) = known.and_then(|at| self.begun.get_mut(at)) else {
            let index = self.add(index, id, max_items);
            if let Some(begun) = self.begun.last_mut() {
                (begun.open, begun.was_added) = (false, false);
            }
            return index;
        };
        known.open = false;
        Some(known.index)
    }

    pub(super) fn was_added(&self, index: u32) -> bool {
        self.begun.iter().any(|begun| begun.index == index && begun.was_added)
    }

    /// The index of an item of the terminal response, which may stand at another position there.
    pub(super) fn with_id(&self, id: &str) -> Option<u32> {
        let at = self.last_with_id(id)?;
        self.begun.get(at).map(|begun| begun.index)
    }

    pub(super) fn of_event(&self, event: &impl Placed) -> u32 {
        if let Some(index) = event.output_index() {
            return saturated(index);
        }
        self.last_with_id(event.item_id().unwrap_or_default())
            .or_else(|| self.last_open())
            .or_else(|| self.begun.len().checked_sub(1))
            .and_then(|at| self.begun.get(at))
            .map_or(0, |begun| begun.index)
    }

    fn last_with_id(&self, id: &str) -> Option<usize> {
        self.begun.iter().rposition(|begun| !id.is_empty() && begun.id == id)
    }

    fn last_open(&self) -> Option<usize> {
        self.begun.iter().rposition(|begun| begun.open)
    }
}
