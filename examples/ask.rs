//! A whole client on hyper: asks a question and prints the answer as it arrives, then how it ended.
//!
//! ```sh
//! cargo run -p headwater-cli -- replay                    # prints its base URL
//! cargo run -p headwater-examples --example ask -- http://127.0.0.1:PORT/v1
//! ```
//!
//! The client is hyper-util's, with its features `client-legacy`, `http1` and `tokio`; over TLS it
//! takes a connector such as hyper-rustls. It must not send a request again by itself: that may be
//! paid for twice.

#![forbid(unsafe_code)]

use std::{env, error::Error, io::Write as _};

use bytes::Bytes;
use headwater_hyper::BodyReader;
use headwater_openai::{AnswerStream, Api, Delta, Request};
use http_body_util::Full;
use hyper_util::{client::legacy::Client, rt::TokioExecutor};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let base_url = env::args().nth(1).ok_or("usage: ask BASE_URL")?;
    let request = Request::new(Api::Responses, "gpt-5.4-mini", "Write a short poem.");
    let message = hyper::Request::post(format!("{base_url}{}", request.path()))
        .header("content-type", "application/json")
        .body(Full::new(Bytes::from(request.body())))?;

    let client = Client::builder(TokioExecutor::new()).retry_canceled_requests(false).build_http();
    let response = client.request(message).await?;
    let mut reader = BodyReader::from_response(response, AnswerStream::new(request.api()));
    loop {
        match reader.next().await {
            Ok(Some(item)) => {
                for delta in item.deltas() {
                    if let Delta::Text { text, .. } = delta {
                        print!("{text}");
                        std::io::stdout().flush()?;
                    }
                }
            }
            Ok(None) => break,
            // Not `?`: what arrived and how it ended are still to be asked for.
            Err(error) => eprintln!("\nthe connection broke: {error}"),
        }
    }
    match reader.session().outcome() {
        Some(outcome) => println!("\n[{outcome}]"),
        None => println!("\n[still under way]"),
    }
    Ok(())
}
