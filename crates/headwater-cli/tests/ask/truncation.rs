//! A stream that stops anywhere, in any way: what had arrived is on stdout.

use headwater_replay::{Answer, Api, Delivery, End, Ending, Recording, Server};

use crate::ask;
use crate::support::servers::{flag, serve, serving};
use crate::support::streams::texts;

/// How many bytes apart the places are at which it stops.
const STRIDE: usize = 211;

fn recording(api: Api) -> Recording {
    Answer::text("Vom Fluß: 川 🌊.\nNo.").reasoning("Hm — so.").record("m", api, "m", "p")
}

/// The end of the first event that says how the answer ends.
fn ending_of(api: Api, stream: &[u8]) -> usize {
    let marker = match api {
        Api::Responses => "event: response.completed",
        Api::ChatCompletions => "\"finish_reason\":\"stop\"",
    };
    core::str::from_utf8(stream).unwrap().find(marker).unwrap()
}

fn stops_anywhere(api: Api, end: End) {
    let recording = recording(api);
    let stream = recording.bytes();
    let first_event = stream.windows(2).position(|window| window == b"\n\n").unwrap() + 2;
    let mut places: Vec<_> = (first_event..ending_of(api, stream)).step_by(STRIDE).collect();
    // Within characters, too: those of the first delta with one that is not ASCII.
    let from = stream.iter().position(|byte| !byte.is_ascii()).unwrap();
    places.extend(from..from + 12);
    for place in places {
        let delivery = Delivery::new().truncate_after(place, end);
        let server = serve(Server::new().recording(recording.clone()).delivery(delivery));
        let expected = texts(api, &stream[..place]);
        let run = ask(&server.base_url()).args([flag(api), "Hi"]).run();
        run.ended(5, &expected.answer).saying(&expected.reasoning).saying("interrupted");
        assert_eq!(server.requests().len(), 1, "{place}");
    }
}

#[test]
fn responses_stop_cleanly() {
    stops_anywhere(Api::Responses, End::Clean);
}

#[test]
fn responses_are_cut() {
    stops_anywhere(Api::Responses, End::Cut);
}

#[test]
fn responses_are_reset() {
    stops_anywhere(Api::Responses, End::Reset);
}

#[test]
fn chat_stops_cleanly() {
    stops_anywhere(Api::ChatCompletions, End::Clean);
}

#[test]
fn chat_is_cut() {
    stops_anywhere(Api::ChatCompletions, End::Cut);
}

#[test]
fn chat_is_reset() {
    stops_anywhere(Api::ChatCompletions, End::Reset);
}

#[test]
fn nothing_but_the_head_came() {
    for api in Api::ALL {
        for (end, code) in [(End::Clean, 4), (End::Cut, 5), (End::Reset, 5)] {
            let delivery = Delivery::new().truncate_after(0, end);
            let server = serve(Server::new().recording(recording(api)).delivery(delivery));
            ask(&server.base_url()).args([flag(api), "Hi"]).run().ended(code, "");
            assert_eq!(server.requests().len(), 1);
        }
    }
}

/// The last event lacks its blank line, and nothing else.
#[test]
fn an_answer_without_its_last_line_end_is_finished() {
    for (api, missing) in [(Api::Responses, 1), (Api::Responses, 2), (Api::ChatCompletions, 2)] {
        for end in [End::Clean, End::Cut] {
            let recording = recording(api);
            let expected = texts(api, recording.bytes());
            let delivery = Delivery::new().truncate_after(recording.bytes().len() - missing, end);
            let server = serve(Server::new().recording(recording).delivery(delivery));
            let run = ask(&server.base_url()).args([flag(api), "Hi"]).run();
            run.ended(0, &expected.answer).saying("finished");
        }
    }
}

/// Some servers send no `[DONE]`.
#[test]
fn a_chat_answer_with_its_finish_reason_is_finished() {
    let recording = recording(Api::ChatCompletions);
    let stream = core::str::from_utf8(recording.bytes()).unwrap();
    let stream = stream.strip_suffix("data: [DONE]\n\n").unwrap().to_owned();
    let expected = texts(Api::ChatCompletions, stream.as_bytes());
    let server = serve(serving(Api::ChatCompletions, stream));
    let run = ask(&server.base_url()).args(["--api=chat", "Hi"]).run();
    run.ended(0, &expected.answer).saying("finished");
}

#[test]
fn a_tool_call_that_was_cut_is_said_to_be() {
    for api in Api::ALL {
        let call = Answer::new().tool_call("get_weather", r#"{"city":"Zürich","unit":"celsius"}"#);
        let stream = call.ending(Ending::CutOff).render(api, "m", "p");
        let text = String::from_utf8_lossy(&stream);
        let place = text.find("unit").or_else(|| text.find("celsius")).unwrap();
        let end = text[..place].rfind("\n\n").unwrap() + 2;
        let server = serve(serving(api, stream.slice(..end)));
        let run = ask(&server.base_url()).args([flag(api), "Hi"]).run();
        run.ended(5, "").saying("tool call: get_weather {").saying("(cut off)");
    }
}
