//! The peers, a file each.

mod async_sse;
mod eventsource_client;
mod eventsource_stream;
mod sse_core;
mod sse_frame;
mod sse_parse;
mod sse_stream;
mod sseer;
mod stream_rs;
mod tokio_sse_codec;

use super::Contender;

/// By name.
pub(super) const ALL: [Contender; 10] = [
    async_sse::CONTENDER,
    eventsource_client::CONTENDER,
    eventsource_stream::CONTENDER,
    sse_core::CONTENDER,
    sse_frame::CONTENDER,
    sse_parse::CONTENDER,
    sse_stream::CONTENDER,
    sseer::CONTENDER,
    stream_rs::CONTENDER,
    tokio_sse_codec::CONTENDER,
];
