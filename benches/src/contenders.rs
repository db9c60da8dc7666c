//! Ours and the peers, driven alike.
//!
//! Each is driven by the cheapest public face it has, polled by hand, with its limits out of the
//! way and its input made before the clock starts. The head of each file says which face that is,
//! and why.

#[cfg(test)]
pub(crate) mod fakes;
mod headwater;
#[cfg(feature = "peers")]
mod peers;
#[cfg(feature = "peers")]
mod source;

use core::ops::ControlFlow;

use bytes::Bytes;

#[cfg(feature = "count")]
pub(crate) use headwater::bytes_scanned_twice;

use crate::chunkings::{Chunked, Cut};
use crate::visit::{Consume, Tally, Visit};

/// A decoder, driven over chunks.
pub(crate) trait Drive: 'static {
    /// The chunks as it likes them best, made before the clock starts.
    type Input<'a>: From<Chunks<'a>>;

    /// Decodes one stream from its beginning to its end.
    fn drive<V: Visit + ?Sized>(input: Self::Input<'_>, visit: &V) -> ControlFlow<()>;
}

/// Chunks that are still to be made into the input of a decoder.
pub(crate) struct Chunks<'a>(&'a Chunked);

/// Borrowed chunks: of the decoders that are given `&[u8]`.
pub(crate) struct Slices<'a>(Vec<&'a [u8]>);

/// Owned chunks that share one memory, as HTTP clients have them.
pub(crate) struct Shared(Vec<Bytes>);

impl<'a> From<Chunks<'a>> for Slices<'a> {
    fn from(chunks: Chunks<'a>) -> Self {
        Self(chunks.0.chunks().collect())
    }
}

impl From<Chunks<'_>> for Shared {
    fn from(chunks: Chunks<'_>) -> Self {
        Self(chunks.0.shared_chunks().collect())
    }
}

/// Where a contender stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One of our faces.
    Ours,
    /// A peer with a decoder of its own.
    Peer,
    /// A peer that has no public decoder: driven through its own transport trait, and outside the
    /// maximum.
    PeerByTransport,
}

/// A decoder in the race.
#[derive(Clone, Copy, Debug)]
pub struct Contender {
    /// What it is called: the crate, or our face.
    pub name: &'static str,
    /// The version of the crate.
    pub version: &'static str,
    /// Where it stands.
    pub kind: Kind,
    /// Which face is driven.
    pub face: &'static str,
    /// Whether its events own their data.
    pub owned: bool,
    run: for<'a> fn(&'a Cut) -> Run<'a>,
    visit: fn(&Chunked, &dyn Visit) -> ControlFlow<()>,
}

/// A run that is ready to start: its input is made.
pub type Run<'a> = Box<dyn FnOnce() -> Tally + 'a>;

impl Contender {
    const fn new<D: Drive>(name: &'static str, version: &'static str, face: &'static str) -> Self {
        Self {
            name,
            version,
            kind: Kind::Peer,
            face,
            owned: true,
            run: prepare::<D>,
            visit: |stream, visit| D::drive(D::Input::from(Chunks(stream)), visit),
        }
    }

    const fn ours(mut self) -> Self {
        self.kind = Kind::Ours;
        self
    }

    const fn lends(mut self) -> Self {
        self.owned = false;
        self
    }

    /// Makes the input. What is left to do is what is timed: decoding it and consuming the data.
    #[must_use]
    pub fn run<'a>(&self, cut: &'a Cut) -> Run<'a> {
        (self.run)(cut)
    }

    /// Decodes one stream before the eyes of `visit`.
    pub fn visit(&self, stream: &Chunked, visit: &dyn Visit) -> ControlFlow<()> {
        (self.visit)(stream, visit)
    }

    /// Whether it is one of our faces.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        self.kind == Kind::Ours
    }
}

fn prepare<D: Drive>(cut: &Cut) -> Run<'_> {
    let inputs: Vec<D::Input<'_>> =
        cut.streams.iter().map(|stream| D::Input::from(Chunks(stream))).collect();
    Box::new(move || {
        let consume = Consume::default();
        for input in inputs {
            let _ = D::drive(input, &consume);
        }
        consume.tally()
    })
}

/// Ours, then the peers.
#[must_use]
pub fn all() -> Vec<Contender> {
    #[cfg(feature = "peers")]
    let peers: &[Contender] = &peers::ALL;
    #[cfg(not(feature = "peers"))]
    let peers = &[];
    [&headwater::FACES[..], peers].concat()
}

/// Those of [`all`] that are ours.
#[must_use]
pub fn ours() -> Vec<Contender> {
    headwater::FACES.to_vec()
}

#[cfg(test)]
mod tests {
    use super::ours;
    use crate::judge::{Expected, Verdict, expected, judge};
    use crate::workloads;

    #[test]
    fn ours_agree_with_the_reference_everywhere() {
        for workload in workloads::ALL {
            let events = if workload.name == "large" { 1 } else { 30 };
            let (stream, _) = workload.stream(events);
            for chunking in workload.chunkings() {
                let cut = chunking.cut(stream.clone());
                let expected: Vec<Expected> = cut.streams().map(|bytes| expected(bytes)).collect();
                for face in ours() {
                    let verdict = judge(&face, &cut, &expected, None);
                    let place = format!("{} {chunking} {}", workload.name, face.name);
                    assert!(matches!(verdict, Verdict::Right(_)), "{place}: {verdict:?}");
                    let tally = face.run(&cut)();
                    let events: usize = expected.iter().map(Expected::len).sum();
                    assert_eq!(tally.events, events as u64, "{place}");
                }
            }
        }
    }

    #[cfg(feature = "peers")]
    #[test]
    fn every_peer_decodes_the_plainest_stream() {
        let (stream, _) = workloads::Workload::named("tiny").unwrap().stream(10);
        let cut = crate::chunkings::Chunking::Whole.cut(stream.clone());
        let expected = [expected(&stream)];
        for peer in super::all() {
            let verdict = judge(&peer, &cut, &expected, None);
            assert!(matches!(verdict, Verdict::Right(_)), "{}: {verdict:?}", peer.name);
            assert_eq!(peer.run(&cut)().events, 10, "{}", peer.name);
        }
    }
}
