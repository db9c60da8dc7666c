//! Which item an event belongs to.

use alloc::string::String;
use alloc::vec::Vec;

use super::saturated;
use crate::json::responses::{Event, Item};

pub(super) const MAX_ITEMS: usize = 1024;
/// Longer ids are not remembered.
const MAX_ID_BYTES: usize = 256;

/// The items begun. Needed for servers that leave out `output_index` (llama.cpp): there an event
/// belongs to the item of its `item_id`, else to the one last open.
#[derive(Default)]
pub(super) struct Items {
    begun: Vec<Begun>,
}

struct Begun {
    index: u32,
    id: String,
    open: bool,
}

impl Items {
    /// The item's index; `None` if there are too many.
    pub(super) fn add(&mut self, event: &Event<'_>, item: &Item<'_>) -> Option<u32> {
        let next = self.begun.iter().map(|begun| begun.index.saturating_add(1)).max();
        let index = event.output_index.map(saturated).or(next).unwrap_or(0);
        if self.begun.len() >= MAX_ITEMS {
            return None;
        }
        let id = item.id.as_deref().filter(|id| id.len() <= MAX_ID_BYTES);
        let id = String::from(id.unwrap_or_default());
        self.begun.push(Begun { index, id, open: true });
        Some(index)
    }

    /// The item's index; an item that was never added is added.
    pub(super) fn done(&mut self, event: &Event<'_>, item: &Item<'_>) -> Option<u32> {
        let id = item.id.as_deref().or(event.item_id.as_deref()).unwrap_or_default();
        let known = match event.output_index.map(saturated) {
            Some(index) => self.begun.iter().rposition(|begun| begun.index == index),
            None => self.last_with_id(id).or_else(|| self.last_open()),
        };
        let Some(known) = known.and_then(|at| self.begun.get_mut(at)) else {
            let index = self.add(event, item);
            self.begun.last_mut().into_iter().for_each(|begun| begun.open = false);
            return index;
        };
        known.open = false;
        Some(known.index)
    }

    /// The index of an item of the terminal response, which may stand at another position there.
    pub(super) fn with_id(&self, item: &Item<'_>) -> Option<u32> {
        let at = self.last_with_id(item.id.as_deref().unwrap_or_default())?;
        self.begun.get(at).map(|begun| begun.index)
    }

    pub(super) fn of_event(&self, event: &Event<'_>) -> u32 {
        if let Some(index) = event.output_index {
            return saturated(index);
        }
        self.last_with_id(event.item_id.as_deref().unwrap_or_default())
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
