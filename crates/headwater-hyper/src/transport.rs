//! Where a driver has its bodies from.

use std::task::{Context, Poll};

use bytes::Bytes;
use headwater::{Attempt, Sent};
use http_body::Body;

/// What came of a request.
#[non_exhaustive]
#[derive(Debug)]
pub enum Heard<B, E> {
    /// The connection for it stands. Not every client can tell, and none has to.
    Connected,
    /// The response has begun.
    Response(http::Response<B>),
    /// There will be no response.
    Failed {
        /// Why.
        error: E,
        /// Whether the server can have seen the request. [`Sent::Nothing`] only where that is proven.
        sent: Sent,
    },
}

/// Where a [`Driver`](crate::Driver) has its bodies from: [`OneBody`], which it was given, or
/// [`Requests`](crate::Requests), which a client sends.
pub trait Transport {
    /// The body of a response.
    type Body: Body<Data = Bytes> + Unpin;
    /// Why a request or a body broke.
    type Error;

    /// Whether it can send requests at all.
    const SENDS: bool;

    /// Sends what the attempt says.
    ///
    /// # Errors
    /// The request could not be handed over; nothing of it was sent.
    fn send(&mut self, attempt: &Attempt<'_>) -> Result<(), Self::Error>;

    /// What comes of the request.
    fn poll_heard(&mut self, cx: &mut Context<'_>) -> Poll<Heard<Self::Body, Self::Error>>;

    /// Gives up the request that is under way, if there is one.
    fn give_up(&mut self);

    /// The error of a body as this transport's.
    fn body_error(error: <Self::Body as Body>::Error) -> Self::Error;
}

/// The body that a driver was given, and no other.
#[derive(Debug)]
pub struct OneBody<B>(std::marker::PhantomData<fn() -> B>);

impl<B> OneBody<B> {
    pub(crate) const fn new() -> Self {
        Self(std::marker::PhantomData)
    }
}

impl<B: Body<Data = Bytes> + Unpin> Transport for OneBody<B> {
    type Body = B;
    type Error = B::Error;

    const SENDS: bool = false;

    fn send(&mut self, _: &Attempt<'_>) -> Result<(), B::Error> {
        Ok(())
    }

    fn poll_heard(&mut self, _: &mut Context<'_>) -> Poll<Heard<B, B::Error>> {
        Poll::Pending
    }

    fn give_up(&mut self) {}

    fn body_error(error: B::Error) -> B::Error {
        error
    }
}
