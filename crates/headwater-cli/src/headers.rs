//! Headers of the command line, and variables of the environment.

use std::env;

use hyper::header::{
    CONNECTION, CONTENT_LENGTH, HOST, HeaderMap, HeaderName, HeaderValue, TRANSFER_ENCODING,
};

use crate::{args::Headers, exit::Stop};

/// The headers that `-H` and `--header-env` gave, each marked as sensitive: any may be a secret.
pub(crate) fn read(headers: &Headers) -> Result<HeaderMap, Stop> {
    let mut read = HeaderMap::new();
    for header in &headers.given {
        add_header(&mut read, header)?;
    }
    for header in &headers.from_env {
        add_header_from_env(&mut read, header)?;
    }
    Ok(read)
}

/// A variable that is set and not empty.
pub(crate) fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.trim().is_empty())
}

/// Says that a variable is not set. A name that does not look like one is not shown: it may be the
/// secret itself, put there by mistake.
pub(crate) fn not_set(name: &str) -> String {
    let byte_of_name = |byte: u8| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b'_');
    if !name.is_empty() && name.len() <= 64 && name.bytes().all(byte_of_name) {
        format!("{name} is not set")
    } else {
        "there is none of that name".into()
    }
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
        Stop::usage(format_args!(
            "--header-env takes the name of a variable that holds the value: {}",
            not_set(from)
        ))
    })?;
    add(headers, name, value.trim())
}

fn add(headers: &mut HeaderMap, name: &str, value: &str) -> Result<(), Stop> {
    let name = name.trim();
    let header = HeaderName::try_from(name)
        .map_err(|_| Stop::usage(format_args!("{name:?} is no name of a header")))?;
    if [CONTENT_LENGTH, TRANSFER_ENCODING, CONNECTION, HOST].contains(&header) {
        return Err(Stop::usage(format_args!("the header {name} is set by the connection itself")));
    }
    let mut value = HeaderValue::try_from(value).map_err(|_| {
        Stop::usage(format_args!("the value of the header {name} holds characters that none can"))
    })?;
    value.set_sensitive(true);
    headers.append(header, value);
    Ok(())
}

#[cfg(test)]
mod tests {
    use hyper::header::HeaderMap;

    use super::add_header;

    #[test]
    fn headers_are_sensitive_whatever_they_are() {
        let mut headers = HeaderMap::new();
        add_header(&mut headers, "x-some: value: with colons").expect("a header");
        assert_eq!(headers["x-some"], "value: with colons");
        assert!(headers["x-some"].is_sensitive());
        assert!(!format!("{headers:?}").contains("colons"));
    }
}
