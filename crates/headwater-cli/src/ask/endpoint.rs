//! Of whom it is asked: the base URL, the model, the key and other headers.

use std::env;

use hyper::{
    Uri,
    header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue},
};

use crate::{args::Ask, exit::Stop};

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
    pub(super) fn from(args: &Ask) -> Result<Self, Stop> {
        let mut headers = HeaderMap::new();
        for header in &args.headers {
            add_header(&mut headers, header)?;
        }
        for header in &args.header_envs {
            add_header_from_env(&mut headers, header)?;
        }
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

    pub(super) const fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    pub(super) fn is_https(&self) -> bool {
        self.base_url.starts_with("https:")
    }

    pub(super) fn uri(&self, path: &str) -> Result<Uri, Stop> {
        let (base, query) = match self.base_url.split_once('?') {
            Some((base, query)) => (base, Some(query)),
            None => (self.base_url.as_str(), None),
        };
        let url = match query {
            Some(query) => format!("{}{path}?{query}", base.trim_end_matches('/')),
            None => format!("{base}{path}"),
        };
        Uri::try_from(url).map_err(|error| Stop::usage(format_args!("the base URL: {error}")))
    }
}

/// A variable that is set and not empty.
fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.trim().is_empty())
}

fn key(args: &Ask) -> Result<Option<String>, Stop> {
    let named = args.key_env.as_deref();
    match variable(named.unwrap_or(DEFAULT_KEY_VARIABLE)) {
        Some(key) => Ok(Some(key.trim().into())),
        None => named.map_or(Ok(None), |name| {
            Err(Stop::usage(format_args!("--key-env: the variable {name} is not set")))
        }),
    }
}

/// Errors never show the URL: it may hold a password.
fn check_base_url(url: &str) -> Result<String, Stop> {
    let url = url.trim().trim_end_matches('/');
    let uri = Uri::try_from(url)
        .map_err(|error| Stop::usage(format_args!("the base URL is not valid: {error}")))?;
    let (Some("http" | "https"), Some(host)) = (uri.scheme_str(), uri.host()) else {
        return Err(Stop::usage("the base URL has to begin with http:// or https:// and a host"));
    };
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

/// Adds `name: value`. Errors never show the value: it may be a secret.
fn add_header(headers: &mut HeaderMap, header: &str) -> Result<(), Stop> {
    let Some((name, value)) = header.split_once(':') else {
        return Err(Stop::usage("-H takes 'name: value', with a colon"));
    };
    add(headers, name, value.trim())
}

/// Adds `name=VAR`.
fn add_header_from_env(headers: &mut HeaderMap, header: &str) -> Result<(), Stop> {
    let Some((name, from)) = header.split_once('=') else {
        return Err(Stop::usage("--header-env takes name=VAR, with an equals sign"));
    };
    let value = variable(from).ok_or_else(|| {
        Stop::usage(format_args!("--header-env {name}: the variable {from} is not set"))
    })?;
    add(headers, name, value.trim())
}

fn add(headers: &mut HeaderMap, name: &str, value: &str) -> Result<(), Stop> {
    let name = name.trim();
    let header = HeaderName::try_from(name)
        .map_err(|_| Stop::usage(format_args!("{name:?} is no name of a header")))?;
    let mut value = HeaderValue::try_from(value).map_err(|_| {
        Stop::usage(format_args!("the value of the header {name} holds characters that none can"))
    })?;
    value.set_sensitive(true);
    headers.append(header, value);
    Ok(())
}
