//! Requests: what is written, to the byte.

mod endpoints;
mod escaping;
mod round_trips;

use headwater_json::JsonText;
use headwater_openai::request::{
    Chat, ContentPart, Message, ResponseFormat, Responses, Tool, ToolChoice, ToolOutput,
};
use headwater_openai::{Api, Request};

/// A value out of JSON.
fn json(text: &str) -> JsonText<'_> {
    JsonText::parse(text).expect("JSON")
}

/// What a request for nothing has besides, in the Responses API.
fn responses(build: impl FnOnce(Request<Responses>) -> Request<Responses>) -> String {
    let body = build(Request::responses("m")).body();
    let rest = body.strip_prefix(r#"{"model":"m","#).expect("the model first");
    rest.strip_suffix(r#","stream":true}"#).expect("a stream").into()
}

/// The same in Chat Completions.
fn chat(build: impl FnOnce(Request<Chat>) -> Request<Chat>) -> String {
    let body = build(Request::chat("m")).body();
    let rest = body.strip_prefix(r#"{"model":"m","#).expect("the model first");
    let end = r#","stream":true,"stream_options":{"include_usage":true}}"#;
    rest.strip_prefix(r#""messages":[],"#).unwrap_or(rest).strip_suffix(end).expect(rest).into()
}

#[test]
fn the_paths_are_those_of_the_apis() {
    assert_eq!(Api::Responses.path(), "/responses");
    assert_eq!(Request::new(Api::ChatCompletions, "m", "p").path(), "/chat/completions");
    assert_eq!(Request::responses("m").api(), Api::Responses);
    assert_eq!(Request::chat("m").api(), Api::ChatCompletions);
}

#[test]
fn a_responses_request() {
    let request = Request::new(Api::Responses, "m", "a \"b\"\n\u{1}é");
    assert_eq!(request.body(), r#"{"model":"m","input":"a \"b\"\n\u0001é","stream":true}"#);
    assert_eq!(
        request.instructions("i").body(),
        r#"{"model":"m","instructions":"i","input":"a \"b\"\n\u0001é","stream":true}"#
    );
}

#[test]
fn a_chat_request() {
    let request = Request::new(Api::ChatCompletions, "m", "p");
    assert_eq!(
        request.body(),
        r#"{"model":"m","messages":[{"role":"user","content":"p"}],"stream":true,"stream_options":{"include_usage":true}}"#
    );
    assert_eq!(
        request.instructions("h").instructions("i").body(),
        r#"{"model":"m","messages":[{"role":"system","content":"i"},{"role":"user","content":"p"}],"stream":true,"stream_options":{"include_usage":true}}"#
    );
}

#[test]
fn requests_of_one_api_are_requests() {
    let one: Request = Request::responses("m").prompt("p").into();
    assert_eq!(one, Request::new(Api::Responses, "m", "p"));
    let other: Request = Request::chat("m").prompt("p").instructions("i").into();
    assert_eq!(other, Request::new(Api::ChatCompletions, "m", "p").instructions("i"));
    assert_ne!(one, other);
}

/// Calls the same methods in both APIs, and says what comes of it in each.
macro_rules! both {
    ($(.$method:ident($($argument:expr),*))+ => $responses:expr, $chat:expr) => {
        assert_eq!(responses(|request| request$(.$method($($argument),*))+), $responses);
        assert_eq!(chat(|request| request$(.$method($($argument),*))+), $chat);
    };
}

#[test]
fn members_that_are_alike_in_both() {
    both!(.parallel_tool_calls(false) => r#""parallel_tool_calls":false"#, r#""parallel_tool_calls":false"#);
    both!(.temperature(0.7) => r#""temperature":0.7"#, r#""temperature":0.7"#);
    both!(.temperature(1.0) => r#""temperature":1"#, r#""temperature":1"#);
    both!(.top_p(1e-7) => r#""top_p":0.0000001"#, r#""top_p":0.0000001"#);
    both!(.store(false) => r#""store":false"#, r#""store":false"#);
    both!(.metadata("b", "1").metadata("model", "2").metadata("b", "3")
        => r#""metadata":{"b":"3","model":"2"}"#, r#""metadata":{"b":"3","model":"2"}"#);
    both!(.service_tier("flex") => r#""service_tier":"flex""#, r#""service_tier":"flex""#);
    both!(.user("u") => r#""user":"u""#, r#""user":"u""#);
    both!(.safety_identifier("s") => r#""safety_identifier":"s""#, r#""safety_identifier":"s""#);
    both!(.prompt_cache_key("k") => r#""prompt_cache_key":"k""#, r#""prompt_cache_key":"k""#);
    both!(.tool_choice(ToolChoice::AUTO) => r#""tool_choice":"auto""#, r#""tool_choice":"auto""#);
    both!(.tool_choice(ToolChoice::NONE) => r#""tool_choice":"none""#, r#""tool_choice":"none""#);
    both!(.tool_choice(ToolChoice::REQUIRED) => r#""tool_choice":"required""#, r#""tool_choice":"required""#);
    both!(.tool_choice(ToolChoice::raw(json("{\"type\":\"mcp\"}")))
        => r#""tool_choice":{"type":"mcp"}"#, r#""tool_choice":{"type":"mcp"}"#);
}

#[test]
fn members_that_the_apis_write_in_their_own_way() {
    both!(.max_output_tokens(u64::MAX)
        => r#""max_output_tokens":18446744073709551615"#, r#""max_completion_tokens":18446744073709551615"#);
    both!(.reasoning_effort("low") => r#""reasoning":{"effort":"low"}"#, r#""reasoning_effort":"low""#);
    both!(.verbosity("low") => r#""text":{"verbosity":"low"}"#, r#""verbosity":"low""#);
    both!(.tool_choice(ToolChoice::function("f"))
        => r#""tool_choice":{"type":"function","name":"f"}"#,
           r#""tool_choice":{"type":"function","function":{"name":"f"}}"#);
    both!(.tool_choice(ToolChoice::custom("c"))
        => r#""tool_choice":{"type":"custom","name":"c"}"#,
           r#""tool_choice":{"type":"custom","custom":{"name":"c"}}"#);
}

#[test]
fn members_of_the_responses_api_alone() {
    assert_eq!(responses(|r| r.background(true)), r#""background":true"#);
    assert_eq!(
        responses(|r| r.previous_response_id("resp_1")),
        r#""previous_response_id":"resp_1""#
    );
    assert_eq!(responses(|r| r.max_tool_calls(3)), r#""max_tool_calls":3"#);
    assert_eq!(responses(|r| r.include("a").include("b")), r#""include":["a","b"]"#);
    assert_eq!(
        responses(|r| r.reasoning_summary("auto").reasoning_effort("high")),
        r#""reasoning":{"summary":"auto","effort":"high"}"#
    );
    assert_eq!(
        responses(Request::stateless),
        r#""include":["reasoning.encrypted_content"],"store":false"#
    );
    assert_eq!(
        Request::responses("m").include_obfuscation(false).body(),
        r#"{"model":"m","stream":true,"stream_options":{"include_obfuscation":false}}"#
    );
}

#[test]
fn members_of_chat_completions_alone() {
    assert_eq!(chat(|r| r.stop("a").stop("b")), r#""stop":["a","b"]"#);
    assert_eq!(chat(|r| r.seed(i64::MIN)), r#""seed":-9223372036854775808"#);
    assert_eq!(chat(|r| r.n(2)), r#""n":2"#);
    assert_eq!(chat(|r| r.max_tokens(9)), r#""max_tokens":9"#);
    let start = r#"{"model":"m","messages":[],"stream":true"#;
    let padded = Request::chat("m").include_obfuscation(false);
    assert_eq!(
        padded.body(),
        format!(
            r#"{start},"stream_options":{{"include_usage":true,"include_obfuscation":false}}}}"#
        )
    );
    assert_eq!(
        padded.include_usage(false).body(),
        format!(r#"{start},"stream_options":{{"include_obfuscation":false}}}}"#)
    );
    assert_eq!(Request::chat("m").include_usage(false).body(), format!("{start}}}"));
}

#[test]
fn numbers_that_json_lacks_are_left_out() {
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let request = Request::chat("m").temperature(0.5).temperature(number).top_p(number);
        assert_eq!(request, Request::chat("m"));
    }
}

#[test]
fn tools() {
    both!(.tool(Tool::function("f").description("d").parameters(json("{\"a\": 1}")).strict(true))
        .tools([Tool::custom("c").description("d").grammar("lark", "x")])
        => concat!(
            r#""tools":[{"type":"function","name":"f","description":"d","parameters":{"a": 1},"strict":true},"#,
            r#"{"type":"custom","name":"c","description":"d","format":{"type":"grammar","syntax":"lark","definition":"x"}}]"#,
        ),
        concat!(
            r#""tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"a": 1},"strict":true}},"#,
            r#"{"type":"custom","custom":{"name":"c","description":"d","format":{"type":"grammar","grammar":{"syntax":"lark","definition":"x"}}}}]"#,
        )
    );
    let none = r#""parameters":{"type":"object","properties":{},"required":[],"additionalProperties":false}"#;
    both!(.tool(Tool::function("f")).tool(Tool::custom("c"))
        => format!(r#""tools":[{{"type":"function","name":"f",{none}}},{{"type":"custom","name":"c"}}]"#),
        format!(r#""tools":[{{"type":"function","function":{{"name":"f",{none}}}}},{{"type":"custom","custom":{{"name":"c"}}}}]"#)
    );
    both!(.tool(Tool::built_in("web_search")).tool(json("{\"type\":\"x\"}"))
        => r#""tools":[{"type":"web_search"},{"type":"x"}]"#, r#""tools":[{"type":"web_search"},{"type":"x"}]"#);
}

#[test]
fn response_formats() {
    both!(.response_format(ResponseFormat::TEXT)
        => r#""text":{"format":{"type":"text"}}"#, r#""response_format":{"type":"text"}"#);
    both!(.response_format(ResponseFormat::JSON_OBJECT)
        => r#""text":{"format":{"type":"json_object"}}"#, r#""response_format":{"type":"json_object"}"#);
    both!(.response_format(ResponseFormat::json_schema("n", json("{}"))).verbosity("low")
        => r#""text":{"format":{"type":"json_schema","name":"n","schema":{}},"verbosity":"low"}"#,
           r#""response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{}}},"verbosity":"low""#);
    both!(.response_format(ResponseFormat::json_schema("n", json("{}")).description("d").strict(false))
        => r#""text":{"format":{"type":"json_schema","name":"n","description":"d","schema":{},"strict":false}}"#,
           r#""response_format":{"type":"json_schema","json_schema":{"name":"n","description":"d","schema":{},"strict":false}}"#);
    both!(.response_format(ResponseFormat::raw(json("{\"type\":\"grammar\"}")))
        => r#""text":{"format":{"type":"grammar"}}"#, r#""response_format":{"type":"grammar"}"#);
}

#[test]
fn messages_of_every_role() {
    let list = concat!(
        r#"[{"role":"system","content":"s"},{"role":"developer","content":"d"},"#,
        r#"{"role":"user","content":"u"},{"role":"assistant","content":"a"},{"raw":1}]"#,
    );
    both!(.messages([Message::system("s"), Message::developer("d"), Message::user("u")])
        .message(Message::assistant("a")).message(json("{\"raw\":1}"))
        => format!(r#""input":{list}"#), format!(r#""messages":{list}"#));
    // A prompt alone is no list; with more it is the first of one.
    both!(.prompt("p") => r#""input":"p""#, r#""messages":[{"role":"user","content":"p"}]"#);
    let list = r#"[{"role":"user","content":"p"},{"role":"user","content":"q"}]"#;
    both!(.prompt("p").prompt("q") => format!(r#""input":{list}"#), format!(r#""messages":{list}"#));
}

#[test]
fn parts_of_content() {
    both!(.message(Message::user([
            ContentPart::text("t"),
            ContentPart::image_url("https://h/i"),
            ContentPart::image_url_in_detail("data:i", "low"),
            ContentPart::file("f.pdf", "data:f"),
            ContentPart::file_id("file_1"),
            ContentPart::audio("AA==", "wav"),
            ContentPart::raw(json("{\"type\":\"x\"}")),
        ]))
        => concat!(
            r#""input":[{"role":"user","content":[{"type":"input_text","text":"t"},"#,
            r#"{"type":"input_image","image_url":"https://h/i"},"#,
            r#"{"type":"input_image","image_url":"data:i","detail":"low"},"#,
            r#"{"type":"input_file","filename":"f.pdf","file_data":"data:f"},"#,
            r#"{"type":"input_file","file_id":"file_1"},"#,
            r#"{"type":"input_audio","input_audio":{"data":"AA==","format":"wav"}},{"type":"x"}]}]"#,
        ),
        concat!(
            r#""messages":[{"role":"user","content":[{"type":"text","text":"t"},"#,
            r#"{"type":"image_url","image_url":{"url":"https://h/i"}},"#,
            r#"{"type":"image_url","image_url":{"url":"data:i","detail":"low"}},"#,
            r#"{"type":"file","file":{"filename":"f.pdf","file_data":"data:f"}},"#,
            r#"{"type":"file","file":{"file_id":"file_1"}},"#,
            r#"{"type":"input_audio","input_audio":{"data":"AA==","format":"wav"}},{"type":"x"}]}]"#,
        )
    );
    // What the model said is output, also where it is sent back.
    both!(.message(Message::assistant(ContentPart::text("t")))
        => r#""input":[{"role":"assistant","content":[{"type":"output_text","text":"t"}]}]"#,
           r#""messages":[{"role":"assistant","content":[{"type":"text","text":"t"}]}]"#);
    both!(.message(ToolOutput::function("c", vec![ContentPart::text("t")]))
        => r#""input":[{"type":"function_call_output","call_id":"c","output":[{"type":"input_text","text":"t"}]}]"#,
           r#""messages":[{"role":"tool","tool_call_id":"c","content":[{"type":"text","text":"t"}]}]"#);
}

#[test]
fn raw_members_overwrite_any_but_the_stream() {
    both!(.temperature(0.5).raw("temperature", json("0.50"))
        => r#""temperature":0.50"#, r#""temperature":0.50"#);
    both!(.raw("temperature", json("0.50")).temperature(0.5)
        => r#""temperature":0.5"#, r#""temperature":0.5"#);
    both!(.raw("stream", json("false")).store(true) => r#""store":true"#, r#""store":true"#);
    // Others stand at the end, in their order.
    assert_eq!(
        Request::responses("m")
            .raw("z", json("1"))
            .raw("a", json(" [1, 2] "))
            .raw("z", json("null"))
            .body(),
        r#"{"model":"m","stream":true,"z":null,"a":[1, 2]}"#
    );
    let every = [
        "model",
        "instructions",
        "input",
        "messages",
        "tools",
        "tool_choice",
        "text",
        "reasoning",
        "include",
        "metadata",
        "response_format",
        "stop",
        "stream_options",
        "made \"up\"",
    ];
    for name in every {
        let full = Request::responses("m").instructions("i").prompt("p").tool(Tool::built_in("t"));
        let full: [Request; 2] = [
            full.verbosity("low").reasoning_effort("low").include("x").metadata("a", "b").into(),
            Request::chat("m").instructions("i").prompt("p").stop("x").metadata("a", "b").into(),
        ];
        for request in full {
            let body = request.raw(name, json(r#"{"mine":[]}"#)).body();
            let body: serde_json::Value = serde_json::from_str(&body).expect("JSON");
            assert_eq!(body[name], serde_json::json!({"mine": []}), "{name}");
            assert_eq!(body["stream"], true);
        }
    }
}

#[test]
fn raw_members_are_added_to() {
    both!(.raw("tools", json("[ ]")).tool(Tool::built_in("t"))
        => r#""tools":[ {"type":"t"}]"#, r#""tools":[ {"type":"t"}]"#);
    both!(.raw("tools", json("[[], 1 ]")).tool(Tool::built_in("t"))
        => r#""tools":[[], 1 ,{"type":"t"}]"#, r#""tools":[[], 1 ,{"type":"t"}]"#);
    both!(.raw("metadata", json(r#"{ "a\n": "1", "b": "2" }"#)).metadata("b", "3")
        => r#""metadata":{"a\n":"1","b":"3"}"#, r#""metadata":{"a\n":"1","b":"3"}"#);
    both!(.raw("metadata", json("null")).metadata("b", "3")
        => r#""metadata":{"b":"3"}"#, r#""metadata":{"b":"3"}"#);
    assert_eq!(
        responses(|r| r.raw("input", json("\"p\"")).message(Message::assistant("a"))),
        r#""input":[{"role":"user","content":"p"},{"role":"assistant","content":"a"}]"#
    );
    assert_eq!(
        chat(|r| r.raw("messages", json("[ 1]")).instructions("i").prompt("p")),
        r#""messages":[{"role":"system","content":"i"},1,{"role":"user","content":"p"}]"#
    );
    assert_eq!(chat(|r| r.instructions("i")), r#""messages":[{"role":"system","content":"i"}]"#);
    assert_eq!(chat(|r| r.instructions("i").raw("messages", json("[1]"))), r#""messages":[1]"#);
}

#[test]
fn everything_together_in_an_order_of_its_own() {
    let request = Request::responses("m")
        .raw("truncation", json("\"auto\""))
        .include_obfuscation(false)
        .prompt_cache_key("k")
        .safety_identifier("s")
        .service_tier("auto")
        .metadata("a", "b")
        .store(true)
        .background(true)
        .include("x")
        .top_p(0.9)
        .temperature(0.1)
        .max_tool_calls(2)
        .max_output_tokens(5)
        .reasoning_effort("low")
        .verbosity("high")
        .parallel_tool_calls(true)
        .tool_choice(ToolChoice::AUTO)
        .tool(Tool::built_in("t"))
        .prompt("p")
        .instructions("i")
        .previous_response_id("r");
    assert_eq!(
        request.body(),
        concat!(
            r#"{"model":"m","previous_response_id":"r","instructions":"i","input":"p","#,
            r#""tools":[{"type":"t"}],"tool_choice":"auto","parallel_tool_calls":true,"#,
            r#""text":{"verbosity":"high"},"reasoning":{"effort":"low"},"max_output_tokens":5,"#,
            r#""max_tool_calls":2,"temperature":0.1,"top_p":0.9,"include":["x"],"background":true,"#,
            r#""store":true,"metadata":{"a":"b"},"service_tier":"auto","safety_identifier":"s","#,
            r#""prompt_cache_key":"k","stream":true,"stream_options":{"include_obfuscation":false},"#,
            r#""truncation":"auto"}"#,
        )
    );
    let request = Request::chat("m")
        .raw("top_k", json("4"))
        .user("u")
        .n(2)
        .seed(7)
        .stop("x")
        .max_tokens(6)
        .max_output_tokens(5)
        .reasoning_effort("low")
        .response_format(ResponseFormat::JSON_OBJECT)
        .tool(Tool::built_in("t"))
        .prompt("p")
        .instructions("i");
    assert_eq!(
        request.body(),
        concat!(
            r#"{"model":"m","messages":[{"role":"system","content":"i"},{"role":"user","content":"p"}],"#,
            r#""tools":[{"type":"t"}],"response_format":{"type":"json_object"},"reasoning_effort":"low","#,
            r#""max_completion_tokens":5,"max_tokens":6,"stop":["x"],"seed":7,"n":2,"user":"u","#,
            r#""stream":true,"stream_options":{"include_usage":true},"top_k":4}"#,
        )
    );
}
