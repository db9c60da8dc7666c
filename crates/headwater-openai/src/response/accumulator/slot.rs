//! An item under way.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use super::super::{ContentPart, OutputItem, Placed};
use crate::error::ReadError;
use crate::object::{ToJson, object};

object! {
    /// An item under way, and the indexes that its parts have on the wire.
    pub(super) struct Slot<'a> {
        /// Its `output_index`.
        optional index: u64 = "index",
        /// Nothing follows for it.
        optional is_done: bool = "is_done",
        /// The `content_index` of each part of its content.
        optional content: Vec<u64> = "content",
        /// The `summary_index` of each part of its summary.
        optional summary: Vec<u64> = "summary",
        /// How many bytes were taken of it.
        optional bytes: u64 = "bytes",
        /// The item.
        optional item: OutputItem<'a> = "item",
    }
}

/// The list that a part is in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    Content,
    Summary,
}

impl List {
    pub(super) const fn of(part: &ContentPart<'_>) -> Self {
        match part {
            ContentPart::SummaryText(_) => Self::Summary,
            _ => Self::Content,
        }
    }

    /// The index in this list of the part that an event is about.
    pub(super) fn index_of(self, event: &dyn Placed) -> u64 {
        let index = match self {
            Self::Content => event.content_index(),
            Self::Summary => event.summary_index(),
        };
        index.unwrap_or(0)
    }
}

impl Slot<'static> {
    pub(super) fn new(index: u64, item: OutputItem<'static>) -> Self {
        let mut slot = Self { index: Some(index), ..Self::default() };
        slot.set_item(item);
        slot
    }

    pub(super) fn set_item(&mut self, item: OutputItem<'static>) {
        let (content, summary) = match &item {
            OutputItem::Message(item) => (item.content.as_ref(), None),
            OutputItem::Reasoning(item) => (item.content.as_ref(), item.summary.as_ref()),
            _ => (None, None),
        };
        let numbered =
            |parts: Option<&Vec<_>>| (0..parts.map_or(0, |parts| parts.len() as u64)).collect();
        self.content = Some(numbered(content));
        self.summary = Some(numbered(summary));
        self.item = Some(item);
    }

    /// Counts what it has grown by.
    pub(super) fn took(&mut self, bytes: usize) {
        let known = self.bytes.get_or_insert(0);
        *known = known.saturating_add(bytes as u64);
    }

    pub(super) fn is_named(&self, id: Option<&str>) -> bool {
        let own = self.item.as_ref().and_then(OutputItem::id);
        id.is_some_and(|id| !id.is_empty() && own == Some(id))
    }

    /// Whether an item is this one told again: it does not say that it is another.
    pub(super) fn may_be(&self, item: &OutputItem<'_>) -> bool {
        let Some(own) = &self.item else { return true };
        let says = |id: Option<&'_ str>| id.is_some_and(|id| !id.is_empty());
        if says(own.call_id()) && says(item.call_id()) {
            return own.call_id() == item.call_id();
        }
        !says(own.id()) || !says(item.id()) || own.id() == item.id()
    }

    pub(super) fn is_open(&self) -> bool {
        self.is_done != Some(true)
    }

    /// The part with this index on the wire, which is `new` where there was none; `None` where the item
    /// has no such list.
    pub(super) fn part(
        &mut self,
        list: List,
        index: u64,
        new: ContentPart<'static>,
        max_parts: usize,
    ) -> Result<Option<&mut ContentPart<'static>>, ReadError> {
        let parts = match (self.item.as_mut(), list) {
            (Some(OutputItem::Message(item)), List::Content) => &mut item.content,
            (Some(OutputItem::Reasoning(item)), List::Content) => &mut item.content,
            (Some(OutputItem::Reasoning(item)), List::Summary) => &mut item.summary,
            _ => return Ok(None),
        };
        let parts = parts.get_or_insert_default();
        let indexes = match list {
            List::Content => self.content.get_or_insert_default(),
            List::Summary => self.summary.get_or_insert_default(),
        };
        let at = indexes.partition_point(|known| *known < index);
        if indexes.get(at) != Some(&index) {
            if indexes.len() >= max_parts {
                return Err(ReadError::TooManyParts { limit: max_parts });
            }
            indexes.insert(at, index);
            parts.insert(at.min(parts.len()), new);
        }
        Ok(parts.get_mut(at))
    }
}

/// What a value holds: as JSON, but each of its texts by its own length, which is how they are counted
/// while they grow.
pub(super) fn weight<'t>(
    value: &impl ToJson,
    texts: impl IntoIterator<Item = Option<&'t str>>,
) -> usize {
    let mut json = String::new();
    value.write_json(&mut json);
    let mut weight = json.len();
    for text in texts.into_iter().flatten() {
        json.clear();
        text.write_json(&mut json);
        weight = weight.saturating_sub(json.len()) + text.len();
    }
    weight
}

/// Appends to a text, whose bytes are never copied anew for each piece.
pub(super) fn append(text: &mut Option<Cow<'static, str>>, more: &str) {
    text.get_or_insert_with(Cow::default).to_mut().push_str(more);
}

/// The entry with this index, or the first; those that are missing before it are empty.
pub(super) fn entry<T: Default>(
    list: &mut Vec<T>,
    index: Option<u64>,
    limit: usize,
) -> Result<&mut T, ReadError> {
    let too_many = ReadError::TooManyParts { limit };
    let at = usize::try_from(index.unwrap_or(0)).unwrap_or(usize::MAX);
    if at >= limit {
        return Err(too_many);
    }
    if list.len() <= at {
        list.resize_with(at + 1, T::default);
    }
    list.get_mut(at).ok_or(too_many)
}

pub(super) fn set(text: &mut Option<Cow<'static, str>>, whole: &str) {
    *text = Some(Cow::Owned(whole.into()));
}
