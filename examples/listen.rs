//! Follows an event source on hyper, over as many connections as it takes.
//!
//! ```sh
//! cargo run -p headwater-examples --example listen -- http://127.0.0.1:8080/events
//! ```

#![forbid(unsafe_code)]

use std::{env, error::Error};

use bytes::Bytes;
use headwater::{Action, EventSource, EventSourceConfig, EventSourceItem, Session as _, Timers};
use headwater_hyper::{Driver, HyperUtilClient};
use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioTimer};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let url = env::args().nth(1).ok_or("usage: listen URL")?;
    // A gateway that sends comments alone for a minute has lost what is behind it.
    let timers = Timers::new().connect_ms(Some(10_000)).content_idle_ms(Some(60_000));
    let source = EventSource::with_config(EventSourceConfig::new().timers(timers));
    // With its URL the source follows redirects; secrets stay behind where they lead elsewhere.
    let source = source.with_url(&url)?;

    let client = Client::builder(TokioExecutor::new()).retry_canceled_requests(false).build_http();
    let request = hyper::Request::get(url).body(Bytes::new())?;
    let client = HyperUtilClient::new(client);
    let mut driver = Driver::connect(client, request, source, TokioTimer::new());
    while let Some(item) = driver.next().await? {
        match item {
            EventSourceItem::Event(event) => println!("{}", event.data_lossy()),
            EventSourceItem::Reconnecting(how) => {
                eprintln!("[{}; again in {} ms]", how.why, how.delay_ms);
            }
            _ => {}
        }
    }
    if let Action::Closed(reason) = driver.session().action() {
        eprintln!("[{reason}]");
    }
    Ok(())
}
