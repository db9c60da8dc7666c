//! Random streams, biased to trouble, and random setups and cuttings for them.

use crate::support::reference::Setup;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// Pieces that are something, nearly something, or the middle of something.
const SCRAPS: [&[u8]; 26] = [
    b"",
    b" ",
    b"  ",
    b":",
    b"::",
    b": ",
    b"\0",
    b"\t",
    b"a",
    b"da",
    b"data",
    b"id",
    b"retry",
    b"event",
    b"7",
    b"0",
    b"\xEF",
    b"\xEF\xBB",
    b"\xEF\xBB\xBF",
    b"\xBB\xBF",
    b"\xC3\xA9",
    b"\xC3",
    b"\xF0\x9F\x98",
    b"\xF0\x9F\x98\x80",
    b"\xFF",
    b"\xE2\x80\xA8",
];

const NAMES: [&[u8]; 28] = [
    b"data", b"data", b"data", b"data", b"id", b"id", b"id", b"id", b"event", b"event", b"retry",
    b"", b"", b"", b"", b"d", b"da", b"dat", b"data ", b"dataa", b"Data", b"even", b"eventt", b"i",
    b"ids", b"retr", b"dbta", b"evenu",
];

/// The lengths around which a search by words or vectors changes its step.
const BORDERS: [usize; 5] = [8, 16, 32, 64, 128];

fn scraps() -> impl Strategy<Value = Vec<u8>> {
    vec(select(&SCRAPS[..]), 0..5).prop_map(|scraps| scraps.concat())
}

fn digits() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        vec(b'0'..=b'9', 0..25),
        select(vec![u64::MAX - 1, u64::MAX, 0]).prop_map(|n| n.to_string().into_bytes()),
        select(vec![1_u128, 2, 10])
            .prop_map(|more| { (u128::from(u64::MAX) + more).to_string().into_bytes() }),
    ]
}

/// A length next to a border, of one byte, with perhaps something else in it.
fn long() -> impl Strategy<Value = Vec<u8>> {
    let len = (select(&BORDERS[..]), 0_usize..5).prop_map(|(border, add)| border + add - 2);
    (len, select(&SCRAPS[..]), any::<prop::sample::Index>()).prop_map(|(len, scrap, place)| {
        let mut value = vec![b'x'; len];
        let place = place.index(len + 1);
        value.splice(place..place, scrap.iter().copied());
        value
    })
}

fn value() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![4 => scraps(), 1 => digits(), 2 => long()]
}

/// Now and then none: then two lines become one.
fn line_end() -> impl Strategy<Value = &'static [u8]> {
    select(vec![&b"\n"[..], b"\n", b"\n", b"\n", b"\r\n", b"\r\n", b"\r\n", b"\r", b"\r", b""])
}

fn line() -> impl Strategy<Value = Vec<u8>> {
    let lead = select(vec![&b":"[..], b":", b": ", b": ", b": ", b":  ", b"", b" :"]);
    prop_oneof![
        8 => (select(&NAMES[..]), lead, value(), line_end())
            .prop_map(|(name, lead, value, end)| [name, lead, &value, end].concat()),
        // Data, so that there are events.
        4 => (scraps(), line_end()).prop_map(|(text, end)| [b"data:", &*text, end].concat()),
        // Numbers where numbers count.
        1 => (digits(), line_end()).prop_map(|(n, end)| [b"retry: ", &*n, end].concat()),
        // Anything as a name.
        1 => (value(), line_end()).prop_map(|(name, end)| [&*name, end].concat()),
    ]
}

/// Some lines and a blank one, of any kind.
fn block() -> impl Strategy<Value = Vec<u8>> {
    (vec(line(), 0..5), line_end()).prop_map(|(lines, end)| [&lines.concat(), end].concat())
}

pub(crate) fn stream() -> impl Strategy<Value = Vec<u8>> {
    let start = select(vec![&b""[..], b"", b"", b"", b"\xEF\xBB\xBF", b"\xEF\xBB", b"\xEF"]);
    (start, vec(block(), 0..8)).prop_map(|(start, blocks)| [start, &blocks.concat()].concat())
}

/// Places for [`super::splits::at_places`]: few and many cuts, some together.
pub(crate) fn places() -> impl Strategy<Value = Vec<usize>> {
    prop_oneof![vec(any::<usize>(), 0..4), vec(any::<usize>(), 0..40)]
}

fn limit() -> impl Strategy<Value = Option<usize>> {
    let near = (select(&BORDERS[..]), 0_usize..5).prop_map(|(border, add)| border + add - 2);
    prop_oneof![
        4 => Just(None),
        3 => (0_usize..7).prop_map(Some),
        2 => near.prop_map(Some),
    ]
}

pub(crate) fn setup() -> impl Strategy<Value = Setup> {
    let known = prop_oneof![Just(Vec::new()), vec(select(&b"k:\xC3 \xFF9"[..]), 0..6)];
    (limit(), limit(), limit(), any::<bool>(), any::<bool>(), known).prop_map(
        |(event, id, comment, report_comments, report_unknown_fields, mut known_id)| {
            let plain = Setup::plain();
            let max_id = id.unwrap_or(plain.max_id);
            known_id.truncate(max_id);
            Setup {
                max_event: event.unwrap_or(plain.max_event),
                max_id,
                max_comment: comment.unwrap_or(plain.max_comment),
                report_comments,
                report_unknown_fields,
                known_id,
            }
        },
    )
}
