//! How a stream is cut into chunks.

use bytes::Bytes;

use crate::random::Random;

/// A way to cut a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Chunking {
    /// Everything in one chunk.
    Whole,
    /// Chunks of this size.
    Of(usize),
    /// Chunks of 1 to 4,096 bytes; each power of two as likely as any other.
    Random,
    /// Every short stream cut in two, at every place in turn: of the workload `chunk_splits` alone.
    Splits,
}

/// Those of the race.
pub const ALL: [Chunking; 7] = [
    Chunking::Whole,
    Chunking::Of(16 << 10),
    Chunking::Of(1_400),
    Chunking::Of(64),
    Chunking::Of(7),
    Chunking::Of(1),
    Chunking::Random,
];

impl core::fmt::Display for Chunking {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Whole => f.pad("whole"),
            Self::Of(16_384) => f.pad("16K"),
            Self::Of(size) => f.pad(&size.to_string()),
            Self::Random => f.pad("random"),
            Self::Splits => f.pad("splits"),
        }
    }
}

impl Chunking {
    /// What it is.
    #[must_use]
    pub fn about(self) -> String {
        match self {
            Self::Whole => "the whole stream in one chunk".to_owned(),
            Self::Of(1) => "chunks of one byte".to_owned(),
            Self::Of(16_384) => "chunks of 16 KiB".to_owned(),
            Self::Of(size) => format!("chunks of {size} bytes"),
            Self::Random => "chunks of 1 to 4,096 bytes, the same in every race; each power of \
                             two is as likely as any other"
                .to_owned(),
            Self::Splits => "short streams, each cut in two, at every place in turn".to_owned(),
        }
    }

    /// The part of a workload's events that is enough to measure at this chunking.
    pub(crate) const fn share_of_events(self) -> f64 {
        match self {
            Self::Whole | Self::Splits => 1.0,
            Self::Random => 0.25,
            Self::Of(size) => match size {
                0..=3 => 0.2,
                4..=15 => 0.8,
                16..=255 => 0.25,
                _ => 1.0,
            },
        }
    }

    /// Cuts the stream.
    #[must_use]
    pub fn cut(self, stream: Bytes) -> Cut {
        let len = stream.len();
        let ends = match self {
            Self::Whole | Self::Splits => vec![len],
            Self::Of(size) => (size..len).step_by(size).chain([len]).collect(),
            Self::Random => random_ends(len),
        };
        let chunks = |bytes| vec![Chunked { bytes, ends }];
        Cut { streams: if self == Self::Splits { in_two(&stream) } else { chunks(stream) } }
    }
}

fn random_ends(len: usize) -> Vec<usize> {
    let mut random = Random::new(42);
    let (mut ends, mut at) = (Vec::new(), 0);
    while at < len {
        let power = 1 << random.below(12);
        at = len.min(at + 1 + random.below(2 * power));
        ends.push(at);
    }
    ends
}

fn in_two(stream: &Bytes) -> Vec<Chunked> {
    let cut = |at| Chunked { bytes: stream.clone(), ends: vec![at, stream.len()] };
    (1..stream.len()).map(cut).collect()
}

/// Streams, cut into chunks. All but `chunk_splits` are one stream.
#[derive(Clone, Debug)]
pub struct Cut {
    pub(crate) streams: Vec<Chunked>,
}

impl Cut {
    /// One stream, cut at these places.
    #[must_use]
    pub fn at(bytes: Bytes, mut ends: Vec<usize>) -> Self {
        ends.push(bytes.len());
        Self { streams: vec![Chunked { bytes, ends }] }
    }

    /// Bytes in all.
    #[must_use]
    pub fn len(&self) -> usize {
        self.streams.iter().map(|stream| stream.bytes.len()).sum()
    }

    /// Whether there are no bytes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes of each stream.
    pub fn streams(&self) -> impl Iterator<Item = &Bytes> {
        self.streams.iter().map(|stream| &stream.bytes)
    }
}

/// A stream and where its chunks end.
#[derive(Clone, Debug)]
pub struct Chunked {
    bytes: Bytes,
    ends: Vec<usize>,
}

impl Chunked {
    /// The chunks.
    pub fn chunks(&self) -> impl Iterator<Item = &[u8]> {
        self.ranges().map(|(start, end)| &self.bytes[start..end])
    }

    /// The chunks, sharing the stream's memory.
    pub fn shared_chunks(&self) -> impl Iterator<Item = Bytes> {
        self.ranges().map(|(start, end)| self.bytes.slice(start..end))
    }

    fn ranges(&self) -> impl Iterator<Item = (usize, usize)> {
        [0].into_iter().chain(self.ends.iter().copied()).zip(self.ends.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::{ALL, Chunking};
    use bytes::Bytes;

    fn sizes(chunking: Chunking, len: usize) -> Vec<Vec<usize>> {
        let cut = chunking.cut(Bytes::from(vec![b'x'; len]));
        let sizes = |stream: &super::Chunked| stream.chunks().map(<[u8]>::len).collect();
        cut.streams.iter().map(sizes).collect()
    }

    #[test]
    fn chunks_are_of_their_size() {
        assert_eq!(sizes(Chunking::Whole, 10), [[10]]);
        assert_eq!(sizes(Chunking::Of(4), 10), [[4, 4, 2]]);
        assert_eq!(sizes(Chunking::Of(5), 10), [[5, 5]]);
        assert_eq!(sizes(Chunking::Of(64), 10), [[10]]);
        assert_eq!(sizes(Chunking::Splits, 4), [[1, 3], [2, 2], [3, 1]]);
    }

    #[test]
    fn no_byte_is_lost() {
        let stream: Vec<u8> = (0..10_000).map(|at| at as u8).collect();
        for chunking in ALL {
            let cut = chunking.cut(Bytes::from(stream.clone()));
            let chunked = &cut.streams[0];
            assert_eq!(chunked.chunks().collect::<Vec<_>>().concat(), stream, "{chunking}");
            assert_eq!(chunked.shared_chunks().collect::<Vec<_>>().concat(), stream, "{chunking}");
            assert!(chunked.chunks().all(|chunk| !chunk.is_empty()), "{chunking}");
        }
    }
}
