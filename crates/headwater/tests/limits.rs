//! Every sentence about limits, as a story: the bytes up to the one on which something is handed
//! out, and what. Each is held against the reference, and every face against that at every cut.
#![cfg(feature = "alloc")]

mod support;

use headwater::{Config, DecodeError, Decoder, Fixed, FragmentDecoder, Item, Progress, Step};
use support::reference::{self, Block, Limits, Outcome, Setup, What};
use support::{faces, splits};

type Chapter<'s> = (&'s [u8], Option<What>);

fn event(data: &str, id: &str) -> Option<What> {
    typed("message", data, id)
}

fn typed(event_type: &str, data: &str, id: &str) -> Option<What> {
    let [event_type, data, id] = [event_type, data, id].map(|text| text.as_bytes().to_vec());
    Some(What::Event(Block { event_type, data, id }))
}

fn comment(text: &str) -> Option<What> {
    Some(What::Comment(text.as_bytes().to_vec()))
}

fn unknown(name: &str, value: &str) -> Option<What> {
    let [name, value] = [name, value].map(|text| text.as_bytes().to_vec());
    Some(What::UnknownField { name, value })
}

const fn event_over(limit: usize) -> Option<What> {
    Some(What::Error(DecodeError::EventTooLarge { limit }))
}

const fn id_over(limit: usize) -> Option<What> {
    Some(What::Error(DecodeError::IdTooLong { limit }))
}

const fn comment_over(limit: usize) -> Option<What> {
    Some(What::Error(DecodeError::CommentTooLong { limit }))
}

const fn unknown_over(limit: usize) -> Option<What> {
    Some(What::Error(DecodeError::UnknownFieldTooLong { limit }))
}

/// Checks the story and returns what is left at its end.
fn story(setup: &Setup, steps: &[Chapter<'_>]) -> Outcome {
    let mut input = Vec::new();
    let mut told = Vec::new();
    for (bytes, what) in steps {
        input.extend_from_slice(bytes);
        told.extend(what.clone().map(|what| (input.len(), what)));
    }
    let outcome = reference::decode(&input, setup, Limits::of(setup));
    let happened: Vec<_> =
        outcome.happenings.iter().map(|happening| (happening.at, happening.what.clone())).collect();
    assert_eq!(happened, told, "{}", input.escape_ascii());
    let mut faces = faces::all(setup);
    splits::each(&input, &mut |chunks| faces::check_all(setup, &mut faces, &input, chunks));
    outcome
}

/// Events of 3 bytes, IDs of 2, comments and unknown fields of 2.
fn small() -> Setup {
    Setup::limited(3, 2, 2)
}

#[test]
fn data_at_the_limit_passes_and_the_first_byte_over_strikes() {
    story(
        &small(),
        &[(b"data: abc\n\n", event("abc", "")), (b"data:abc\r", None), (b"\r", event("abc", ""))],
    );
    story(&small(), &[(b"data: abcd", event_over(3)), (b"efgh\n\ndata: x\n\n", event("x", ""))]);
    story(&small(), &[(b"data:abcd", event_over(3)), (b"\n\n", None)]);
    story(&small(), &[(b"data:  abc", event_over(3)), (b"\n\n", None)]);
}

#[test]
fn the_space_that_is_removed_does_not_count() {
    let setup = Setup::limited(0, 0, 1);
    story(&setup, &[(b"data: \n\n", event("", ""))]);
    story(&setup, &[(b"event: \ndata:\n\n", event("", ""))]);
    story(&setup, &[(b"id: \ndata\n\n", event("", ""))]);
    story(&setup, &[(b"x: \n", unknown("x", ""))]);
    story(&setup, &[(b"data:  ", event_over(0)), (b"\n\n", None)]);
    story(&setup, &[(b"x:  ", unknown_over(1)), (b"\n\n", None)]);
    // In a comment no space is removed.
    story(&setup, &[(b": \n", comment(" ")), (b":  ", comment_over(1)), (b"\n", None)]);
}

#[test]
fn the_line_feed_that_joins_data_lines_counts() {
    story(&small(), &[(b"data: a\ndata: b\n\n", event("a\nb", ""))]);
    story(&small(), &[(b"data: ab\ndata\n\n", event("ab\n", ""))]);
    story(
        &small(),
        &[(b"data\r\ndata\r\ndata\r\ndata:\r\n\r", event("\n\n\n", "")), (b"\n", None)],
    );
    story(&small(), &[(b"data: a\ndata: bc", event_over(3)), (b"\n\n", None)]);
    story(&small(), &[(b"data: ab\ndata: c", event_over(3)), (b"\n\n", None)]);
    // Also where the line is so short, at a chunk's end, that no short way takes it.
    story(&small(), &[(b"data: ab\ndata:c", event_over(3)), (b"d", None)]);
}

/// It strikes with the first byte of the value that it brings, or that line's end.
#[test]
fn the_line_feed_that_joins_data_lines_strikes_with_what_it_brings() {
    story(&small(), &[(b"data: abc\ndata: d", event_over(3)), (b"\n\n", None)]);
    story(&small(), &[(b"data: abc\ndata:d", event_over(3)), (b"ef\n\n", None)]);
    for empty in [&b"data: abc\ndata"[..], b"data: abc\ndata:", b"data: abc\ndata: "] {
        story(&small(), &[(empty, None), (b"\n", event_over(3)), (b"\n", None)]);
        story(&small(), &[(empty, None), (b"\r", event_over(3)), (b"\r", None)]);
        // The LF after that CR is no blank line: the event is still void.
        let more: Chapter<'_> = (b"\ndata: x\r\n\r\n", None);
        story(&small(), &[(empty, None), (b"\r", event_over(3)), more]);
        let after = story(&small(), &[(empty, None)]);
        assert_eq!(
            after.unfinished, None,
            "its last line counts as ended, and so the limit struck"
        );
    }
    // Not for a line that brings nothing: it is no data line.
    story(&small(), &[(b"data: abc\ndat\n", unknown_over(2)), (b"\n", event("abc", ""))]);
}

#[test]
fn the_event_type_has_the_same_limit_of_its_own() {
    story(&small(), &[(b"event: abc\ndata: abc\n\n", typed("abc", "abc", ""))]);
    story(&small(), &[(b"event: abcd", event_over(3)), (b"e\ndata: abc\n\n", None)]);
    story(&small(), &[(b"data: abc\nevent:abcd", event_over(3)), (b"\n\ndata\n\n", event("", ""))]);
    // Each line's value by itself: the later replaces the earlier.
    story(&small(), &[(b"event: abc\nevent: def\ndata\n\n", typed("def", "", ""))]);
    story(&small(), &[(b"event: ab\nevent: cdef", event_over(3)), (b"\ndata\n\n", None)]);
}

#[test]
fn a_type_over_the_limit_is_an_error_also_without_data() {
    story(
        &small(),
        &[(b"event: abcd", event_over(3)), (b"\n\n", None), (b"data\n\n", event("", ""))],
    );
}

#[test]
fn an_event_over_its_limit_is_one_error() {
    let again = b"efg\ndata: hijklmn\nevent: opqrst\ndata\ndata:uvwxyz\n";
    let after: Chapter<'_> = (b"\ndata: x\n\n", event("x", ""));
    story(&small(), &[(b"data: abcd", event_over(3)), (again, None), after]);
}

#[test]
fn an_event_over_its_limit_ends_at_the_next_blank_line_of_any_kind() {
    for blank in [&b"\n\n"[..], b"\r\r", b"\r\n\r\n", b"\n\r", b"\r\n\r", b"\r\r\n", b"\n\r\n"] {
        let after: Chapter<'_> = (b"data: x\n\n", event("x", ""));
        story(&small(), &[(b"data: abcd", event_over(3)), (blank, None), after]);
    }
}

#[test]
fn the_id_of_an_event_over_its_limit_is_not_committed() {
    let first: Chapter<'_> = (b"id: 1\ndata\n\n", event("", "1"));
    let next: Chapter<'_> = (b"data: x\n\n", event("x", "1"));
    story(
        &small(),
        &[first.clone(), (b"id: 2\ndata: abcd", event_over(3)), (b"\n\n", None), next.clone()],
    );
    story(
        &small(),
        &[first.clone(), (b"data: abcd", event_over(3)), (b"\nid: 2\n\n", None), next.clone()],
    );
    story(&small(), &[first.clone(), (b"data: abcd", event_over(3)), (b"\nid\n\n", None), next]);
    let after = story(&small(), &[first, (b"id: 2\ndata: abcd", event_over(3)), (b"\n\n", None)]);
    assert_eq!(after.last_event_id, b"1");
    // But the next blank line commits again.
    let after = story(&small(), &[(b"data: abcd", event_over(3)), (b"\n\nid: 3\n\n", None)]);
    assert_eq!(after.last_event_id, b"3");
}

#[test]
fn the_retry_of_an_event_over_its_limit_counts() {
    let after = story(&small(), &[(b"retry: 7\ndata: abcd", event_over(3)), (b"\n\n", None)]);
    assert_eq!(after.retry, Some(7));
    let after = story(&small(), &[(b"data: abcd", event_over(3)), (b"\nretry: 12345\n", None)]);
    assert_eq!(after.retry, Some(12345));
}

#[test]
fn comments_and_unknown_fields_of_an_event_over_its_limit_are_reported() {
    story(
        &small(),
        &[
            (b"data: abcd", event_over(3)),
            (b"\n:c\n", comment("c")),
            (b"x:y\n", unknown("x", "y")),
            (b":abc", comment_over(2)),
            (b"\nxyz", unknown_over(2)),
            (b"\n\ndata: x\n\n", event("x", "")),
        ],
    );
}

#[test]
fn an_id_over_its_limit_is_reported_also_in_an_event_over_its_limit() {
    story(&small(), &[(b"data: abcd", event_over(3)), (b"\nid: 123", id_over(2)), (b"\n\n", None)]);
}

#[test]
fn an_id_over_its_limit_is_dropped_alone() {
    story(&small(), &[(b"id: 12\ndata\n\n", event("", "12"))]);
    let first: Chapter<'_> = (b"id: 1\ndata\n\n", event("", "1"));
    story(&small(), &[first, (b"id: 123", id_over(2)), (b"45\ndata: x\n\n", event("x", "1"))]);
    story(&small(), &[(b"data: x\nid:123", id_over(2)), (b"\n\n", event("x", ""))]);
    story(&small(), &[(b"id:123", id_over(2)), (b"\nid:123", id_over(2)), (b"\n\n", None)]);
}

#[test]
fn a_dropped_id_leaves_an_earlier_one_of_the_block_pending() {
    let after =
        story(&small(), &[(b"id: 2\nid: 345", id_over(2)), (b"\ndata\n\n", event("", "2"))]);
    assert_eq!(after.last_event_id, b"2");
    story(&small(), &[(b"id: 2\nid: a\0\ndata\n\n", event("", "2"))]);
    story(&small(), &[(b"id: 2\nid: 345", id_over(2)), (b"\nid: 6\ndata\n\n", event("", "6"))]);
}

#[test]
fn a_nul_in_an_id_over_its_limit_changes_nothing() {
    story(&small(), &[(b"id: \0ab", id_over(2)), (b"\ndata\n\n", event("", ""))]);
    story(&small(), &[(b"id: a\0b", id_over(2)), (b"\ndata\n\n", event("", ""))]);
    story(&small(), &[(b"id: ab\0", id_over(2)), (b"\0\ndata\n\n", event("", ""))]);
    story(&small(), &[(b"id: abc", id_over(2)), (b"\0\ndata\n\n", event("", ""))]);
    // At the limit it is not over it.
    story(&small(), &[(b"id: a\0\ndata\n\n", event("", ""))]);
}

#[test]
fn comments_have_a_limit_if_they_are_reported() {
    story(&small(), &[(b":ab\n", comment("ab")), (b":\r", comment("")), (b"\n: \r", comment(" "))]);
    story(&small(), &[(b":abc", comment_over(2)), (b"def\n:a\n", comment("a"))]);
    story(&small(), &[(b"data: x\n: ab", comment_over(2)), (b"\n\n", event("x", ""))]);
    let silent = Setup { report_comments: false, ..small() };
    story(&silent, &[(b":abcdefgh\ndata: x\n\n", event("x", ""))]);
}

#[test]
fn unknown_fields_have_the_same_limit_for_name_and_value_together() {
    story(&small(), &[(b"x:y\n", unknown("x", "y")), (b"xy\r", unknown("xy", ""))]);
    story(&small(), &[(b"xy:\n", unknown("xy", "")), (b"x: y\n", unknown("x", "y"))]);
    story(&small(), &[(b"xyz", unknown_over(2)), (b"z:zz\n\n", None)]);
    story(&small(), &[(b"xy:z", unknown_over(2)), (b"z\n\n", None)]);
    story(&small(), &[(b"x: yz", unknown_over(2)), (b"\ndata: x\n\n", event("x", ""))]);
    let silent = Setup { report_unknown_fields: false, ..small() };
    story(&silent, &[(b"abcdefgh: ijkl\nxyzxyzxyz\ndata: x\n\n", event("x", ""))]);
}

/// A name that may still become a known one is not over any limit yet.
#[test]
fn an_unknown_field_is_over_its_limit_only_once_it_is_known_to_be_one() {
    story(&small(), &[(b"dat:", unknown_over(2)), (b"x\n\n", None)]);
    story(&small(), &[(b"dat\n", unknown_over(2)), (b"\n", None)]);
    story(&small(), &[(b"datx", unknown_over(2)), (b"y\n", None)]);
    story(&small(), &[(b"data ", unknown_over(2)), (b": x\n\n", None)]);
    story(&small(), &[(b"retry1", unknown_over(2)), (b"2\n\n", None)]);
    story(&Setup::limited(3, 2, 4), &[(b"datax", unknown_over(4)), (b"\n", None)]);
    story(
        &Setup::limited(3, 2, 5),
        &[(b"datax\n", unknown("datax", "")), (b"datay:z", unknown_over(5))],
    );
    // So with the beginning of a byte order mark.
    story(&Setup::limited(3, 2, 1), &[(b"\xEF\xBB:", unknown_over(1)), (b"\n", None)]);
    story(&Setup::limited(3, 2, 1), &[(b"\n\xEF\xBB", unknown_over(1)), (b"\n", None)]);
}

#[test]
fn a_limit_of_nothing_still_decodes() {
    let none = Setup::limited(0, 0, 0);
    story(
        &none,
        &[(b"data\n\n", event("", "")), (b"id\nevent\nretry: 5\ndata:\n\n", event("", ""))],
    );
    story(&none, &[(b":\n", comment("")), (b":x", comment_over(0)), (b"\nx", unknown_over(0))]);
    story(&none, &[(b"id:1", id_over(0)), (b"\ndata\ndata\n", event_over(0)), (b"\n", None)]);
}

#[test]
fn no_block_is_left_unfinished_where_a_limit_struck() {
    let after = story(&small(), &[(b"data: abcd", event_over(3))]);
    assert_eq!(after.unfinished, None);
    let after = story(&small(), &[(b"data: abcd", event_over(3)), (b"\ndata: x\n", None)]);
    assert_eq!(after.unfinished, None);
    let after = story(&small(), &[(b"data: abc\nid: 123", id_over(2))]);
    assert!(after.unfinished.is_some(), "only the ID is void");
}

/// A region that is shorter than the configured limit is the limit, and errors tell it.
#[test]
fn fixed_regions_bound_what_the_configuration_would_allow() {
    let setup = Setup::talkative();
    let regions =
        |config| Decoder::with_storage(config, Fixed::new([0; 3], [0; 4], [0; 6], [0; 5]));
    let cases: [(&[u8], &[u8], DecodeError); 6] = [
        (b"data: abc\n\n", b"data: abcd", DecodeError::EventTooLarge { limit: 3 }),
        (b"event: abcd\ndata\n\n", b"event: abcde", DecodeError::EventTooLarge { limit: 4 }),
        (b"id: ab\ndata\n\n", b"id: abc", DecodeError::IdTooLong { limit: 2 }),
        (b":abcde\n", b":abcdef", DecodeError::CommentTooLong { limit: 5 }),
        (b"x: yyyy\n", b"x: yyyyy", DecodeError::UnknownFieldTooLong { limit: 5 }),
        (b"xxxxx\n", b"xxxxxx", DecodeError::UnknownFieldTooLong { limit: 5 }),
    ];
    for (fits, over, error) in cases {
        for (input, want) in [(fits, None), (over, Some(error))] {
            splits::each_in_two(input, &mut |chunks| {
                let results = all_items(&mut regions(setup.config()), chunks);
                let last = results.last().expect("something is handed out on the last byte");
                assert_eq!((*last, results.len()), ((input.len(), want), 1), "{chunks:?}");
            });
        }
    }
    // And the other way round: the configured limit holds in a region that is longer.
    let mut roomy =
        Decoder::with_storage(small().config(), Fixed::new([0; 9], [0; 9], [0; 9], [0; 9]));
    let results = all_items(&mut roomy, &[b"data: abcd\n\n"]);
    assert_eq!(results, [(10, Some(DecodeError::EventTooLarge { limit: 3 }))]);
}

/// After how many bytes something was handed out, and the error if it was one.
fn all_items<S: headwater::Storage>(
    decoder: &mut Decoder<S>,
    chunks: &[&[u8]],
) -> Vec<(usize, Option<DecodeError>)> {
    let (mut results, mut at) = (Vec::new(), 0);
    for chunk in chunks {
        let mut rest = *chunk;
        loop {
            let progress = decoder.advance(rest);
            at += progress.consumed;
            if let Step::NeedData = progress.step {
                break;
            }
            results.push((at, decoder.item(rest).expect("announced").err()));
            rest = &rest[progress.consumed..];
        }
    }
    results
}

#[test]
fn an_id_over_the_limit_cannot_be_set() {
    let mut decoder = Decoder::with_config(small().config());
    decoder.set_last_event_id(b"12").unwrap();
    decoder.set_last_event_id(b"123").unwrap_err();
    assert_eq!(decoder.last_event_id(), b"12");
    let mut fixed =
        Decoder::with_storage(Setup::plain().config(), Fixed::new([0; 1], [0; 1], [0; 6], [0; 1]));
    fixed.set_last_event_id(b"12").unwrap();
    fixed.set_last_event_id(b"123").unwrap_err();
    assert_eq!(fixed.last_event_id(), b"12");
}

/// Megabytes without a line end, then an ordinary event. (That they cost no memory is measured
/// elsewhere; here, that they are got over.)
#[test]
fn endless_lines_are_got_over() {
    let setup = Setup::limited(100, 100, 100);
    let endless: [(&[u8], Option<DecodeError>); 5] = [
        (b"data: ", Some(DecodeError::EventTooLarge { limit: 100 })),
        (b"event: ", Some(DecodeError::EventTooLarge { limit: 100 })),
        (b"id: ", Some(DecodeError::IdTooLong { limit: 100 })),
        (b": ", Some(DecodeError::CommentTooLong { limit: 100 })),
        (b"retry: ", None),
    ];
    let filling = [b'7'; 64 << 10];
    for (start, error) in endless {
        let mut chunks = vec![start];
        chunks.extend([&filling[..]; 64]);
        chunks.extend([&b"\n"[..], b"\n", b"data: x\n\n"]);
        let mut decoder = Decoder::with_config(setup.config());
        let results = all_items(&mut decoder, &chunks);
        let errors: Vec<_> = results.iter().filter_map(|(_, error)| *error).collect();
        assert_eq!(errors, Vec::from_iter(error), "{}", start.escape_ascii());
        assert_eq!(results.len(), 1 + errors.len(), "and the event at the end");
    }
    assert_eq!(endless_unknown_name(&filling), [Some(100), None]);
}

fn endless_unknown_name(filling: &[u8]) -> Vec<Option<usize>> {
    let mut decoder = Decoder::with_config(Setup::limited(100, 100, 100).config());
    let mut chunks = vec![filling; 64];
    chunks.push(b"\ndata: x\n\n");
    let results = all_items(&mut decoder, &chunks);
    results
        .into_iter()
        .map(|(_, error)| match error {
            Some(DecodeError::UnknownFieldTooLong { limit }) => Some(limit),
            other => other.map(|error| panic!("{error}")),
        })
        .collect()
}

/// In fragments data has no limit; only the type, IDs and reports do.
#[test]
fn fragments_bound_everything_but_data() {
    let mut decoder = FragmentDecoder::with_config(small().config());
    let mut assembly = faces::Assembly::default();
    let input = b"data: abcdefgh\ndata: ijklmnop\n\nid: 123\nevent: abcd\n\n".as_slice();
    let mut rest = input;
    let mut seen = Vec::new();
    loop {
        let progress = decoder.advance(rest);
        if let Step::NeedData = progress.step {
            break;
        }
        let fragment = decoder.fragment(rest).expect("announced");
        seen.extend(assembly.take(fragment).map(faces::Seen::to_what));
        rest = &rest[progress.consumed..];
    }
    let want = [event("abcdefgh\nijklmnop", ""), id_over(2), event_over(3)].map(Option::unwrap);
    assert_eq!(seen, want);
}

/// Reports are not in the way of events where they are not asked for on a face.
#[test]
fn the_event_question_passes_over_reports() {
    let mut decoder = Decoder::with_config(small().config());
    let mut rest = b":c\nx\ndata: a\n\n".as_slice();
    let mut kinds = Vec::new();
    loop {
        let progress = decoder.advance(rest);
        if let Step::NeedData = progress.step {
            break;
        }
        let is_event = matches!(decoder.item(rest), Some(Ok(Item::Event(_))));
        assert_eq!(decoder.event(rest).is_some(), is_event);
        kinds.push(is_event);
        rest = &rest[progress.consumed..];
    }
    assert_eq!(kinds, [false, false, true]);
}

/// The numbers of the documentation, at the byte.
#[test]
fn the_default_limits_are_16_mib_and_4_kib() {
    let line = |start: &[u8], len: usize| {
        let mut bytes = start.to_vec();
        bytes.resize(start.len() + len, b'x');
        bytes
    };
    let reports = Config::new().report_comments(true).report_unknown_fields(true);
    for (start, limit) in [
        (&b"data: "[..], 16 << 20),
        (b"event: ", 16 << 20),
        (b"id: ", 4096),
        (b": ", 4095),
        (b"u: ", 4095),
    ] {
        let mut decoder = Decoder::with_config(reports);
        let bytes = line(start, limit);
        assert_eq!(
            decoder.advance(&bytes),
            Progress { consumed: bytes.len(), step: Step::NeedData }
        );
        assert_eq!(decoder.advance(b"x"), Progress { consumed: 1, step: Step::Item });
        assert!(matches!(decoder.item(b"x"), Some(Err(_))), "{start:?}");
    }
}

/// Events that follow each other in a chunk are taken by another way than the first.
#[test]
fn an_event_over_its_limit_is_dropped_after_whole_ones_too() {
    for (event, over) in [
        ("data: abc\n\n", "data: abcd\n\n"),
        ("event: e\ndata: abc\n\n", "event: e\ndata: abcd\n\n"),
        ("event: abc\ndata: x\n\n", "event: abcd\ndata: x\n\n"),
    ] {
        let stream = [event, event, over, event].concat();
        let mut decoder = Decoder::with_config(Config::new().max_event_bytes(3));
        let (mut rest, mut events, mut errors) = (stream.as_bytes(), 0, 0);
        loop {
            match decoder.decode(&mut rest) {
                Ok(Some(_)) => events += 1,
                Ok(None) => break,
                Err(_) => errors += 1,
            }
        }
        assert_eq!((events, errors), (3, 1), "{over:?}");
    }
}
