//! `headwater listen`: an event source, followed over as many connections as it takes.

mod ending;
mod printer;
mod refusal;
mod request;

use std::{
    future::poll_fn,
    task::{Context, Poll},
};

use bytes::Bytes;
use headwater::{Config, EventSource, EventSourceConfig, EventSourceItem, Item, Reconnecting};
use headwater_hyper::{Driver, HyperUtilClient, Requests};
use hyper::Request;
use hyper_util::rt::TokioTimer;

use crate::{
    args::Listen,
    ctrl_c,
    exit::{self, Exit, Stop},
    http_client::{self, Broken, Connector, chain},
    random::random,
};
use printer::Printer;

pub(crate) fn run(args: &Listen) -> Result<(), Stop> {
    let request = request::of(args)?;
    let source = source(args, &request)?;
    exit::block_on(listen(args, request, source))
}

fn source(args: &Listen, request: &Request<Bytes>) -> Result<EventSource, Stop> {
    let decoder =
        Config::new().max_event_bytes(args.max_event_bytes).report_comments(args.comments);
    let timers = args.patience.timers().connect_ms(args.connect_timeout);
    let mut config = EventSourceConfig::new()
        .decoder(decoder)
        .timers(timers)
        .strict(args.strict)
        .method(request.method().as_str())
        .resend(args.resend)
        .max_retries(args.retries)
        .seed(random());
    if let Some(milliseconds) = args.reconnection_time {
        config = config.reconnection_time_ms(milliseconds);
    }
    if let Some(milliseconds) = args.max_reconnection_time {
        config = config.reconnection_time_bounds_ms(LEAST_RECONNECTION_TIME_MS, milliseconds);
    }
    let mut source = EventSource::with_config(config)
        .with_url(&request.uri().to_string())
        .map_err(|error| Stop::usage(format_args!("the URL cannot be used: {error}")))?;
    if let Some(id) = &args.last_event_id {
        source
            .set_last_event_id(id.as_bytes())
            .map_err(|error| Stop::usage(format_args!("--last-event-id: {error}")))?;
    }
    Ok(source)
}

/// The core's own.
const LEAST_RECONNECTION_TIME_MS: u32 = 500;

async fn listen(args: &Listen, request: Request<Bytes>, source: EventSource) -> Result<(), Stop> {
    let mut ctrl_c = ctrl_c::watch();
    // A redirect may lead to HTTPS.
    let client = HyperUtilClient::new(http_client::new(true)?);
    let mut driver = Driver::connect(client, request, source, TokioTimer::new());
    let mut printer = Printer::new(args.output);
    let mut was_open = false;
    let broken = loop {
        let advanced = tokio::select! {
            advanced = poll_fn(|cx| poll(&mut driver, &mut printer, cx)) => advanced?,
            () = ctrl_c.pressed() => {
                printer.flush()?;
                return Err(Stop::saying(Exit::CtrlC, "stopped by Ctrl-C"));
            }
        };
        match advanced {
            Ok(true) => {}
            Ok(false) => break None,
            Err(broken) => break Some(broken),
        }
        match driver.item() {
            Some(EventSourceItem::Open) => was_open = true,
            Some(EventSourceItem::Event(event)) => printer.event(event)?,
            Some(EventSourceItem::Report(Item::Comment(comment))) => printer.comment(comment)?,
            Some(EventSourceItem::Dropped(error)) => printer.dropped(error)?,
            Some(EventSourceItem::Reconnecting(how)) => {
                printer.flush()?;
                say_reconnecting(how, driver.last_error());
            }
            _ => {}
        }
    };
    printer.flush()?;
    let refusal = refusal::of(&mut driver).await;
    ending::of(driver.session(), broken.as_ref(), refusal.as_deref(), was_open)
}

type Following = Driver<Requests<HyperUtilClient<Connector>>, EventSource>;

/// Prints what there is before it waits.
fn poll(
    driver: &mut Following,
    printer: &mut Printer,
    cx: &mut Context<'_>,
) -> Poll<Result<Result<bool, Broken>, Stop>> {
    match driver.poll_advance(cx) {
        Poll::Ready(advanced) => Poll::Ready(Ok(advanced)),
        Poll::Pending => match printer.flush() {
            Ok(()) => Poll::Pending,
            Err(stop) => Poll::Ready(Err(stop)),
        },
    }
}

fn say_reconnecting(how: Reconnecting, broken: Option<&Broken>) {
    let why = broken.map_or_else(|| how.why.to_string(), |broken| chain(broken));
    let [seconds, milliseconds] = [how.delay_ms / 1000, how.delay_ms % 1000];
    let tried = match how.retries {
        0 | 1 => String::new(),
        retries => format!(", time {retries} without an event"),
    };
    let withheld = if how.id_withheld {
        "; the last event ID holds control characters, and is not sent"
    } else {
        ""
    };
    exit::say(format_args!(
        "reconnecting in {seconds}.{milliseconds:03} s: {why}{tried}{withheld}"
    ));
}
