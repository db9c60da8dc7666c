//! A cell for `.ci/instructions`, which counts the instructions of two runs: what the second pass
//! of two costs is what a warm decoder does, because all else is in the run with one pass too.
//!
//! ```sh
//! counted-cell FACE WORKLOAD CHUNK_BYTES EVENTS PASSES   # prints the events and bytes of a pass
//! ```

#![forbid(unsafe_code)]

mod answers;

use std::env;
use std::error::Error;
use std::hint::black_box;
use std::iter;

use bytes::Bytes;
use headwater::{
    BytesDecoder, Config, Decoder, EventType, Fragment, FragmentDecoder, Outgoing, OwnedEvent,
    Step, TextChunk,
};
use headwater_benches::workloads::Workload;
use headwater_openai::Api;

const USAGE: &str = "usage: counted-cell FACE WORKLOAD CHUNK_BYTES EVENTS PASSES";

/// Of this workload the events are the bytes of a single line.
const LINE: &str = "line";

/// The limit is out of the way, as in the race.
const CONFIG: Config = Config::new().max_event_bytes(64 << 20);

type Fallible<T> = Result<T, Box<dyn Error>>;

fn main() -> Fallible<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [face, workload, numbers @ ..] = &*arguments else { return Err(USAGE.into()) };
    let numbers: Vec<usize> =
        numbers.iter().map(|number| number.parse()).collect::<Result<_, _>>()?;
    let [chunk_bytes, events, passes] = *numbers else { return Err(USAGE.into()) };

    let stream = stream(workload, events)?;
    let chunks: Vec<&[u8]> = stream.chunks(chunk_bytes).collect();
    let events = match &**face {
        "bytes" => bytes(&chunks, passes),
        "text" => text(&chunks, passes),
        "owned" => {
            owned(&chunks.iter().map(|chunk| stream.slice_ref(chunk)).collect::<Vec<_>>(), passes)
        }
        "owned_slices" => owned_slices(&chunks, passes),
        "fragments" => fragments(&chunks, passes),
        "encode" => encode(&events_of(&stream)?, passes),
        "deltas" => answers::deltas(api(workload)?, &chunks, passes),
        "typed" => answers::typed(api(workload)?, &chunks, passes),
        "answer" => answers::answer(api(workload)?, &chunks, passes),
        "serde" => answers::serde(api(workload)?, &events_of(&stream)?, passes),
        _ => Err(format!("no face is named '{face}'").into()),
    }?;
    println!("{} {}", events / passes.max(1), stream.len());
    Ok(())
}

fn stream(workload: &str, events: usize) -> Result<Bytes, String> {
    if workload == LINE {
        let mut line = b"data: ".to_vec();
        line.resize(line.len() + events, b'x');
        line.extend_from_slice(b"\n\n");
        return Ok(line.into());
    }
    let workload =
        Workload::named(workload).ok_or_else(|| format!("no workload is named '{workload}'"))?;
    Ok(workload.stream(events).0)
}

fn api(workload: &str) -> Result<Api, String> {
    match workload {
        "chat" => Ok(Api::ChatCompletions),
        "responses" => Ok(Api::Responses),
        _ => Err(format!("'{workload}' is no answer")),
    }
}

fn bytes(chunks: &[&[u8]], passes: usize) -> Fallible<usize> {
    let mut decoder = Decoder::with_config(CONFIG);
    let mut events = 0;
    for _ in 0..passes {
        for &chunk in chunks {
            let mut chunk = black_box(chunk);
            while let Some(event) = decoder.decode(&mut chunk)? {
                black_box((event.event_type(), event.data()));
                events += 1;
            }
        }
    }
    Ok(events)
}

fn text(chunks: &[&[u8]], passes: usize) -> Fallible<usize> {
    let mut decoder = Decoder::with_config(CONFIG);
    let mut events = 0;
    for _ in 0..passes {
        for &chunk in chunks {
            let mut chunk = TextChunk::new(black_box(chunk));
            while let Some(text) = decoder.decode_text(&mut chunk)? {
                black_box((text.event().event_type(), text.data_str()?));
                events += 1;
            }
        }
    }
    Ok(events)
}

/// Taking and dropping a chunk, some ten instructions, is in the figure.
fn owned(chunks: &[Bytes], passes: usize) -> Fallible<usize> {
    let mut decoder = BytesDecoder::with_config(CONFIG);
    let mut events = 0;
    for _ in 0..passes {
        for chunk in chunks {
            let mut chunk = black_box(chunk.clone());
            while let Some(event) = decoder.decode(&mut chunk)? {
                black_box((event.event_type(), event.data()));
                events += 1;
            }
        }
    }
    Ok(events)
}

fn owned_slices(chunks: &[&[u8]], passes: usize) -> Fallible<usize> {
    let mut decoder = BytesDecoder::with_config(CONFIG);
    let mut events = 0;
    for _ in 0..passes {
        for &chunk in chunks {
            let mut chunk = black_box(chunk);
            while let Some(event) = decoder.decode_slice(&mut chunk)? {
                black_box((event.event_type(), event.data()));
                events += 1;
            }
        }
    }
    Ok(events)
}

fn fragments(chunks: &[&[u8]], passes: usize) -> Fallible<usize> {
    let mut decoder = FragmentDecoder::with_config(CONFIG);
    let mut events = 0;
    for &chunk in iter::repeat_n(chunks, passes).flatten() {
        let mut chunk = black_box(chunk);
        loop {
            let progress = decoder.advance(chunk);
            if progress.step == Step::NeedData {
                break;
            }
            let fragment = black_box(decoder.fragment(chunk).transpose()?);
            events += usize::from(matches!(fragment, Some(Fragment::End(_))));
            chunk = chunk.get(progress.consumed..).unwrap_or_default();
        }
    }
    Ok(events)
}

fn events_of(mut stream: &[u8]) -> Fallible<Vec<OwnedEvent>> {
    let mut decoder = Decoder::with_config(CONFIG);
    let mut events = Vec::new();
    while let Some(event) = decoder.decode(&mut stream)? {
        events.push(event.to_owned());
    }
    Ok(events)
}

fn encode(events: &[OwnedEvent], passes: usize) -> Fallible<usize> {
    let mut buffer = Vec::new();
    for event in iter::repeat_n(events, passes).flatten() {
        buffer.clear();
        let event_type = EventType::new(event.event_type())?;
        Outgoing::new(event.data()).event_type(event_type).encode_into(&mut buffer);
        black_box(&buffer);
    }
    Ok(events.len() * passes)
}
