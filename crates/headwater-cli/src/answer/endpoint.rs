//! Of whom it is asked: the base URL, the model, the key and other headers.

use bytes::Bytes;
use hyper::{
    Request, Uri,
    header::{AUTHORIZATION, HeaderMap, HeaderValue, USER_AGENT},
};

use crate::{
    args::Whom,
    exit::Stop,
    headers::{self, not_set, variable},
    http_client::OUR_NAME,
};

const OPENAI_BASE_URL: &str = "https://api.openai.com/v1";
const DEFAULT_MODEL: &str = "gpt-5.4-mini";
const DEFAULT_KEY_VARIABLE: &str = "OPENAI_API_KEY";

/// Where requests go, and what they carry. Holds secrets: no `Debug`.
pub(super) struct Endpoint {
    /// Without a trailing slash; empty for the demo until it runs.
    base_url: String,
    model: String,
    headers: HeaderMap,
}

impl Endpoint {
    pub(super) fn from(args: &Whom) -> Result<Self, Stop> {
        let mut headers = headers::read(&args.headers)?;
        let key = key(args)?;
        let base_url = match args.base_url.clone().or_else(|| variable("OPENAI_BASE_URL")) {
            Some(url) => check_base_url(&url)?,
            None if key.is_some() => OPENAI_BASE_URL.into(),
            None => String::new(),
        };
        // The demo is sent no key, and a header of the caller's own stands.
        if let Some(key) = key.filter(|_| !headers.contains_key(AUTHORIZATION)) {
            let mut value = HeaderValue::try_from(format!("Bearer {key}"))
                .map_err(|_| Stop::usage("the key holds characters that no header can carry"))?;
            value.set_sensitive(true);
            headers.insert(AUTHORIZATION, value);
        }
        let model = args.model.clone().or_else(|| variable("OPENAI_MODEL"));
        Ok(Self { base_url, model: model.unwrap_or_else(|| DEFAULT_MODEL.into()), headers })
    }

    pub(super) fn is_demo(&self) -> bool {
        self.base_url.is_empty()
    }

    pub(super) fn at(mut self, base_url: &str) -> Result<Self, Stop> {
        self.base_url = check_base_url(base_url)?;
        Ok(self)
    }

    pub(super) fn model(&self) -> &str {
        &self.model
    }

    pub(super) fn is_https(&self) -> bool {
        self.base_url.starts_with("https:")
    }

    /// Host and port, to be named in errors.
    pub(super) fn authority(&self) -> &str {
        let rest = self.base_url.split("//").nth(1).unwrap_or_default();
        rest.split(['/', '?']).next().unwrap_or_default()
    }

    /// What every request carries beside what its API asks for.
    pub(super) fn own_request(&self) -> Request<Bytes> {
        let mut request = Request::new(Bytes::new());
        let headers = request.headers_mut();
        *headers = self.headers.clone();
        headers.entry(USER_AGENT).or_insert(HeaderValue::from_static(OUR_NAME));
        request
    }

    /// The same, as requests are made for it.
    pub(super) fn of_requests(&self) -> headwater_openai::request::Endpoint {
        headwater_openai::request::Endpoint::new(&self.base_url)
    }
}

fn key(args: &Whom) -> Result<Option<String>, Stop> {
    let named = args.key_env.as_deref();
    match variable(named.unwrap_or(DEFAULT_KEY_VARIABLE)) {
        Some(key) => Ok(Some(key.trim().into())),
        None if named.is_some() => Err(Stop::usage(format_args!(
            "--key-env takes the name of a variable that holds the key: {}",
            not_set(named.unwrap_or_default())
        ))),
        None => Ok(None),
    }
}

/// Errors never show the URL: it may hold a password.
fn check_base_url(url: &str) -> Result<String, Stop> {
    let url = url.trim().trim_end_matches('/');
    const BEGINNING: &str = "the base URL has to begin with http:// or https:// and a host";
    // `localhost:8080` is no URL of any kind.
    if !url.contains("://") {
        return Err(Stop::usage(BEGINNING));
    }
    let uri = Uri::try_from(url)
        .map_err(|error| Stop::usage(format_args!("the base URL is not valid: {error}")))?;
    let (Some("http" | "https"), Some(host)) = (uri.scheme_str(), uri.host()) else {
        return Err(Stop::usage(BEGINNING));
    };
    if url.contains('#') {
        return Err(Stop::usage(
            "the base URL has a fragment (#…), which is never sent: remove it",
        ));
    }
    let authority = uri.authority().map_or("", hyper::http::uri::Authority::as_str);
    if authority.contains('@') {
        return Err(Stop::usage(
            "the base URL holds a user name or password: give it as a header with --header-env",
        ));
    }
    if host.is_empty() || (authority != host && uri.port_u16().is_none()) {
        return Err(Stop::usage("the base URL has no valid host and port"));
    }
    // Schemes may be written in capitals; `is_https` looks at small letters.
    Ok(match url.split_once(':') {
        Some((scheme, rest)) => format!("{}:{rest}", scheme.to_ascii_lowercase()),
        None => url.into(),
    })
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory as _, Parser as _};
    use headwater_openai::Api;
    use hyper::header::AUTHORIZATION;

    use super::{DEFAULT_MODEL, Endpoint, OPENAI_BASE_URL, check_base_url};
    use crate::args::{Arguments, Command, Whom};

    fn ask(args: &[&str]) -> Whom {
        let words = ["headwater", "ask"].iter().chain(args);
        match Arguments::try_parse_from(words).expect("good arguments").command {
            Command::Ask(ask) => ask.whom,
            _ => panic!("another command"),
        }
    }

    #[test]
    fn a_key_without_a_base_url_asks_openai() {
        // `PATH` is a variable that every process has; its value stands in for a key.
        let endpoint = Endpoint::from(&ask(&["--key-env", "PATH", "Hi"])).expect("an endpoint");
        assert_eq!(endpoint.base_url, OPENAI_BASE_URL);
        assert_eq!(endpoint.model(), DEFAULT_MODEL);
        assert!(endpoint.is_https() && !endpoint.is_demo());
        assert!(endpoint.own_request().headers()[AUTHORIZATION].is_sensitive());
    }

    #[test]
    fn the_help_names_the_default_model() {
        let mut command = Arguments::command();
        let ask = command.find_subcommand_mut("ask").expect("the subcommand");
        assert!(ask.render_help().to_string().contains(&format!("[default: {DEFAULT_MODEL}]")));
    }

    #[test]
    fn a_query_stays_behind_the_path() {
        let url = check_base_url("HTTPS://h.example/v1/?api-version=1").expect("a URL");
        let args = ask(&["--base-url", &url, "Hi"]);
        let endpoint = Endpoint::from(&args).expect("an endpoint");
        let request = endpoint.of_requests().create(Api::Responses, "").expect("a request");
        assert_eq!(request.origin(), "https://h.example");
        assert_eq!(request.path_and_query(), "/v1/responses?api-version=1");
        assert!(endpoint.is_https());
    }
}
