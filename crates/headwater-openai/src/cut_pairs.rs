//! Surrogate pairs that a server cut between two events.
//!
//! JSON may write a character above U+FFFF as two escapes, and a server that cuts its text by UTF-16
//! units puts one at the end of a delta and the other at the beginning of the next. By itself
//! each half is nothing that a text can hold. So the first is taken out of its event and put before
//! the second, and what reads the events never knows. Where the text ends without the second, an event
//! of our own says that something was lost.

mod growing;

use alloc::string::String;
use alloc::vec::Vec;

use headwater_json::StrPiece;

use self::growing::{Growing, Place};
use crate::api::Api;

/// In how many texts at once a half may wait. Further ones are left where they are.
const MAX_HELD: usize = 64;
/// The length of `\uXXXX`.
const ESCAPE_LEN: usize = 6;
/// What a half is whose other one does not come.
const LOST: &str = "\\ufffd";

/// The halves that wait for their other one.
#[derive(Clone, Default)]
pub(crate) struct CutPairs {
    held: Vec<Held>,
}

#[derive(Clone)]
struct Held {
    place: Place,
    /// As it is written.
    half: String,
}

/// What is to be read for an event.
#[derive(Default)]
pub(crate) struct Mended {
    /// Events to be read before it.
    pub(crate) before: Vec<String>,
    /// Itself, where it is to be read otherwise than it came.
    pub(crate) event: Option<String>,
}

impl CutPairs {
    /// Whether a half waits: then any event may be the one that has the other.
    pub(crate) fn wait(&self) -> bool {
        !self.held.is_empty()
    }

    /// The event with the half that waited put before its other one, and with the half at its end
    /// taken out; before it, what was lost of the texts that it ends.
    pub(crate) fn mend(&mut self, api: Api, event: &str) -> Mended {
        let may_hold_one = event.contains("\\ud") || event.contains("\\uD");
        if !self.wait() && !may_hold_one {
            return Mended::default();
        }
        let Some(told) = growing::told(api, event) else { return Mended::default() };
        let ended = |place: &Place| told.ended.iter().any(|ended| place.is_within(ended));
        let goes_on = |place: &Place| told.texts.iter().any(|text| text.place == *place);
        let before = self.lose(|place| ended(place) && !goes_on(place));
        let (mut mended, mut copied) = (String::new(), 0);
        for text in &told.texts {
            let (start, end) = (text.start, text.start + text.written.as_written().len());
            let before = self.before(text);
            let held = !ended(&text.place) && self.hold_end(text);
            if before.is_none() && !held {
                continue;
            }
            let kept_until = if held { end - ESCAPE_LEN } else { end };
            mended.push_str(event.get(copied..start).unwrap_or_default());
            mended.push_str(before.as_deref().unwrap_or_default());
            mended.push_str(event.get(start..kept_until).unwrap_or_default());
            copied = end;
        }
        let event = (copied > 0).then(|| mended + event.get(copied..).unwrap_or_default());
        Mended { before, event }
    }

    /// What was lost of all texts, at the end of the stream.
    pub(crate) fn end(&mut self) -> Vec<String> {
        self.lose(|_| true)
    }

    /// No longer waits at these places: an event for each says that something was lost.
    fn lose(&mut self, is_ended: impl Fn(&Place) -> bool) -> Vec<String> {
        let mut lost = Vec::new();
        self.held.retain(|held| {
            let ended = is_ended(&held.place);
            if ended {
                lost.push(held.place.event_with(LOST));
            }
            !ended
        });
        lost
    }

    /// What comes before a text that goes on: the half that waited, where the text begins with the
    /// other, else a sign that something was lost.
    fn before(&mut self, text: &Growing<'_>) -> Option<String> {
        let at = self.held.iter().position(|held| held.place == text.place)?;
        let first = text.written.pieces().next()?;
        let Held { half, .. } = self.held.swap_remove(at);
        let is_other_half = matches!(first, StrPiece::LoneSurrogate(0xdc00..));
        Some(if is_other_half { half } else { LOST.into() })
    }

    /// Keeps the half that a text ends with. Returns whether there is one.
    fn hold_end(&mut self, text: &Growing<'_>) -> bool {
        let is_half =
            matches!(text.written.pieces().last(), Some(StrPiece::LoneSurrogate(..0xdc00)));
        if !is_half || self.held.len() >= MAX_HELD {
            return false;
        }
        let written = text.written.as_written();
        let half = written.get(written.len() - ESCAPE_LEN..).unwrap_or_default().into();
        self.held.push(Held { place: text.place.clone(), half });
        true
    }
}
