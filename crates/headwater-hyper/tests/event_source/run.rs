//! Runs a scenario over TCP.

use bytes::Bytes;
use headwater::{Action, EventSource, ReadyState, Session as _};
use headwater_replay::End;
use http::{HeaderName, HeaderValue, Request};

use crate::{
    expected::{Seen, URL, config, setting},
    script::{Scenario, Step, unescaped},
    wire::Wire,
};

type Run = Wire<EventSource, Seen>;

/// `patience_ms` is for what is expected, each time.
pub(crate) async fn run(scenario: &Scenario, by_byte: bool, patience_ms: u64) {
    let mut source = EventSource::with_config(config(scenario));
    if let Some(id) = setting(scenario, "id ").next() {
        source.set_last_event_id(&unescaped(id)).expect("an id that can be");
    }
    if scenario.settings.iter().any(|setting| setting == "follow") {
        source = source.with_url(own_url(scenario)).expect("a URL that can be");
    }
    let wire = Wire::new(source, own_request(scenario), Seen::of).await;
    let mut wire = wire.patience_ms(patience_ms);
    let steps = &scenario.steps;
    for (index, step) in steps.iter().enumerate() {
        let at = format!("{}.txt:{}: {}", scenario.file, step.line, scenario.title);
        let rest = steps.iter().skip(index).map(|step| step.text.as_str());
        let is_refused = wire.begin(at, rest);
        run_step(&mut wire, step, own_url(scenario), is_refused, by_byte).await;
        wire.poll().await;
    }
    wire.ends();
}

async fn run_step(wire: &mut Run, step: &Step, own_url: &str, is_refused: bool, by_byte: bool) {
    let (word, rest) = step.text.split_once(' ').unwrap_or((&step.text, ""));
    if matches!(word, ">" | "<" | "<<" | "wait" | "pass" | "restart" | "close" | "closed") {
        wire.saw_all();
    }
    match word {
        ">" => {
            let (method, url) = rest.split_once(' ').unwrap_or((rest, own_url));
            let requested = wire.requested(url, is_refused).await;
            assert_eq!(requested.method, method, "{}", wire.at());
            for detail in &step.details {
                if detail == "no body" {
                    assert!(requested.body.is_empty(), "{}", wire.at());
                } else if let Some(expected) = detail.strip_prefix("body ") {
                    assert_eq!(requested.body, expected, "{}", wire.at());
                } else if let Some(name) = detail.strip_prefix('-') {
                    assert_eq!(requested.values(name), [b""; 0], "{}: {name}", wire.at());
                } else {
                    let (name, value) = detail.split_once(": ").expect("name: value");
                    assert_eq!(requested.values(name), [unescaped(value)], "{}: {name}", wire.at());
                }
            }
        }
        "<" => {
            let headers = step.details.iter().map(|detail| {
                let (name, value) = detail.split_once(':').expect("name: value");
                (name, unescaped(value.strip_prefix(' ').unwrap_or(value)))
            });
            wire.respond(rest, headers.collect()).await;
        }
        "<<" if rest == "end" => wire.end_body(End::Clean),
        "<<" if rest == "reset" => wire.end_body(End::Reset),
        "<<" => {
            let bytes = unescaped(rest);
            wire.write(&bytes, by_byte && bytes.len() < 200).await;
        }
        "wait" => wire.wait(rest).await,
        "pass" => wire.pass(rest.parse().expect("milliseconds")).await,
        "restart" => {
            // A request that was given up has its response no more.
            wire.exchange = None;
            let now = wire.driver.now();
            wire.driver.session_mut().restart(now);
        }
        "close" => wire.driver.session_mut().close(),
        "closed" => {
            wire.until("closed", |wire| matches!(wire.action(), Action::Closed(_))).await;
            let Action::Closed(reason) = wire.action() else { unreachable!() };
            assert_eq!(format!("{reason:?}"), rest, "{}", wire.at());
        }
        "state" => wire.until(rest, |wire| state(wire.driver.session()) == rest).await,
        "url" => wire.until(rest, |wire| wire.driver.session().current_url() == Some(rest)).await,
        "origin" => {
            let origin = |wire: &Run| wire.driver.session().origin().map(|it| it.to_string());
            wire.until(rest, |wire| origin(wire).as_deref() == Some(rest)).await;
        }
        _ => {
            let expected = Seen::expected(&step.text).expect("a step that there is");
            assert_eq!(wire.next_seen(&step.text).await, expected, "{}", wire.at());
        }
    }
}

fn state(source: &EventSource) -> &'static str {
    match source.ready_state() {
        ReadyState::Connecting => "connecting",
        ReadyState::Open => "open",
        ReadyState::Closed => "closed",
    }
}

fn own_url(scenario: &Scenario) -> &str {
    setting(scenario, "url ").next().unwrap_or(URL)
}

/// The caller's request.
fn own_request(scenario: &Scenario) -> Request<Bytes> {
    let body = setting(scenario, "body ").next().unwrap_or_default();
    let mut request = Request::new(Bytes::copy_from_slice(body.as_bytes()));
    *request.uri_mut() = own_url(scenario).parse().expect("a URL");
    if let Some(method) = setting(scenario, "method ").next() {
        *request.method_mut() = method.parse().expect("a method");
    }
    for (is_secret, kind) in [(false, "header "), (true, "secret ")] {
        for header in setting(scenario, kind) {
            let (name, value) = header.split_once(": ").expect("name: value");
            let mut value: HeaderValue = value.parse().expect("a value");
            value.set_sensitive(is_secret);
            request.headers_mut().append(name.parse::<HeaderName>().expect("a name"), value);
        }
    }
    request
}
