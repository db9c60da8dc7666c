//! Objects in which every field of the schema occurs.

pub(crate) const CHUNKS: [&str; 12] = [
    // Text, with all that stands beside it.
    r#"{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1790004729,"model":"river-1",
        "system_fingerprint":"fp_1","service_tier":"default","obfuscation":"x7Qp",
        "choices":[{"index":0,"delta":{"role":"assistant","content":"The Isar","refusal":null},
        "finish_reason":null,"logprobs":null}]}"#,
    // Tool calls of both kinds, with what Gemini adds.
    r#"{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"tool_calls":[
        {"index":0,"id":"call_1","type":"function","function":{"name":"level","arguments":"{\"r\":"},
         "extra_content":{"google":{"thought_signature":"c2ln"}}},
        {"index":1,"id":"call_2","type":"custom","custom":{"name":"sql","input":"select 1"}}]},"finish_reason":"tool_calls"}]}"#,
    // A refusal, by its tokens.
    r#"{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"refusal":"No."},
        "logprobs":{"content":null,"refusal":[{"token":"No","logprob":-0.25,"bytes":[78,111],"top_logprobs":[
        {"token":"No","logprob":-0.25,"bytes":[78,111]},{"token":"\u00e9","logprob":-3.5,"bytes":null}]}]},"finish_reason":"stop"}]}"#,
    r#"{"id":"c","choices":[{"index":1,"delta":{"content":"w"},"logprobs":{"content":[{"token":"w","logprob":0.0,"bytes":[119],
        "top_logprobs":[]}],"refusal":[],"reasoning_content":[{"token":"h","logprob":-1,"bytes":[104],"top_logprobs":[]}]}}]}"#,
    // A spoken answer, by a chunk without choices' finish reason.
    r#"{"id":"c","choices":[{"index":0,"delta":{"audio":{"id":"audio_1","data":"UklGRg==","transcript":"Hello","expires_at":1790008329}}}]}"#,
    // What it cost.
    r#"{"id":"c","choices":[],"usage":{"prompt_tokens":5,"completion_tokens":7,"total_tokens":12,
        "prompt_tokens_details":{"audio_tokens":0,"cached_tokens":1,"cache_write_tokens":2,"image_tokens":3,"text_tokens":4},
        "completion_tokens_details":{"accepted_prediction_tokens":1,"audio_tokens":2,"reasoning_tokens":3,
        "rejected_prediction_tokens":4,"text_tokens":5},"cost":0.00012}}"#,
    // The deprecated function call, and what moderation said.
    r#"{"id":"c","choices":[{"index":0,"delta":{"function_call":{"name":"level","arguments":"{}"}},"finish_reason":"function_call"}],
        "moderation":{"input":{"flagged":false},"output":{"flagged":true}}}"#,
    // A legacy completion.
    r#"{"id":"cmpl-1","object":"text_completion","created":1,"model":"m","choices":[{"index":0,"text":"High","logprobs":{
        "text_offset":[0,4],"token_logprobs":[null,-0.5],"tokens":["Hi","gh"],"top_logprobs":[null,{"gh":-0.5,"lo":-2.25}]},"finish_reason":"length"}]}"#,
    // OpenRouter.
    r#"{"id":"gen-1","provider":"Isar AI","error":{"code":502,"message":"gone"},"choices":[{"index":0,"delta":{"reasoning":"Hm","reasoning_details":[
        {"type":"reasoning.text","text":"Hm","signature":null,"format":"river-v1","index":0,"id":"r1"},
        {"type":"reasoning.summary","summary":"Hm."},{"type":"reasoning.encrypted","data":"ZQ==","signature":"cw=="}],
        "annotations":[{"type":"url_citation","url_citation":{"start_index":0,"end_index":4,"title":"Isar","url":"https://a.example","content":"x"}}]},
        "finish_reason":"error","native_finish_reason":"error"}]}"#,
    // Mistral, DeepSeek.
    r#"{"id":"c","choices":[{"index":0,"delta":{"reasoning_content":"So","content":[
        {"type":"thinking","thinking":[{"type":"text","text":"So"}],"closed":true},{"type":"thinking","thinking":"so"},
        {"type":"text","text":"144"},{"type":"reference","reference_ids":[1,"a"]},{"type":"refusal","refusal":"No"}]}}]}"#,
    // Azure, Groq, llama.cpp.
    r#"{"id":"","object":"","created":0,"model":"","prompt_filter_results":[{"prompt_index":0,"content_filter_results":{"hate":{"filtered":false}}}],
        "choices":[{"index":0,"finish_reason":"content_filter","content_filter_results":{"violence":{"filtered":true,"severity":"high"}},
        "content_filter_offsets":{"check_offset":44,"start_offset":44,"end_offset":198}}],
        "x_groq":{"id":"req_1","usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3},"error":"over","seed":42},
        "timings":{"cache_n":0,"prompt_n":1,"prompt_ms":2.5,"prompt_per_token_ms":2.5,"prompt_per_second":400.0,"predicted_n":3,
        "predicted_ms":4.5,"predicted_per_token_ms":1.5,"predicted_per_second":666.6}}"#,
    // Perplexity, and a message as a whole.
    r#"{"id":"c","citations":["https://a.example","https://b.example"],"search_results":[{"title":"Isar","url":"https://a.example",
        "date":"2026-01-01","last_updated":"2026-01-02","snippet":"It flows","source":"web"}],"choices":[{"index":0,
        "delta":{"role":"assistant","content":""},"message":{"role":"assistant","content":"It flows","tool_calls":[
        {"id":"call_1","type":"function","function":{"name":"level","arguments":"{}"}}]}}]}"#,
];

pub(crate) const COMPLETIONS: [&str; 3] = [
    r#"{"id":"chatcmpl-1","object":"chat.completion","created":1790004729,"model":"river-1","system_fingerprint":"fp_1","service_tier":"flex",
        "choices":[{"index":0,"message":{"role":"assistant","content":"The Isar","refusal":null,"annotations":[{"type":"url_citation",
        "url_citation":{"start_index":0,"end_index":4,"title":"Isar","url":"https://a.example"}}],
        "audio":{"id":"audio_1","data":"UklGRg==","transcript":"Hello","expires_at":1790008329},
        "tool_calls":[{"id":"call_1","type":"function","function":{"name":"level","arguments":"{}"},"extra_content":{"google":{"thought_signature":"c2ln"}}},
        {"id":"call_2","type":"custom","custom":{"name":"sql","input":"select 1"}}],"function_call":{"name":"level","arguments":"{}"},
        "reasoning_content":"So","reasoning":"So","reasoning_details":[{"type":"reasoning.text","text":"So","index":0}]},
        "logprobs":{"content":[{"token":"The","logprob":-0.125,"bytes":[84],"top_logprobs":[]}],"refusal":null},"finish_reason":"stop",
        "native_finish_reason":"end_turn","content_filter_results":{"hate":{"filtered":false}},"content_filter_offsets":{"check_offset":1}}],
        "usage":{"prompt_tokens":5,"completion_tokens":7,"total_tokens":12,"cost":0.25},"moderation":{"input":null,"output":{}},
        "error":"none","x_groq":{"id":"req_1"},"timings":{"predicted_n":3},"citations":["https://a.example"],
        "search_results":[{"title":"Isar","url":"https://a.example"}],"provider":"Isar AI",
        "prompt_filter_results":[{"prompt_index":0,"content_filter_results":{}}]}"#,
    r#"{"id":"chatcmpl-2","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":null,
        "refusal":"No."},"logprobs":null,"finish_reason":"stop"}],"usage":null}"#,
    r#"{"id":"cmpl-1","object":"text_completion","created":1,"model":"m","choices":[{"index":0,"text":"High","logprobs":{
        "text_offset":[0,4],"token_logprobs":[-0.25,-0.5],"tokens":["Hi","gh"],"top_logprobs":[{"Hi":-0.25},{"gh":-0.5}]},"finish_reason":"length"}]}"#,
];
