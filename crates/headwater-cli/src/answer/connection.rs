//! Whom requests go to, and what all of them carry.

use headwater_openai::{Api, Request, request::Tool};
use headwater_replay::{RunningServer, Server};
use hyper::{Response, body::Incoming};

use super::{endpoint::Endpoint, http::Client, is_no_route, tools};
use crate::{
    args::{ApiChoice, Whom},
    exit::{self, Exit, Stop},
};

/// The server that is asked: the one of the command line, or the demo.
pub(crate) struct Connection<'a> {
    whom: &'a Whom,
    tools: Vec<Tool>,
    endpoint: Endpoint,
    client: Client,
    _demo: Option<RunningServer>,
}

/// What is to be known before anything is sent.
pub(crate) struct Prepared<'a> {
    whom: &'a Whom,
    tools: Vec<Tool>,
    endpoint: Endpoint,
}

impl<'a> Prepared<'a> {
    pub(crate) fn new(whom: &'a Whom) -> Result<Self, Stop> {
        Ok(Self { whom, endpoint: Endpoint::from(whom)?, tools: tools::read(&whom.tools)? })
    }
}

impl<'a> Connection<'a> {
    pub(crate) async fn open(prepared: Prepared<'a>) -> Result<Self, Stop> {
        let Prepared { whom, tools, endpoint } = prepared;
        let (endpoint, demo) = with_demo(endpoint).await?;
        let client = Client::new(&endpoint)?;
        Ok(Self { whom, tools, endpoint, client, _demo: demo })
    }

    /// A request of this API in which nothing is asked yet.
    pub(crate) fn request(&self, api: Api) -> Request {
        let model = self.endpoint.model();
        let mut request: Request = match api {
            Api::Responses => Request::responses(model).into(),
            Api::ChatCompletions => Request::chat(model).into(),
        };
        if let Some(instructions) = &self.whom.instructions {
            request = request.instructions(instructions);
        }
        request.tools(self.tools.iter().cloned())
    }

    /// Asks for the first time: `ask` makes what is asked of a request in which nothing is. Gives the
    /// head of the response, and what it is the answer to.
    pub(crate) async fn send_first(
        &self,
        ask: impl Fn(Request) -> Request,
    ) -> Result<(Request, Response<Incoming>), Stop> {
        let api = match self.whom.api {
            ApiChoice::Responses | ApiChoice::Auto => Api::Responses,
            ApiChoice::Chat => Api::ChatCompletions,
        };
        let request = ask(self.request(api));
        let response = self.send(&request).await?;
        // Here alone a second request is sent.
        if self.whom.api == ApiChoice::Auto && is_no_route(response.status().as_u16()) {
            let request = ask(self.request(Api::ChatCompletions));
            let response = self.send(&request).await?;
            return Ok((request, response));
        }
        Ok((request, response))
    }

    pub(crate) async fn send(&self, request: &Request) -> Result<Response<Incoming>, Stop> {
        self.client.send(&self.endpoint, request).await
    }
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
