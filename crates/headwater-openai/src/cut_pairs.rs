//! Surrogate pairs that a server cut between two events.
//!
//! JSON may write a character above U+FFFF as two escapes, and a server that cuts its text by UTF-16
//! units puts one at the end of a delta and the other at the beginning of the next. By itself
//! each half is nothing that a text can hold. So the first is taken out of its event and put before
//! the second, and what reads the events never knows.

mod growing;

use alloc::string::String;
use alloc::vec::Vec;

use headwater_json::StrPiece;

use self::growing::{Growing, growing_texts};
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
    /// Which text it belongs to.
    place: String,
    /// As it is written.
    half: String,
}

impl CutPairs {
    /// Whether a half waits: then any event may be the one that has the other.
    pub(crate) fn wait(&self) -> bool {
        !self.held.is_empty()
    }

    /// The event with the half that waited put before its other one, and with the half at its end
    /// taken out; `None` where there is nothing to change.
    pub(crate) fn mend(&mut self, api: Api, event: &str) -> Option<String> {
        let may_hold_one = event.contains("\\ud") || event.contains("\\uD");
        if !self.wait() && !may_hold_one {
            return None;
        }
        let (mut mended, mut copied) = (String::new(), 0);
        for text in growing_texts(api, event)? {
            let (start, end) = (text.start, text.start + text.written.as_written().len());
            let before = self.before(&text);
            let held = self.hold_end(text);
            if before.is_none() && !held {
                continue;
            }
            let kept_until = if held { end - ESCAPE_LEN } else { end };
            mended.push_str(event.get(copied..start)?);
            mended.push_str(before.as_deref().unwrap_or_default());
            mended.push_str(event.get(start..kept_until)?);
            copied = end;
        }
        (copied > 0).then(|| mended + event.get(copied..).unwrap_or_default())
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
    fn hold_end(&mut self, text: Growing<'_>) -> bool {
        let is_half =
            matches!(text.written.pieces().last(), Some(StrPiece::LoneSurrogate(..0xdc00)));
        if !is_half || self.held.len() >= MAX_HELD {
            return false;
        }
        let written = text.written.as_written();
        let half = written.get(written.len() - ESCAPE_LEN..).unwrap_or_default().into();
        self.held.push(Held { place: text.place, half });
        true
    }
}
