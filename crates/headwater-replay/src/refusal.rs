//! Requests that get no stream, and what to tell their senders.

use bytes::Bytes;
use hyper::header::{ALLOW, CONNECTION, CONTENT_TYPE, HeaderValue};
use hyper::{Response, StatusCode};

use crate::Api;
use crate::body::Outgoing;
use crate::json::Object;
use crate::received::MAX_BODY;

/// Why a request gets no stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    UnknownPath(String),
    WrongMethod { allowed: &'static str },
    NotJson,
    NotStreaming,
    BodyTooLarge,
    BodyTooSlow,
    BodyBroken,
    NoStream(Api),
    UnknownResponse(String),
    InvalidCursor,
    ResponseTooOld,
}

impl Refusal {
    const fn status(&self) -> StatusCode {
        match self {
            Self::UnknownPath(_) | Self::NoStream(_) | Self::UnknownResponse(_) => {
                StatusCode::NOT_FOUND
            }
            Self::WrongMethod { .. } => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotJson
            | Self::NotStreaming
            | Self::BodyBroken
            | Self::InvalidCursor
            | Self::ResponseTooOld => StatusCode::BAD_REQUEST,
            Self::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BodyTooSlow => StatusCode::REQUEST_TIMEOUT,
        }
    }

    const fn code(&self) -> &'static str {
        match self {
            Self::UnknownPath(_) | Self::NoStream(_) => "not_found",
            Self::WrongMethod { .. } => "method_not_allowed",
            Self::NotJson | Self::BodyBroken => "invalid_json",
            Self::NotStreaming => "stream_required",
            Self::BodyTooLarge => "request_too_large",
            Self::BodyTooSlow => "request_timeout",
            Self::UnknownResponse(_) => "response_not_found",
            Self::InvalidCursor | Self::ResponseTooOld => "invalid_value",
        }
    }

    fn message(&self) -> String {
        match self {
            Self::UnknownPath(path) => format!(
                "There is nothing at {path}. This server answers POST {} and POST {}, and lists \
                 its models at GET /v1/models.",
                Api::Responses.path(),
                Api::ChatCompletions.path(),
            ),
            Self::WrongMethod { allowed } => format!("Use {allowed} for this path."),
            Self::NotJson => "The request body is not a JSON object. Send one with at least \
                \"model\", \"stream\": true, and \"input\" (Responses) or \"messages\" (Chat \
                Completions)."
                .to_owned(),
            Self::NotStreaming => "This server only streams: set \"stream\": true in the request \
                body."
                .to_owned(),
            Self::BodyTooLarge => format!("The request body is larger than {MAX_BODY} bytes."),
            Self::BodyTooSlow => "The request body did not arrive in time.".to_owned(),
            Self::BodyBroken => "The request body could not be read to its end.".to_owned(),
            Self::UnknownResponse(id) => {
                format!("Response with id '{id}' not found. Create it with \"background\": true.")
            }
            Self::InvalidCursor => {
                "starting_after has to be the sequence number of an event.".to_owned()
            }
            // In the words of OpenAI.
            Self::ResponseTooOld => "This response can no longer be streamed because it is more \
                than 5 minutes old."
                .to_owned(),
            Self::NoStream(api) => {
                let other = match api {
                    Api::Responses => Api::ChatCompletions,
                    Api::ChatCompletions => Api::Responses,
                };
                format!(
                    "This server has no stream of the {api} API. Load one, or ask for the {other} \
                     API at POST {}.",
                    other.path()
                )
            }
        }
    }

    pub(crate) fn response(&self) -> Response<Outgoing> {
        let body = error_object(&self.message(), "invalid_request_error", self.code());
        let mut response = json(self.status(), body);
        let headers = response.headers_mut();
        if let Self::WrongMethod { allowed } = self {
            headers.insert(ALLOW, HeaderValue::from_static(allowed));
        }
        if matches!(self, Self::BodyTooLarge | Self::BodyTooSlow | Self::BodyBroken) {
            // What is left of the body would be taken for the next request.
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}

/// A response of JSON.
pub(crate) fn json(status: StatusCode, body: String) -> Response<Outgoing> {
    let mut response = Response::new(Outgoing::Whole(Some(Bytes::from(body))));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// An error in the form of OpenAI's.
pub(crate) fn error_object(message: &str, kind: &str, code: &str) -> String {
    let error =
        Object::new().text("message", message).text("type", kind).null("param").text("code", code);
    Object::new().object("error", error).end()
}
