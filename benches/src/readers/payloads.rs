//! What is read.

use core::fmt::Write as _;

use super::Asks;

pub(super) struct Payload {
    pub(super) name: &'static str,
    pub(super) asks: Asks,
    pub(super) text: Vec<u8>,
}

pub(super) fn all() -> [Payload; 4] {
    let payload = |name, asks, text: String| Payload { name, asks, text: text.into_bytes() };
    [
        payload("text delta, 219 bytes", Asks::Delta, delta()),
        payload("chat chunk, 289 bytes", Asks::Chunk, chunk()),
        payload("`response.completed`, 50 KB", Asks::Completed, completed(50_000, 0)),
        payload(
            "`response.completed` with an image, 2 MB",
            Asks::Completed,
            completed(50_000, 1_950_000),
        ),
    ]
}

fn delta() -> String {
    String::from(
        r#"{"type":"response.output_text.delta","sequence_number":42,"item_id":"msg_68d1f2a7c4b48190a2f3b6c7d8e9f0a1030b5c2d4e6f8a9b","output_index":0,"content_index":0,"delta":" river","logprobs":[],"obfuscation":"aGVhZHdhdGVya"}"#,
    )
}

fn chunk() -> String {
    String::from(
        r#"{"id":"chatcmpl-CQ3vTzNHw2yaUZkX9fLmB41dsRepo","object":"chat.completion.chunk","created":1760000000,"model":"gpt-4o-2024-07-18","service_tier":"default","system_fingerprint":"fp_51db84afab","choices":[{"index":0,"delta":{"content":"a"},"logprobs":null,"finish_reason":null}],"usage":null}"#,
    )
}

/// Messages of some paragraphs, which hold escapes as prose does, until there are about so many bytes;
/// and an image of so many.
fn completed(bytes: usize, image_bytes: usize) -> String {
    const PROSE: &str = "The river runs down to a quiet valley, where stones keep its \\\"oldest\\\" \
                         names; 水从山上流下来，石头都记得。\\nEach spring it takes some with it.\\n\\n";
    let mut out = String::from(
        r#"{"type":"response.completed","sequence_number":9,"response":{"id":"resp_1","object":"response","created_at":1760000000,"status":"completed","error":null,"incomplete_details":null,"instructions":null,"max_output_tokens":null,"model":"m","output":["#,
    );
    let mut items = 0;
    while out.len() < bytes {
        let comma = if items > 0 { "," } else { "" };
        let text = PROSE.repeat(12);
        let _ = write!(
            out,
            r#"{comma}{{"id":"msg_{items}","type":"message","status":"completed","content":[{{"type":"output_text","annotations":[{{"type":"url_citation","start_index":3,"end_index":99,"url":"https://example.com/{items}","title":"A river"}}],"logprobs":[],"text":"{text}"}}],"role":"assistant"}}"#
        );
        items += 1;
    }
    if image_bytes > 0 {
        let image = "iVBORw0KGgoAAAANSUhEUg+/".repeat(image_bytes / 24);
        let _ = write!(
            out,
            r#",{{"id":"ig_1","type":"image_generation_call","status":"completed","result":"{image}"}}"#
        );
    }
    out.push_str(
        r#"],"parallel_tool_calls":true,"temperature":1.0,"tools":[],"top_p":1.0,"usage":{"input_tokens":31,"output_tokens":19,"total_tokens":50},"metadata":{}}}"#,
    );
    out
}
