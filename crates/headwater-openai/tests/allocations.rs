//! Once warm, a text delta costs no allocation; and an answer that is accumulated is not copied for
//! each of them.

use headwater::{Instant, Session, Step};
use headwater_openai::{AnswerItem, AnswerStream, Api, Delta};

const CHAT: &str = r#"{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1760000000,"model":"m","service_tier":"default","system_fingerprint":"fp","choices":[{"index":0,"delta":{"content":"Hello"},"logprobs":null,"finish_reason":null}],"obfuscation":"x"}"#;
const RESPONSES: &str = r#"{"type":"response.output_text.delta","sequence_number":4,"item_id":"m","output_index":0,"content_index":0,"delta":"Hello","logprobs":[],"obfuscation":"x"}"#;

/// One event so many times.
fn stream(event: &str, events: usize) -> String {
    format!("data: {event}\n\n").repeat(events)
}

/// Reads a stream in chunks, and returns how long its text is.
fn read(
    answer: &mut AnswerStream,
    stream: &str,
    chunk_bytes: usize,
    look: impl Fn(&AnswerItem<'_>),
) -> usize {
    let mut length = 0;
    for mut chunk in stream.as_bytes().chunks(chunk_bytes) {
        loop {
            let progress = answer.advance(chunk, Instant::ORIGIN);
            if progress.step == Step::NeedData {
                break;
            }
            let item = answer.item(chunk).expect("an item");
            for delta in item.deltas() {
                if let Delta::Text { text, .. } = delta {
                    length += text.len();
                }
            }
            look(&item);
            chunk = &chunk[progress.consumed..];
        }
    }
    length
}

/// The allocations of 100 events, read a second time: cut as they were, so that all is warm.
fn allocations(api: Api, event: &str, chunk_bytes: usize, look: impl Fn(&AnswerItem<'_>)) -> u64 {
    let mut answer = AnswerStream::new(api).without_accumulation();
    let stream = stream(event, 100);
    read(&mut answer, &stream, chunk_bytes, &look);
    let mut length = 0;
    let counted = allocation_counter::measure(|| {
        length = read(&mut answer, &stream, chunk_bytes, &look);
    });
    assert_eq!(length, 100 * "Hello".len());
    counted.count_total
}

#[test]
fn a_warm_text_delta_allocates_nothing() {
    let typed = |item: &AnswerItem<'_>| assert!(matches!(item.typed(), Some(Ok(_))));
    for (api, event) in [(Api::ChatCompletions, CHAT), (Api::Responses, RESPONSES)] {
        for chunk_bytes in [1, 7, 64, 1400, 16_384, usize::MAX] {
            let count = allocations(api, event, chunk_bytes, |_| ());
            assert_eq!(count, 0, "{api:?} in chunks of {chunk_bytes}");
            let count = allocations(api, event, chunk_bytes, typed);
            assert_eq!(count, 0, "{api:?} in chunks of {chunk_bytes}, typed");
        }
    }
}

/// A text grows by doubling: what is allocated, copies included, stays within some times the text.
#[test]
fn an_answer_that_is_accumulated_is_not_copied_for_each_delta() {
    let allocated = |api, event: &str, events: usize| {
        let stream = stream(event, events);
        let counted = allocation_counter::measure(|| {
            read(&mut AnswerStream::new(api), &stream, 1400, |_| ());
        });
        counted.bytes_total
    };
    for (api, event) in [(Api::ChatCompletions, CHAT), (Api::Responses, RESPONSES)] {
        let (once, twice) = (allocated(api, event, 20_000), allocated(api, event, 40_000));
        let text = 20_000 * "Hello".len() as u64;
        assert!(once < 6 * text, "{api:?}: {once} bytes for {text} of text");
        assert!(twice < 12 * text, "{api:?}: {twice} bytes for {} of text", 2 * text);
        assert!(twice < 3 * once, "{api:?}: {twice} after {once}");
    }
}
