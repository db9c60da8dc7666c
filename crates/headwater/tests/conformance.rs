//! The written-down cases (`vectors/event_stream.json`), on every face and at every cut.

mod support;

use headwater::{Config, Decoder};
use serde::Deserialize;
use support::reference::{self, Block, Limits, Setup, What, lossy};
use support::{faces, splits};

#[derive(Deserialize)]
struct Vectors {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    input_hex: String,
    events: Vec<Expected>,
    final_last_event_id: String,
    final_retry: Option<u64>,
    #[serde(default = "yes")]
    check_retry: bool,
}

#[derive(Deserialize)]
struct Expected {
    event: String,
    data: String,
    id: String,
    /// The last valid value since the event before this one.
    retry: Option<u64>,
}

const CASES: usize = 127;

const fn yes() -> bool {
    true
}

fn cases() -> Vec<Case> {
    let vectors: Vectors =
        serde_json::from_str(include_str!("vectors/event_stream.json")).expect("the vectors parse");
    assert_eq!(vectors.cases.len(), CASES);
    vectors.cases
}

impl Case {
    fn input(&self) -> Vec<u8> {
        let digits: Vec<u8> = self
            .input_hex
            .chars()
            .map(|digit| u8::try_from(digit.to_digit(16).unwrap()).unwrap())
            .collect();
        digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
    }
}

/// The reference is held against the cases; the faces are then held against the reference.
#[test]
fn the_reference_agrees_with_the_cases() {
    let setup = Setup::plain();
    for case in cases() {
        let name = &case.name;
        let outcome = reference::decode(&case.input(), &setup, Limits::of(&setup));
        assert_eq!(outcome.happenings.len(), case.events.len(), "{name}");
        let mut retry_before = None;
        for (happening, expected) in outcome.happenings.iter().zip(&case.events) {
            let What::Event(block) = &happening.what else { panic!("{name}: {happening:?}") };
            assert_eq!(text(block), [&*expected.event, &*expected.data, &*expected.id], "{name}");
            if case.check_retry {
                assert_eq!(happening.retry, expected.retry.or(retry_before), "{name}");
            }
            retry_before = happening.retry;
        }
        assert_eq!(lossy(&outcome.last_event_id), case.final_last_event_id, "{name}");
        if case.check_retry {
            assert_eq!(outcome.retry, case.final_retry, "{name}");
        }
    }
}

fn text(block: &Block) -> [String; 3] {
    [&block.event_type, &block.data, &block.id].map(|bytes| lossy(bytes))
}

/// The text accessors, on the cases that have text to replace among them.
#[test]
fn every_case_reads_the_same_as_text() {
    for case in cases() {
        let input = case.input();
        let mut decoder = Decoder::with_storage(Config::new(), faces::roomy());
        let mut rest = &*input;
        for expected in &case.events {
            let event = decoder.decode(&mut rest).unwrap().expect("as many events as expected");
            assert_eq!(event.event_type_lossy().to_string(), expected.event, "{}", case.name);
            assert_eq!(event.data_lossy().to_string(), expected.data, "{}", case.name);
            assert_eq!(event.last_event_id_lossy().to_string(), expected.id, "{}", case.name);
            assert_eq!(event.data_str().ok(), core::str::from_utf8(event.data()).ok());
            if let Ok(data) = event.data_str() {
                assert_eq!(data, expected.data);
            }
        }
        assert!(decoder.decode(&mut rest).unwrap().is_none(), "{}", case.name);
    }
}

#[test]
fn every_case_at_every_cut_on_every_face() {
    let every_case_with = |setup: &Setup| {
        let mut faces = faces::all(setup);
        assert_eq!(faces.len(), faces::COUNT);
        let mut runs = 0;
        for case in cases() {
            let input = case.input();
            for face in &mut faces {
                let expected = reference::decode(&input, setup, face.limits(setup));
                splits::each(&input, &mut |chunks| {
                    faces::check(&mut **face, setup, &input, chunks, &expected);
                    runs += 1;
                });
            }
        }
        runs
    };
    let runs = [Setup::plain(), Setup::talkative()].map(|setup| every_case_with(&setup));
    let cuttings: usize = cases().iter().map(|case| splits::count(case.input().len())).sum();
    println!("{CASES} cases, {cuttings} cuttings in all, {} faces, 2 setups", faces::COUNT);
    println!("{} runs", runs[0] + runs[1]);
    assert_eq!(runs, [cuttings * faces::COUNT; 2]);
}
