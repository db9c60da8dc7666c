//! Requests, as sessions want them, over a client of your own.

use std::{
    error::Error,
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use headwater::{Attempt, Method, RequestBody, Sent, Target};
use http::{HeaderName, HeaderValue, Request, Response, Uri};
use http_body::Body;

use crate::transport::{Heard, Transport};

/// A client of HTTP: sends a request, once, to where it says.
///
/// It must neither follow redirects nor send a request a second time: the session decides both. A
/// closure is one by [`client_fn`]; feature `hyper-util` has one over hyper-util's.
pub trait Client {
    /// The body of a response.
    type Body: Body<Data = Bytes> + Unpin;
    /// Why there is no response.
    type Error;
    /// A request under way. Dropping it gives it up.
    type Pending;

    /// Sends a request. Its URI is absolute where the caller's is, and it has a `Host` only where the
    /// caller gave one.
    fn send(&mut self, request: Request<Bytes>) -> Self::Pending;

    /// What comes of it. Asked no more after a response or an error.
    fn poll_heard(
        &mut self,
        pending: &mut Self::Pending,
        cx: &mut Context<'_>,
    ) -> Poll<Heard<Self::Body, Self::Error>>;
}

/// The URL that a response is of, in its extensions: by a client that has followed redirects all the
/// same, so that the session knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FinalUrl(pub String);

/// A client of a closure. `sent` tells of an error whether the server can have seen the request.
///
/// ```
/// use headwater::Sent;
/// use headwater_hyper::client_fn;
/// # use std::{convert::Infallible, io};
/// # use bytes::Bytes;
/// # use http_body_util::Empty;
///
/// let client = client_fn(
///     |request: http::Request<Bytes>| async move {
///         // Here your client would send it.
///         let _ = request;
///         Ok::<_, io::Error>(http::Response::new(Empty::<Bytes>::new()))
///     },
///     |error: &io::Error| match error.kind() {
///         io::ErrorKind::ConnectionRefused => Sent::Nothing,
///         _ => Sent::Perhaps,
///     },
/// );
/// # let _ = client;
/// ```
pub const fn client_fn<F, S, R, B, E>(send: F, sent: S) -> ClientFn<F, S>
where
    F: FnMut(Request<Bytes>) -> R,
    S: Fn(&E) -> Sent,
    R: Future<Output = Result<Response<B>, E>>,
{
    ClientFn { send, sent }
}

/// Made by [`client_fn`].
#[derive(Clone, Copy)]
pub struct ClientFn<F, S> {
    send: F,
    sent: S,
}

impl<F, S> fmt::Debug for ClientFn<F, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientFn").finish_non_exhaustive()
    }
}

impl<F, S, R, B, E> Client for ClientFn<F, S>
where
    F: FnMut(Request<Bytes>) -> R,
    S: Fn(&E) -> Sent,
    R: Future<Output = Result<Response<B>, E>>,
    B: Body<Data = Bytes> + Unpin,
{
    type Body = B;
    type Error = E;
    type Pending = Pin<Box<R>>;

    fn send(&mut self, request: Request<Bytes>) -> Self::Pending {
        Box::pin((self.send)(request))
    }

    fn poll_heard(
        &mut self,
        pending: &mut Self::Pending,
        cx: &mut Context<'_>,
    ) -> Poll<Heard<B, E>> {
        Poll::Ready(match ready!(pending.as_mut().poll(cx)) {
            Ok(response) => Heard::Response(response),
            Err(error) => Heard::Failed { sent: (self.sent)(&error), error },
        })
    }
}

/// The caller's own request, and the client that sends what a session makes of it.
///
/// The request under way is kept in here, not in a future, so that a driver whose futures are dropped
/// sends nothing twice.
pub struct Requests<C: Client> {
    client: C,
    own: Request<Bytes>,
    pending: Option<C::Pending>,
}

impl<C: Client> Requests<C> {
    pub(crate) const fn new(client: C, own: Request<Bytes>) -> Self {
        Self { client, own, pending: None }
    }
}

impl<C: Client> Transport for Requests<C> {
    type Body = C::Body;
    type Error = TransportError<C::Error, <C::Body as Body>::Error>;

    const SENDS: bool = true;

    fn send(&mut self, attempt: &Attempt<'_>) -> Result<(), Self::Error> {
        let request = request(&self.own, attempt).map_err(TransportError::Unsendable)?;
        self.pending = Some(self.client.send(request));
        Ok(())
    }

    fn poll_heard(&mut self, cx: &mut Context<'_>) -> Poll<Heard<Self::Body, Self::Error>> {
        let Some(pending) = &mut self.pending else { return Poll::Pending };
        let heard = match ready!(self.client.poll_heard(pending, cx)) {
            Heard::Connected => return Poll::Ready(Heard::Connected),
            Heard::Response(response) => Heard::Response(response),
            Heard::Failed { error, sent } => {
                Heard::Failed { error: TransportError::Request(error), sent }
            }
        };
        self.pending = None;
        Poll::Ready(heard)
    }

    fn give_up(&mut self) {
        self.pending = None;
    }

    fn body_error(error: <C::Body as Body>::Error) -> Self::Error {
        TransportError::Body(error)
    }
}

/// Shows neither the URL nor the headers.
impl<C: Client> fmt::Debug for Requests<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Requests").field("pending", &self.pending.is_some()).finish_non_exhaustive()
    }
}

/// The request that an attempt makes of the caller's own, as the docs of [`Attempt`] say.
fn request(own: &Request<Bytes>, attempt: &Attempt<'_>) -> Result<Request<Bytes>, http::Error> {
    let mut request = Request::new(match attempt.body {
        RequestBody::Original => own.body().clone(),
        RequestBody::Nothing => Bytes::new(),
        RequestBody::Own(body) => Bytes::copy_from_slice(body),
    });
    *request.uri_mut() = match attempt.target {
        Target::Original => own.uri().clone(),
        Target::Redirected(url) => Uri::try_from(url)?,
        Target::Own { origin, path_and_query } => {
            let origin = if origin.is_empty() { own.uri().clone() } else { Uri::try_from(origin)? };
            let mut parts = origin.into_parts();
            parts.path_and_query = Some(path_and_query.try_into()?);
            Uri::from_parts(parts)?
        }
    };
    *request.method_mut() = match attempt.method {
        Method::Original => own.method().clone(),
        Method::Get => http::Method::GET,
        Method::Post => http::Method::POST,
    };
    let headers = request.headers_mut();
    for (name, value) in own.headers() {
        if attempt.keeps_header(name.as_str(), value.is_sensitive()) {
            headers.append(name, value.clone());
        }
    }
    for header in attempt.headers() {
        let name = HeaderName::try_from(header.name)?;
        if !headers.contains_key(&name) {
            let mut value = HeaderValue::from_bytes(header.value)?;
            value.set_sensitive(header.is_sensitive);
            headers.insert(name, value);
        }
    }
    Ok(request)
}

/// What broke a request or the body of its response.
#[non_exhaustive]
#[derive(Debug)]
pub enum TransportError<R, B> {
    /// No request can be made of what the session asks for: the server has sent to a URL that the
    /// `http` crate does not take, for example.
    Unsendable(http::Error),
    /// No response came.
    Request(R),
    /// The body broke.
    Body(B),
}

impl<R: fmt::Display, B: fmt::Display> fmt::Display for TransportError<R, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsendable(error) => write!(f, "the request cannot be sent: {error}"),
            Self::Request(error) => write!(f, "no response came: {error}"),
            Self::Body(error) => write!(f, "the body broke: {error}"),
        }
    }
}

impl<R: Error + 'static, B: Error + 'static> Error for TransportError<R, B> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Unsendable(error) => Some(error),
            Self::Request(error) => Some(error),
            Self::Body(error) => Some(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use headwater::{Attempt, Method, OwnRequest, RequestHeader};
    use http::Request;

    use super::request;

    struct Owned {
        origin: &'static str,
        body: Option<&'static [u8]>,
    }

    impl OwnRequest for Owned {
        fn method(&self) -> Method {
            if self.body.is_some() { Method::Post } else { Method::Get }
        }

        fn origin(&self) -> &str {
            self.origin
        }

        fn path_and_query(&self) -> &str {
            "/v1/responses?a=b"
        }

        fn header(&self, index: usize) -> Option<RequestHeader<'_>> {
            let headers = [("Authorization", true), ("X-Own", false)];
            let (name, is_sensitive) = *headers.get(index)?;
            Some(RequestHeader { name, value: b"own", is_sensitive })
        }

        fn body(&self) -> Option<&[u8]> {
            self.body
        }
    }

    #[test]
    fn a_request_of_the_sessions_own_takes_the_callers_other_headers_along() {
        let callers = Request::put("http://a.example/elsewhere")
            .header("x-own", "caller's")
            .header("user-agent", "caller's")
            .header("content-type", "caller's")
            .body(Bytes::from_static(b"caller's"))
            .expect("a request");
        for (origin, url) in [
            ("", "http://a.example/v1/responses?a=b"),
            ("https://b.example:1", "https://b.example:1/v1/responses?a=b"),
        ] {
            for (body, method) in [(None, "GET"), (Some(&b"own"[..]), "POST")] {
                let made = request(&callers, &Attempt::own(&Owned { origin, body }));
                let made = made.expect("a request");
                assert_eq!(
                    (made.uri().to_string().as_str(), made.method().as_str()),
                    (url, method)
                );
                assert_eq!(made.body(), body.unwrap_or_default());
                let mut headers: Vec<_> = made.headers().iter().collect();
                headers.sort_by_key(|(name, _)| name.as_str());
                let names: Vec<_> = headers.iter().map(|(name, _)| name.as_str()).collect();
                assert_eq!(names, ["authorization", "user-agent", "x-own"]);
                let told = headers.iter().map(|(_, it)| (it.as_bytes(), it.is_sensitive()));
                let told: Vec<_> = told.collect();
                let expected = [(&b"own"[..], true), (b"caller's", false), (b"own", false)];
                assert_eq!(told, expected);
            }
        }
    }
}
