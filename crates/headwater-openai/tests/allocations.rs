//! Once warm, a text delta costs no allocation.

use headwater::{Instant, Session, Step};
use headwater_openai::{AnswerStream, Api, Delta};

/// Reads one event many times and returns the allocations of the last 100.
fn allocations(api: Api, event: &str) -> u64 {
    let chunk = format!("data: {event}\n\n");
    let mut session = AnswerStream::new(api).without_accumulation();
    let mut length = 0;
    let mut read = |times: usize| {
        for _ in 0..times {
            let progress = session.advance(chunk.as_bytes(), Instant::ORIGIN);
            assert_eq!(progress.step, Step::Item);
            let item = session.item(chunk.as_bytes()).expect("an item");
            for delta in item.deltas() {
                if let Delta::Text { text, .. } = delta {
                    length += text.len();
                }
            }
        }
    };
    read(10);
    let counted = allocation_counter::measure(|| read(100));
    assert_eq!(length, 110 * "Hello".len());
    counted.count_total
}

#[test]
fn a_warm_text_delta_allocates_nothing() {
    let chat = r#"{"id":"c","model":"m","choices":[{"index":0,"delta":{"content":"Hello"}}]}"#;
    assert_eq!(allocations(Api::ChatCompletions, chat), 0);
    let responses = r#"{"type":"response.output_text.delta","sequence_number":4,"item_id":"m","output_index":0,"content_index":0,"delta":"Hello","logprobs":[]}"#;
    assert_eq!(allocations(Api::Responses, responses), 0);
}
