//! The request of the command line.

use std::fs;

use bytes::Bytes;
use hyper::{
    Method, Request, Uri,
    header::{CONTENT_TYPE, HeaderValue, USER_AGENT},
};

use crate::{args::Listen, exit::Stop, headers, http_client::OUR_NAME};

/// Errors never show the URL: it may hold a secret.
pub(super) fn of(args: &Listen) -> Result<Request<Bytes>, Stop> {
    let body = args.data.as_deref().map(body).transpose()?;
    let method = match &args.method {
        Some(method) => Method::from_bytes(method.as_bytes())
            .map_err(|_| Stop::usage(format_args!("{method:?} is no method")))?,
        None if body.is_some() => Method::POST,
        None => Method::GET,
    };
    let uri = Uri::try_from(args.url.trim())
        .ok()
        .filter(|uri| uri.authority().is_some() && uri.scheme().is_some())
        .ok_or_else(|| Stop::usage("that is no URL: give one as in https://example.com/events"))?;
    let mut headers = headers::read(&args.headers)?;
    if body.is_some() {
        headers.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static("application/json"));
    }
    headers.entry(USER_AGENT).or_insert(HeaderValue::from_static(OUR_NAME));
    let mut request = Request::new(body.unwrap_or_default());
    *request.method_mut() = method;
    *request.uri_mut() = uri;
    *request.headers_mut() = headers;
    Ok(request)
}

fn body(data: &str) -> Result<Bytes, Stop> {
    let Some(path) = data.strip_prefix('@') else {
        return Ok(Bytes::copy_from_slice(data.as_bytes()));
    };
    let read = fs::read(path).map(Bytes::from);
    read.map_err(|error| Stop::usage(format_args!("cannot read {path}: {error}")))
}
