//! Laws about the decoder's life: connections, resets, the end, what is left over, and questions.
#![cfg(feature = "alloc")]

mod support;

use headwater::{
    Action, CloseReason, Comment, Config, Decoder, Event, EventId, EventType, Fixed, Fragment,
    FragmentDecoder, Instant, Item, Outgoing, Progress, ResponseHead, Sent, Session, Step, Storage,
};
use support::faces::Assembly;
use support::reference::{self, Limits, Setup};
use support::splits;

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Feeds all of it and gives the data of the events, each with its ID: "data@id".
fn feed<S: Storage>(decoder: &mut Decoder<S>, mut bytes: &[u8]) -> Vec<String> {
    let mut events = Vec::new();
    loop {
        let progress = decoder.advance(bytes);
        if let Step::NeedData = progress.step {
            assert_eq!(progress.consumed, bytes.len());
            assert!(decoder.item(bytes).is_none());
            return events;
        }
        if let Some(Ok(Item::Event(event))) = decoder.item(bytes) {
            events.push(summary(event));
        }
        bytes = &bytes[progress.consumed..];
    }
}

fn summary(event: Event<'_>) -> String {
    let [event_type, data, id] =
        [event.event_type(), event.data(), event.last_event_id()].map(|part| part.escape_ascii());
    format!("{event_type} {data}@{id}")
}

fn unfinished<S: Storage>(decoder: &Decoder<S>) -> Option<String> {
    decoder.unfinished().map(summary)
}

/// In every state a connection can break off in, with every beginning of this stream.
const LIFE: &[u8] = b"\xEF\xBB\xBFid: 1\r\nretry: 5\r\ndata: a\r\n\r\n\
    event: e\r\nid: 2\r\ndata: bcdefg\r\ndata: h\r\n: comment\r\nunknown: x\r\ndat";

/// As [`LIFE`], with limits that strike in it.
fn tight() -> Config {
    Setup::limited(4, 2, 3).config()
}

#[test]
fn reconnecting_keeps_the_id_and_the_reconnection_time_and_nothing_else() {
    for config in [Config::new(), tight()] {
        for cut in 0..=LIFE.len() {
            for ended in [false, true] {
                let mut decoder = Decoder::with_config(config);
                feed(&mut decoder, &LIFE[..cut]);
                let (id, retry) =
                    (decoder.last_event_id().to_vec(), decoder.reconnection_time_ms());
                if ended {
                    decoder.end();
                }
                decoder.reconnect();
                assert_eq!(
                    (decoder.last_event_id(), decoder.reconnection_time_ms()),
                    (&*id, retry)
                );
                let id = id.escape_ascii();
                // The byte order mark goes again; a CR before the break does not eat an LF here;
                // no half line, no block, no void event, no pending ID reaches across.
                let events = feed(&mut decoder, &[BOM, b"data: x\n\n\ndata\n\n"].concat());
                assert_eq!(events, [format!("message x@{id}"), format!("message @{id}")], "{cut}");
            }
        }
    }
}

#[test]
fn resetting_forgets_everything() {
    for config in [Config::new(), tight()] {
        for cut in 0..=LIFE.len() {
            let mut decoder = Decoder::with_config(config);
            feed(&mut decoder, &LIFE[..cut]);
            if cut % 2 == 0 {
                decoder.end();
            }
            decoder.reset();
            assert_eq!(decoder.last_event_id(), b"");
            assert_eq!(decoder.reconnection_time_ms(), None);
            let events = feed(&mut decoder, &[BOM, b"data: x\n\n"].concat());
            assert_eq!(events, ["message x@"], "{cut}");
            // The configuration stays.
            let limited = feed(&mut decoder, b"data: abcde\n\n").is_empty();
            assert_eq!(limited, format!("{config:?}") != format!("{:?}", Config::new()));
        }
    }
}

/// Feeds bytes up to the `count`th thing handed out, and leaves it in hand.
fn feed_until(decoder: &mut Decoder, mut bytes: &[u8], count: usize) -> bool {
    for _ in 0..count {
        let progress = decoder.advance(bytes);
        if let Step::NeedData = progress.step {
            return false;
        }
        bytes = &bytes[progress.consumed..];
    }
    true
}

#[test]
fn something_in_hand_is_gone_with_its_connection() {
    type Act = fn(&mut Decoder);
    let acts: [(Act, &str); 3] = [
        (|decoder| decoder.reconnect(), "1"),
        (|decoder| decoder.reset(), ""),
        (|decoder| decoder.end(), "1"),
    ];
    let stream = b"id: 1\nevent: e\ndata: a\ndata: b\n\n:c\nx:y\ndata: abcdef\nid: 222\n\n";
    for (act, id) in acts {
        for count in 1..=5 {
            let mut decoder = Decoder::with_config(tight());
            assert!(feed_until(&mut decoder, stream, count), "an event, two reports, two errors");
            act(&mut decoder);
            assert!(decoder.item(b"").is_none() && decoder.event(b"").is_none(), "{count}");
            assert_eq!(decoder.last_event_id(), id.as_bytes());
            assert_eq!(unfinished(&decoder), None, "{count}");
            decoder.reconnect();
            assert_eq!(feed(&mut decoder, b"data\n\n"), [format!("message @{id}")]);
        }
    }
}

#[test]
fn there_is_nothing_to_ask_for_before_the_first_byte() {
    let decoder = Decoder::new();
    let chunk = b"data: a\n\n";
    assert!(decoder.item(chunk).is_none() && decoder.event(chunk).is_none());
    assert!(FragmentDecoder::new().fragment(chunk).is_none());
    assert_eq!((decoder.last_event_id(), decoder.reconnection_time_ms()), (&b""[..], None));
}

/// A decoder that was reset, reconnected, or is new decodes the rest alike, whatever was before.
#[test]
fn a_reset_decoder_is_as_a_new_one() {
    let second = b"\xEF\xBB\xBFdata: a\nid: 3\n\ndata\n\nevent: x\ndata: y";
    for cut in 0..=LIFE.len() {
        let (mut used, mut new) = (Decoder::new(), Decoder::new());
        feed(&mut used, &LIFE[..cut]);
        used.reset();
        assert_eq!(feed(&mut used, second), feed(&mut new, second));
        used.end();
        new.end();
        assert_eq!(unfinished(&used), unfinished(&new));
        assert_eq!(used.last_event_id(), new.last_event_id());
    }
}

#[test]
fn the_end_is_terminal() {
    for cut in 0..=LIFE.len() {
        let mut decoder = Decoder::with_config(Setup::talkative().config());
        feed(&mut decoder, &LIFE[..cut]);
        decoder.end();
        let left = unfinished(&decoder);
        let (id, retry) = (decoder.last_event_id().to_vec(), decoder.reconnection_time_ms());
        for late in
            [&b""[..], b"\n", b"\n\n", b"\r\n\r\n", b"data: x\nid: 9\nretry: 9\n\n", b":c\nx\n"]
        {
            let mut rest = late;
            let progress = decoder.advance(rest);
            assert_eq!(progress.consumed, late.len());
            assert!(matches!(progress.step, Step::NeedData));
            assert!(decoder.item(late).is_none() && decoder.event(late).is_none());
            assert!(decoder.decode(&mut rest).unwrap().is_none());
            assert!(rest.is_empty());
        }
        decoder.end();
        assert_eq!(unfinished(&decoder), left, "{cut}");
        assert_eq!((decoder.last_event_id(), decoder.reconnection_time_ms()), (&*id, retry));
    }
}

#[test]
fn the_end_dispatches_nothing() {
    for input in [&b"data: a"[..], b"data: a\n", b"data: a\r", b"data: a\r\n", b"data", b":c", b"x"]
    {
        let mut decoder = Decoder::with_config(Setup::talkative().config());
        feed(&mut decoder, input);
        decoder.end();
        assert!(decoder.item(b"").is_none() && decoder.event(b"").is_none());
        assert!(feed(&mut decoder, b"").is_empty());
    }
}

#[test]
fn a_known_id_is_in_force_from_the_start_until_another_is_committed() {
    let mut decoder = Decoder::new();
    decoder.set_last_event_id(b"k").unwrap();
    assert_eq!(decoder.last_event_id(), b"k");
    let events = feed(&mut decoder, b"data: a\n\nid: 2\ndata: b\n\nid\ndata: c\n\n");
    assert_eq!(events, ["message a@k", "message b@2", "message c@"]);
}

#[test]
fn a_known_id_must_be_one_that_a_stream_could_have_brought() {
    let mut decoder = Decoder::new();
    decoder.set_last_event_id(b"k").unwrap();
    for bad in [b'\0', b'\r', b'\n'] {
        for len in 0..20 {
            for at in 0..=len {
                let mut id = vec![b'a'; len];
                id.insert(at, bad);
                decoder.set_last_event_id(&id).unwrap_err();
                assert_eq!(decoder.last_event_id(), b"k", "a refused one changes nothing");
            }
        }
    }
    decoder.set_last_event_id(&[b'a'; 4096]).unwrap();
    decoder.set_last_event_id(&[b'a'; 4097]).unwrap_err();
    decoder.set_last_event_id(b" \xFF: ").unwrap();
    assert_eq!(decoder.last_event_id(), b" \xFF: ");
    decoder.set_last_event_id(b"").unwrap();
    assert_eq!(feed(&mut decoder, b"data\n\n"), ["message @"]);
}

#[test]
fn a_known_id_can_be_set_anew_for_the_next_connection() {
    let mut decoder = Decoder::new();
    feed(&mut decoder, b"id: 1\ndata\n\nid: 2\n");
    decoder.reconnect();
    decoder.set_last_event_id(b"3").unwrap();
    assert_eq!(feed(&mut decoder, b"data: x\n\n"), ["message x@3"]);
}

#[test]
fn an_id_is_committed_by_the_blank_line_and_not_before() {
    let mut decoder = Decoder::new();
    feed(&mut decoder, b"id: 1\n");
    assert_eq!(decoder.last_event_id(), b"");
    feed(&mut decoder, b"\r");
    assert_eq!(decoder.last_event_id(), b"1");
}

#[test]
fn a_reconnection_time_counts_as_soon_as_its_line_ends() {
    let mut decoder = Decoder::new();
    feed(&mut decoder, b"retry: 15");
    assert_eq!(decoder.reconnection_time_ms(), None);
    feed(&mut decoder, b"\r");
    assert_eq!(decoder.reconnection_time_ms(), Some(15));
    feed(&mut decoder, b"\nretry: 20");
    decoder.end();
    assert_eq!(decoder.reconnection_time_ms(), Some(15), "the end ends no line");
}

#[test]
fn a_reconnection_time_saturates_and_an_empty_one_is_ignored() {
    let table: [(&[u8], Option<u64>); 12] = [
        (b"18446744073709551614", Some(u64::MAX - 1)),
        (b"18446744073709551615", Some(u64::MAX)),
        (b"18446744073709551616", Some(u64::MAX)),
        (b"18446744073709551625", Some(u64::MAX)),
        (b"184467440737095516150", Some(u64::MAX)),
        (b"99999999999999999999999999999999999999999999999999999999999", Some(u64::MAX)),
        (b"000000000000000000000000000000000000000000000000000000000007", Some(7)),
        (b"99999999999999999999999999999999999999999999x", None),
        (b"", None),
        (b" 1", None),
        (b"1 ", None),
        (b"1\0", None),
    ];
    for (value, want) in table {
        for lead in [&b"retry:"[..], b"retry: "] {
            // Without a space before it, the value's own space is the one that is removed.
            if lead == b"retry:" && value == b" 1" {
                continue;
            }
            let input = [lead, value, b"\n"].concat();
            splits::each_in_two(&input, &mut |chunks| {
                let mut decoder = Decoder::new();
                chunks.iter().for_each(|chunk| assert!(feed(&mut decoder, chunk).is_empty()));
                assert_eq!(decoder.reconnection_time_ms(), want, "{chunks:?}");
            });
        }
    }
}

/// The block that the end cut off. Each at every cut in two, and on fixed storage.
#[test]
fn what_the_end_cut_off_can_be_asked_for() {
    let table: [(&[u8], Option<&str>); 28] = [
        (b"", None),
        (b"\n", None),
        (BOM, None),
        (b"\xEF\xBB", None),
        (b"data: a", Some("message a@")),
        (b"data: a\n", Some("message a@")),
        (b"data: a\r", Some("message a@")),
        (b"data: a\r\n", Some("message a@")),
        (b"data: a\n\n", None),
        (b"data: a\r\r", None),
        (b"data: a\r\n\r", None),
        (b"data", Some("message @")),
        (b"data:", Some("message @")),
        (b"data: ", Some("message @")),
        (b"data:  ", Some("message  @")),
        (b"data: a\nda", Some("message a@")),
        (b"data: a\ndata", Some(r"message a\n@")),
        (b"data: a\ndata:", Some(r"message a\n@")),
        (b"data: a\ndata: b", Some(r"message a\nb@")),
        (b"data: a\nevent: e", Some("e a@")),
        (b"event: e\ndata: a\nevent", Some("message a@")),
        (b"event: e\ndata: a\neven", Some("e a@")),
        (b"data: a\n: comm", Some("message a@")),
        (b"data: a\nunkno", Some("message a@")),
        (b"event: e\nid: 7\n", None),
        (b": comm", None),
        (b"data: a\nid: 7\n", Some("message a@")),
        (b"id: 1\n\ndata: a\nid: 7\n", Some("message a@1")),
    ];
    for (input, want) in table {
        splits::each(input, &mut |chunks| {
            let mut decoder = Decoder::with_config(Setup::talkative().config());
            let mut fixed = Decoder::with_storage(
                Setup::talkative().config(),
                Fixed::new([0; 8], [0; 8], [0; 24], [0; 8]),
            );
            for chunk in chunks {
                feed(&mut decoder, chunk);
                feed(&mut fixed, chunk);
            }
            decoder.end();
            fixed.end();
            assert_eq!(unfinished(&decoder).as_deref(), want, "{chunks:?}");
            assert_eq!(unfinished(&fixed).as_deref(), want, "{chunks:?}");
        });
    }
}

#[test]
fn what_a_limit_made_void_is_not_left_unfinished() {
    for input in [
        &b"data: abcde"[..],
        b"data: abcde\ndata: a",
        b"data: a\nevent: abcde",
        b"data: abcd\ndata",
        b"data: abcd\ndata:",
        b"data: abcd\ndata\n",
    ] {
        splits::each(input, &mut |chunks| {
            let mut decoder = Decoder::with_config(tight());
            chunks.iter().for_each(|chunk| drop(feed(&mut decoder, chunk)));
            decoder.end();
            assert_eq!(unfinished(&decoder), None, "{chunks:?}");
        });
    }
}

/// Nothing of the data is kept back: at every point the pieces so far are the data so far. The
/// line feed that joins two lines may come with the line that it brings.
#[test]
fn fragments_come_at_once() {
    let stream = b"\xEF\xBB\xBFdata: ab\r\ndata:\ndata\rdata:  c\n: x\n\
        event: data\ndata: \ndata: d\n\ndata: e\n\n";
    let setup = Setup::talkative();
    for cut in 0..=stream.len() {
        let mut decoder = FragmentDecoder::with_config(setup.config());
        let mut assembly = Assembly::default();
        feed_fragments(&mut decoder, &stream[..cut], &mut assembly);
        // A bare name at the cut would count as a line there; here it may still go on.
        let known = without_bare_name(&stream[..cut]);
        let so_far = reference::decode(known, &setup, Limits::of(&setup)).unfinished;
        let expected = so_far.map_or_else(Vec::new, |block| block.data);
        let got = if assembly.begun { assembly.data } else { Vec::new() };
        assert!(got == expected || [&got[..], b"\n"].concat() == expected, "{cut}");
    }
}

fn without_bare_name(stream: &[u8]) -> &[u8] {
    let line = stream.rsplit(|byte| b"\r\n".contains(byte)).next().unwrap();
    if b"data".starts_with(line) { stream.strip_suffix(line).unwrap() } else { stream }
}

#[test]
fn fragments_start_on_the_same_byte_at_every_cut() {
    let stream =
        b"event: e\ndata: ab\r\ndata:\n\ndata\n\ndata\rdata: c\n\ndata:\n\nid: 1\r\r\ndata: \n\n";
    let whole = starts(&[stream]);
    assert_eq!(whole.len(), 5);
    splits::each_in_two(stream, &mut |chunks| assert_eq!(starts(chunks), whole, "{chunks:?}"));
    assert_eq!(starts(&splits::bytewise(stream)), whole);
}

fn starts(chunks: &[&[u8]]) -> Vec<usize> {
    let mut decoder = FragmentDecoder::new();
    let (mut starts, mut at) = (Vec::new(), 0);
    for chunk in chunks {
        let mut rest = *chunk;
        loop {
            let progress = decoder.advance(rest);
            at += progress.consumed;
            if let Step::NeedData = progress.step {
                break;
            }
            if let Some(Ok(Fragment::Start)) = decoder.fragment(rest) {
                starts.push(at);
            }
            rest = &rest[progress.consumed..];
        }
    }
    starts
}

fn feed_fragments(decoder: &mut FragmentDecoder, mut bytes: &[u8], assembly: &mut Assembly) {
    loop {
        let progress = decoder.advance(bytes);
        if let Step::NeedData = progress.step {
            return;
        }
        assembly.take(decoder.fragment(bytes).expect("announced"));
        bytes = &bytes[progress.consumed..];
    }
}

#[test]
fn fragment_decoders_reconnect_and_reset_too() {
    for cut in 0..=LIFE.len() {
        for keep in [false, true] {
            let mut decoder = FragmentDecoder::new();
            feed_fragments(&mut decoder, &LIFE[..cut], &mut Assembly::default());
            let id = decoder.last_event_id().to_vec();
            let retry = decoder.reconnection_time_ms();
            if keep {
                decoder.reconnect();
                assert_eq!(
                    (decoder.last_event_id(), decoder.reconnection_time_ms()),
                    (&*id, retry)
                );
            } else {
                decoder.reset();
                assert_eq!(
                    (decoder.last_event_id(), decoder.reconnection_time_ms()),
                    (&b""[..], None)
                );
            }
            let mut assembly = Assembly::default();
            feed_fragments(&mut decoder, &[BOM, b"data: x"].concat(), &mut assembly);
            assert!(assembly.begun, "{cut}");
            assert_eq!(assembly.data, b"x", "{cut}");
        }
    }
}

/// A copy goes its own way, and giving memory back changes nothing.
#[test]
fn copies_and_released_memory_change_nothing() {
    let rest = b"a: x\r\n\r\ndata: y\n\n";
    for cut in 0..=LIFE.len() {
        let mut decoder = Decoder::new();
        feed(&mut decoder, &LIFE[..cut]);
        let mut copy = decoder.clone();
        copy.release_spare_capacity();
        let expected = feed(&mut decoder, rest);
        assert_eq!(feed(&mut copy, rest), expected, "{cut}");
        assert_eq!(copy.last_event_id(), decoder.last_event_id());
    }
}

#[test]
fn debugging_shows_no_payload() {
    let mut decoder = Decoder::with_config(Setup::talkative().config());
    let mut fragments = FragmentDecoder::with_config(Setup::talkative().config());
    decoder.set_last_event_id(b"secret").unwrap();
    fragments.set_last_event_id(b"secret").unwrap();
    let stream =
        b"id: secret\nevent: secret\n: secret\nsecret: secret\ndata: secret\n\ndata: secret";
    let mut shown = Vec::new();
    let mut rest = &stream[..];
    while let Progress { consumed, step: Step::Item } = decoder.advance(rest) {
        shown.push(format!("{:?} {:?}", decoder.item(rest), decoder.event(rest)));
        if let Some(event) = decoder.event(rest) {
            let (owned, lossy) = (event.to_owned(), event.data_lossy());
            shown.push(format!("{owned:?} {lossy:?}"));
        }
        rest = &rest[consumed..];
    }
    rest = &stream[..];
    while let Progress { consumed, step: Step::Item } = fragments.advance(rest) {
        shown.push(format!("{:?}", fragments.fragment(rest)));
        rest = &rest[consumed..];
    }
    decoder.end();
    shown.push(format!("{decoder:?} {fragments:?} {:?}", decoder.unfinished()));
    let (event_type, id) = (EventType::new("secret").unwrap(), EventId::new("secret").unwrap());
    let outgoing = Outgoing::new("secret").event_type(event_type).id(id);
    let comment = Comment::new("secret");
    shown.push(format!("{event_type:?} {id:?} {outgoing:?} {comment:?}"));
    shown.push(format!("{:?} {:?}", outgoing.pieces(), comment.pieces()));
    let bytes = format!("{:?}", b"secret");
    for shown in &shown {
        assert!(!shown.contains("secret"), "{shown}");
        assert!(!shown.contains(bytes.trim_matches(['[', ']'])), "{shown}");
    }
    assert!(shown.len() > 10);
}

#[test]
fn an_owned_event_is_the_event() {
    let mut decoder = Decoder::new();
    let mut input = b"event: e\nid: 1\ndata: a\xFF\n\n".as_slice();
    let event = decoder.decode(&mut input).unwrap().unwrap();
    let owned = event.to_owned();
    assert_eq!(summary(owned.as_event()), summary(event));
    assert_eq!(
        (owned.event_type(), owned.data(), owned.last_event_id()),
        (&b"e"[..], &b"a\xFF"[..], &b"1"[..])
    );
    assert_eq!(owned.event_type_str(), Ok("e"));
    assert!(owned.data_str().is_err());
    assert_eq!(owned.data_lossy().to_cow(), "a\u{FFFD}");
}

#[test]
fn a_session_closes_for_the_reason_it_was_closed_and_stays_closed() {
    let now = Instant::ORIGIN;
    let closed = |act: &dyn Fn(&mut Decoder)| {
        let mut decoder = Decoder::new();
        Session::handle_response(&mut decoder, ResponseHead::new(200), now);
        assert!(matches!(decoder.action(), Action::Read));
        let progress = Session::advance(&mut decoder, b"data: a\n", now);
        assert!(matches!(progress.step, Step::NeedData));
        act(&mut decoder);
        assert!(Session::item(&decoder, b"").is_none());
        let reason = format!("{:?}", decoder.action());
        let progress = Session::advance(&mut decoder, b"\ndata: b\n\n", now);
        assert!(matches!(progress.step, Step::NeedData));
        Session::handle_end(&mut decoder, now);
        Session::handle_network_error(&mut decoder, Sent::Perhaps, now);
        Session::close(&mut decoder);
        assert_eq!(format!("{:?}", decoder.action()), reason, "stays");
        match decoder.action() {
            Action::Closed(reason) => reason,
            action => panic!("closed, not {action:?}"),
        }
    };
    use CloseReason::*;
    assert_eq!(closed(&|d| d.handle_end(now)), EndOfStream);
    assert_eq!(closed(&|d| d.handle_network_error(Sent::Perhaps, now)), NetworkError);
    assert_eq!(closed(&|d| Session::close(d)), Closed);
}

/// An event that lies whole in its chunk is lent from there, also where it is found by the line.
#[test]
fn what_lies_in_the_chunk_is_lent_from_it() {
    for chunk in [
        &b"data: abc\n\n"[..],
        b"data: abc\r\n\r\n",
        b"event: abc\ndata: abc\n\n",
        b"id: 1\nevent: abc\ndata: abc\n\n",
        b"event: abc\r\ndata: abc\r\nid: 1\r\n\r\n",
    ] {
        let mut decoder = Decoder::new();
        let mut rest = chunk;
        let event = decoder.decode(&mut rest).expect("within the limits").expect("an event");
        let lies_in_chunk = |part: &[u8]| chunk.as_ptr_range().contains(&part.as_ptr());
        assert!(lies_in_chunk(event.data()), "{chunk:?}");
        assert!(lies_in_chunk(event.event_type()) || event.event_type() == b"message", "{chunk:?}");
    }
}

#[test]
fn fragments_end_with_the_stream_too() {
    let mut decoder = FragmentDecoder::new();
    let progress = decoder.advance(b"data: a");
    assert_eq!(progress.step, Step::Item);
    decoder.end();
    for chunk in [&b"b\n\n"[..], b"data: c\n\n", b""] {
        assert_eq!(
            decoder.advance(chunk),
            Progress { consumed: chunk.len(), step: Step::NeedData }
        );
        assert!(decoder.fragment(chunk).is_none());
    }
}

/// The limit of an event is for what is kept: a fragment is not cut at it.
#[test]
fn a_fragment_is_all_of_a_line_that_its_chunk_holds() {
    let chunk = b"data: 0123456789\n\n";
    let mut decoder = FragmentDecoder::with_config(Config::new().max_event_bytes(4));
    let (mut rest, mut pieces) = (&chunk[..], Vec::new());
    loop {
        let progress = decoder.advance(rest);
        if progress.step == Step::NeedData {
            break;
        }
        if let Some(Ok(Fragment::Piece(piece))) = decoder.fragment(rest) {
            pieces.push(piece.to_vec());
        }
        rest = &rest[progress.consumed..];
    }
    assert_eq!(pieces, [b"0123456789"]);
}

/// Line feeds stand where a product of offsets would find them, in place of their sum.
#[test]
fn the_blank_line_is_looked_for_behind_the_data() {
    for (stream, data) in [
        (&b"data: ab\nxyz\n\n"[..], &b"ab"[..]),
        (b"event: e\ndata: ab\nxyzxyzxyzxyz\n\n", b"ab"),
        (b"event: e\ndata: x\n\nevent: e\ndata: ab\nxyzxyzxyzxyz\n\n", b"ab"),
    ] {
        let mut decoder = Decoder::new();
        let (mut rest, mut last) = (stream, Vec::new());
        while let Some(event) = decoder.decode(&mut rest).expect("within the limits") {
            last = event.data().to_vec();
        }
        assert_eq!(last, data, "{stream:?}");
    }
}
