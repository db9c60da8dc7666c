//! Whom requests go to, and what all of them carry.

use headwater_hyper::{Driver, HyperUtilClient, Requests};
use headwater_openai::{AnswerSession, AnswerSessionConfig, Api, Request, request::Tool};
use headwater_replay::{RunningServer, Server};
use hyper_util::rt::TokioTimer;

use super::{endpoint::Endpoint, tools};
use crate::{
    args::{ApiChoice, Whom},
    exit::{self, Exit, Stop},
    http_client::{self, Connector},
};

/// An answer that is asked for.
pub(crate) type Asking = Driver<Requests<HyperUtilClient<Connector>>, AnswerSession>;

/// The server that is asked: the one of the command line, or the demo.
pub(crate) struct Connection<'a> {
    whom: &'a Whom,
    tools: Vec<Tool>,
    endpoint: Endpoint,
    client: HyperUtilClient<Connector>,
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
        let client = HyperUtilClient::new(http_client::new(endpoint.is_https())?);
        Ok(Self { whom, tools, endpoint, client, _demo: demo })
    }

    /// A request of this API in which nothing is asked yet. Chat Completions have no background.
    pub(crate) fn request(&self, api: Api, in_background: bool) -> Request {
        let model = self.endpoint.model();
        let mut request: Request = match api {
            Api::Responses if in_background => Request::responses(model).background(true).into(),
            Api::Responses => Request::responses(model).into(),
            Api::ChatCompletions => Request::chat(model).into(),
        };
        if let Some(instructions) = &self.whom.instructions {
            request = request.instructions(instructions);
        }
        request.tools(self.tools.iter().cloned())
    }

    /// The API that is asked first.
    pub(crate) const fn first_api(&self) -> Api {
        match self.whom.api {
            ApiChoice::Responses | ApiChoice::Auto => Api::Responses,
            ApiChoice::Chat => Api::ChatCompletions,
        }
    }

    /// Whether the other API is asked where the server has no route for this one.
    pub(crate) fn falls_back_from(&self, api: Api) -> bool {
        self.whom.api == ApiChoice::Auto && api == Api::Responses
    }

    /// Asks. Nothing is sent before the answer is waited for.
    pub(crate) fn ask(
        &self,
        request: &Request,
        config: AnswerSessionConfig,
    ) -> Result<Asking, Stop> {
        let endpoint = self.endpoint.of_requests();
        self.drive(AnswerSession::with_config(request, &endpoint, config).map_err(Stop::usage)?)
    }

    /// Takes up an answer that is there already.
    pub(crate) fn resume(
        &self,
        response_id: &str,
        starting_after: Option<u64>,
        config: AnswerSessionConfig,
    ) -> Result<Asking, Stop> {
        let endpoint = self.endpoint.of_requests();
        let session = AnswerSession::resuming(response_id, starting_after, &endpoint, config);
        self.drive(session.map_err(Stop::usage)?)
    }

    fn drive(&self, session: AnswerSession) -> Result<Asking, Stop> {
        let request = self.endpoint.own_request();
        Ok(Driver::connect(self.client.clone(), request, session, TokioTimer::new()))
    }

    /// Host and port, to be named in errors.
    pub(crate) fn authority(&self) -> &str {
        self.endpoint.authority()
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
