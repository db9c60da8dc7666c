//! Which stream answers.

mod client;

use client::{ask, request, streaming};
use headwater_replay::{Answer, Api, Delivery, Recording, Server};

fn chat(name: &str) -> Recording {
    Recording::new(name, format!("data: {{\"choices\":[],\"id\":\"{name}\"}}\n\n")).unwrap()
}

fn responses(name: &str) -> Recording {
    Recording::new(name, format!("data: {{\"type\":\"response.x\",\"id\":\"{name}\"}}\n\n"))
        .unwrap()
}

#[tokio::test]
async fn by_the_name_of_the_model_and_else_in_turn() {
    let server = Server::new().recordings([chat("a"), responses("r"), chat("b"), chat("c")]);
    let server = server.bind_loopback().await.unwrap();
    let mut seen = Vec::new();
    for model in ["x", "b", "y", "r", "c", "z"] {
        let body = streaming(Api::ChatCompletions, model, "hi");
        let answered = request(server.addr(), "POST", "/v1/chat/completions", body).await;
        let text = answered.text();
        seen.push(text.split('"').nth(5).unwrap().to_owned());
    }
    // "r" is of the other API, so it is the turn of the next one.
    assert_eq!(seen, ["a", "b", "b", "c", "c", "a"]);
    let answered = ask(server.addr(), Api::Responses, "hi").await;
    assert!(answered.text().contains("\"r\""));
}

#[tokio::test]
async fn an_answer_is_of_both_apis_and_of_the_model_asked_for() {
    let server = Server::new().answer("named", Answer::text("Aloha")).bind_loopback().await;
    let server = server.unwrap();
    for api in Api::ALL {
        let answered = ask(server.addr(), api, "hi").await;
        assert_eq!(Api::detect(&answered.body()), Some(api));
        assert!(answered.text().contains("\"model\":\"m\""));
        assert!(answered.text().contains("\"Aloha\""));
        // What the server sends is what the answer renders to.
        assert_eq!(answered.body(), Answer::text("Aloha").render(api, "m", "hi"));
    }
}

#[tokio::test]
async fn recordings_take_the_place_of_the_demo_in_their_api() {
    let server = Server::demo().delivery(Delivery::new()).recording(responses("r"));
    let server = server.bind_loopback().await.unwrap();
    assert!(ask(server.addr(), Api::Responses, "poem").await.text().contains("\"r\""));
    assert!(ask(server.addr(), Api::ChatCompletions, "hi").await.text().contains("Hello"));
}

#[test]
fn a_stream_of_no_known_api_needs_to_be_told() {
    let error = Recording::new("odd", "data: [DONE]\n\n").unwrap_err();
    assert_eq!(error.name(), "odd");
    assert!(error.to_string().contains("odd"));
    let told = Recording::with_api("odd", Api::Responses, "data: [DONE]\n\n");
    assert_eq!((told.name(), told.api()), ("odd", Api::Responses));
}
