//! A whole client on hyper: asks a question, prints the answer as it arrives, stays with it when the
//! connection breaks, then tells how it ended.
//!
//! ```sh
//! cargo run -p headwater-cli -- replay                    # prints its base URL
//! cargo run -p headwater-examples --example ask -- http://127.0.0.1:PORT/v1
//! ```
//!
//! The client is hyper-util's, with its features `client-legacy`, `http1` and `tokio`; over TLS it
//! takes a connector such as hyper-rustls. It must not send a request again by itself: what may be sent
//! again the session knows.

#![forbid(unsafe_code)]

use std::{env, error::Error, io::Write as _};

use bytes::Bytes;
use headwater_hyper::{Driver, HyperUtilClient};
use headwater_openai::request::Endpoint;
use headwater_openai::{AnswerSession, AnswerSessionItem, Api, Delta, Request};
use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioTimer};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let base_url = env::args().nth(1).ok_or("usage: ask BASE_URL")?;
    // For OpenAI itself: Endpoint::openai().bearer(key)
    let endpoint = Endpoint::new(base_url);
    let request = Request::new(Api::Responses, "gpt-5.4-mini", "Write a short poem.");
    let session = AnswerSession::new(&request, &endpoint)?;

    let client = Client::builder(TokioExecutor::new()).retry_canceled_requests(false).build_http();
    let client = HyperUtilClient::new(client);
    // The session knows its requests; headers of your own for all of them go in here.
    let own = hyper::Request::new(Bytes::new());
    let mut asking = Driver::connect(client, own, session, TokioTimer::new());
    loop {
        match asking.next().await {
            Ok(Some(AnswerSessionItem::Answer(item))) => {
                for delta in item.deltas() {
                    if let Delta::Text { text, .. } = delta {
                        print!("{text}");
                        std::io::stdout().flush()?;
                    }
                }
            }
            Ok(Some(AnswerSessionItem::Retrying(how))) => eprintln!("[again: {}]", how.why),
            Ok(Some(_)) => {}
            Ok(None) => break,
            // Not `?`: what arrived and how it ended are still to be asked for.
            Err(error) => eprintln!("\n[{error}]"),
        }
    }
    if let Some(outcome) = asking.session().outcome() {
        println!("\n[{outcome}]");
    }
    Ok(())
}
