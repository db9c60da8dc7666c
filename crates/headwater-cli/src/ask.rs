//! `headwater ask`: a prompt in, an answer out as it arrives.

pub(crate) mod ending;
mod endpoint;
mod http;
mod prompt;
mod screen;
mod stats;

use headwater_hyper::BodyReader;
use headwater_openai::{AnswerItem, AnswerStream, Api, Delta, Request};
use headwater_replay::{RunningServer, Server};
use hyper::body::Incoming;

use crate::{
    args::{ApiChoice, Ask, Output},
    ctrl_c,
    exit::{self, Exit, Stop},
};
use {endpoint::Endpoint, http::Client, screen::Screen, stats::Stats};

pub(crate) fn run(args: Ask) -> Result<(), Stop> {
    let stats = Stats::begin();
    let endpoint = Endpoint::from(&args)?;
    let prompt = prompt::read(&args.prompt)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Stop::saying(Exit::LocalIo, format_args!("cannot start: {error}")))?;
    let result = runtime.block_on(ask(&args, endpoint, &prompt, stats));
    // A name that is still being looked up must not hold up the end.
    runtime.shutdown_background();
    result
}

/// What came last from the body.
enum Last {
    /// The session is closed: ask it how it ended.
    Closed,
    Broken(hyper::Error),
    CtrlC,
}

async fn ask(args: &Ask, endpoint: Endpoint, prompt: &str, stats: Stats) -> Result<(), Stop> {
    let mut ctrl_c = ctrl_c::watch();
    let (endpoint, _demo) = with_demo(endpoint).await?;
    let (api, response) = tokio::select! {
        response = first_response(args, &endpoint, prompt) => response?,
        Ok(()) = &mut ctrl_c => return Err(Stop::saying(Exit::CtrlC, "stopped by Ctrl-C")),
    };
    let mut reader = BodyReader::from_response(response, AnswerStream::new(api));
    let mut show = Show { screen: Screen::new(args), stats, jsonl: args.output == Output::Jsonl };
    let last = loop {
        tokio::select! {
            next = reader.next() => match next {
                Ok(Some(item)) => show.item(&item)?,
                Ok(None) => break Last::Closed,
                Err(error) => break Last::Broken(error),
            },
            Ok(()) = &mut ctrl_c => break Last::CtrlC,
        }
    };
    show.stats.body(reader.bytes_read());
    ending::show(&mut show, reader.session(), &last, args)
}

/// The head of the response, and the API that it is of.
async fn first_response(
    args: &Ask,
    endpoint: &Endpoint,
    prompt: &str,
) -> Result<(Api, hyper::Response<Incoming>), Stop> {
    let client = Client::new(endpoint)?;
    let api = match args.api {
        ApiChoice::Responses | ApiChoice::Auto => Api::Responses,
        ApiChoice::Chat => Api::ChatCompletions,
    };
    let response = send(&client, endpoint, args, api, prompt).await?;
    // Here alone a second request is sent.
    if args.api == ApiChoice::Auto && is_no_route(response.status().as_u16()) {
        let api = Api::ChatCompletions;
        return Ok((api, send(&client, endpoint, args, api, prompt).await?));
    }
    Ok((api, response))
}

async fn send(
    client: &Client,
    endpoint: &Endpoint,
    args: &Ask,
    api: Api,
    prompt: &str,
) -> Result<hyper::Response<Incoming>, Stop> {
    let mut request = Request::new(api, endpoint.model(), prompt);
    if let Some(instructions) = &args.instructions {
        request = request.instructions(instructions);
    }
    client.send(endpoint, &request).await
}

/// Whether the status says that the server has no such route: nothing was generated.
const fn is_no_route(status: u16) -> bool {
    matches!(status, 404 | 405)
}

/// With neither key nor base URL the answer comes from the demo server, over real TCP.
async fn with_demo(endpoint: Endpoint) -> Result<(Endpoint, Option<RunningServer>), Stop> {
    if !endpoint.is_demo() {
        return Ok((endpoint, None));
    }
    let server = Server::demo().bind_loopback().await.map_err(|error| {
        Stop::saying(Exit::LocalIo, format_args!("cannot start the demo server: {error}"))
    })?;
    let url = server.base_url();
    exit::say(format_args!(
        "no key and no base URL, so the built-in demo at {url} answers (OPENAI_API_KEY or --base-url asks a real model)"
    ));
    Ok((endpoint.at(&url)?, Some(server)))
}

/// Where an answer goes as it arrives.
struct Show {
    screen: Screen,
    stats: Stats,
    jsonl: bool,
}

impl Show {
    fn item(&mut self, item: &AnswerItem<'_>) -> Result<(), Stop> {
        if let Some(event) = item.event() {
            self.stats.event();
            if self.jsonl {
                self.screen.event(event)?;
            }
        }
        if let Some(error) = item.error() {
            self.screen.note(&error.to_string());
        }
        for delta in item.deltas() {
            self.stats.delta(&delta);
            if !self.jsonl {
                self.delta(delta)?;
            }
        }
        Ok(())
    }

    fn delta(&mut self, delta: Delta<'_>) -> Result<(), Stop> {
        match delta {
            Delta::Text { choice: 0, text, .. } => self.screen.text(text),
            Delta::Reasoning { choice: 0, item, part, text, .. } => {
                self.screen.reasoning((item, part), text)
            }
            Delta::Refusal { choice: 0, text, .. } => self.screen.refusal(text),
            _ => Ok(()),
        }
    }
}
