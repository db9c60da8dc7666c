"""Reads every stream of the demo with openai-python, and holds it against what headwater said of it."""

import json
import pathlib
import sys

import httpx2
import openai
from openai import OpenAI

url, work = sys.argv[1], pathlib.Path(sys.argv[2])
client = OpenAI(base_url=url, api_key="none", max_retries=0)
NAMES = ["hello", "poem", "weather", "think", "refuse", "long", "fail", "cut"]


def ours(api, name):
    line = json.loads((work / f"{api}-{name}.json").read_text())
    text = (work / f"{api}-{name}.txt").read_bytes().decode()
    return line["outcome"], line["final"], text


def same(what, is_, should):
    assert is_ == should, f"{what}: {is_!r}, not {should!r}"


def chat(name):
    outcome, final, text = ours("chat", name)
    seen, refusal, reasoning, calls, finish, usage, error = "", "", "", {}, None, None, None
    stream = client.chat.completions.create(
        model=name,
        messages=[{"role": "user", "content": name}],
        stream=True,
        stream_options={"include_usage": True},
    )
    try:
        for chunk in stream:
            usage = chunk.usage or usage
            for choice in chunk.choices:
                seen += choice.delta.content or ""
                refusal += choice.delta.refusal or ""
                reasoning += getattr(choice.delta, "reasoning_content", None) or ""
                finish = choice.finish_reason or finish
                for call in choice.delta.tool_calls or []:
                    one = calls.setdefault(call.index, {"id": "", "name": "", "arguments": ""})
                    one["id"] += call.id or ""
                    one["name"] += call.function.name or ""
                    one["arguments"] += call.function.arguments or ""
    except (openai.APIError, httpx2.TransportError) as caught:
        error = caught
    same(f"chat {name}: text", seen, text)
    message = final["choices"][0]["message"]
    same(f"chat {name}: refusal", refusal, message.get("refusal") or "")
    same(f"chat {name}: reasoning", reasoning, message.get("reasoning_content") or "")
    same(f"chat {name}: calls", list(calls.values()), without_complete(outcome))
    ended(f"chat {name}", outcome, error)
    same(f"chat {name}: finish reason", finish, outcome["reason"])
    if usage is not None:
        same(f"chat {name}: usage", usage.model_dump(exclude_unset=True), final["usage"])


def responses(name):
    outcome, final, text = ours("responses", name)
    seen, refusal, last, error = "", "", None, None
    try:
        for event in client.responses.create(model=name, input=name, stream=True):
            if event.type == "response.output_text.delta":
                seen += event.delta
            elif event.type == "response.refusal.delta":
                refusal += event.delta
            elif event.type in ("response.completed", "response.incomplete", "response.failed"):
                last = event.response
    except (openai.APIError, httpx2.TransportError) as caught:
        error = caught
    same(f"responses {name}: text", seen, text)
    ended(f"responses {name}", outcome, error)
    if last is None:
        assert outcome["status"] in ("failed", "interrupted"), name
        return
    same(f"responses {name}: final", json.loads(last.model_dump_json(exclude_unset=True)), final)
    same(f"responses {name}: output text", last.output_text, text)
    calls = [
        {"id": item.call_id, "name": item.name, "arguments": item.arguments}
        for item in last.output
        if item.type == "function_call"
    ]
    same(f"responses {name}: calls", calls, without_complete(outcome))
    details = last.incomplete_details
    same(f"responses {name}: reason", details and details.reason, outcome["reason"])


def without_complete(outcome):
    return [{key: call[key] for key in ("id", "name", "arguments")} for call in outcome["tool_calls"]]


def ended(what, outcome, error):
    """An error that the server reports, and a connection that breaks, raise; nothing else does."""
    if outcome["status"] == "failed":
        assert isinstance(error, openai.APIError), f"{what}: {error!r}"
        assert outcome["error"]["message"] in str(error), f"{what}: {error!r}"
    elif outcome["status"] == "interrupted":
        broken = (httpx2.RemoteProtocolError, openai.APIConnectionError)
        assert isinstance(error, broken), f"{what}: {error!r}"
    else:
        assert error is None, f"{what}: {error!r}"


def guide():
    """The loop of the guide, as it stands there."""
    printed = []

    def print(text, end):
        printed.append(text)

    stream = client.chat.completions.create(
        model="gpt-5.4-mini",
        messages=[{"role": "user", "content": "Write a short poem."}],
        stream=True,
    )
    for chunk in stream:
        if chunk.choices[0].delta.content is not None:
            print(chunk.choices[0].delta.content, end="")
    same("the guide's loop", "".join(printed), ours("chat", "poem")[2])


SCHEMA = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
    "additionalProperties": False,
}
TOOL = {"name": "get_weather", "parameters": SCHEMA, "strict": True}
RESULT = "18 degrees and dry"


def keeps_to_schema(what, text):
    assert isinstance(json.loads(text)["city"], str), f"{what}: {text!r}"


def structured():
    """A structured answer, as the SDK accumulates it."""
    named = {"name": "place", "schema": SCHEMA, "strict": True}
    with client.responses.stream(
        model="m", input="Where?", text={"format": {"type": "json_schema", **named}}
    ) as stream:
        keeps_to_schema("responses: a schema", stream.get_final_response().output_text)
    with client.chat.completions.stream(
        model="m",
        messages=[{"role": "user", "content": "Where?"}],
        response_format={"type": "json_schema", "json_schema": named},
    ) as stream:
        text = stream.get_final_completion().choices[0].message.content
        keeps_to_schema("chat: a schema", text)


def called():
    """A call of a declared function, and the answer to its result."""
    asked = {"role": "user", "content": "How is the weather?"}
    tools = [{"type": "function", **TOOL}]
    with client.responses.stream(model="m", input=[asked], tools=tools) as stream:
        response = stream.get_final_response()
    [call] = [item for item in response.output if item.type == "function_call"]
    same("responses: the call", call.name, "get_weather")
    keeps_to_schema("responses: the call", call.arguments)
    told = {"type": "function_call", "call_id": call.call_id, "name": call.name, "arguments": call.arguments}
    result = {"type": "function_call_output", "call_id": call.call_id, "output": RESULT}
    with client.responses.stream(model="m", input=[asked, told, result], tools=tools) as stream:
        text = stream.get_final_response().output_text
    assert RESULT in text, f"responses: after the call: {text!r}"

    tools = [{"type": "function", "function": TOOL}]
    with client.chat.completions.stream(model="m", messages=[asked], tools=tools) as stream:
        [call] = stream.get_final_completion().choices[0].message.tool_calls
    same("chat: the call", call.function.name, "get_weather")
    keeps_to_schema("chat: the call", call.function.arguments)
    function = {"name": call.function.name, "arguments": call.function.arguments}
    told = {"role": "assistant", "tool_calls": [{"type": "function", "id": call.id, "function": function}]}
    result = {"role": "tool", "tool_call_id": call.id, "content": RESULT}
    with client.chat.completions.stream(model="m", messages=[asked, told, result], tools=tools) as stream:
        text = stream.get_final_completion().choices[0].message.content
    assert RESULT in text, f"chat: after the call: {text!r}"


def in_background():
    """A response of the background, left in the middle and taken up behind its last event."""
    text = ours("responses", "poem")[2]
    seen, left_at, response = "", None, None
    with client.responses.create(model="m", input="poem", background=True, stream=True) as stream:
        for event in stream:
            if event.type == "response.created":
                response = event.response
            elif event.type == "response.output_text.delta":
                seen += event.delta
                left_at = event.sequence_number
                if len(seen) > len(text) // 2:
                    break
    assert seen and seen != text and text.startswith(seen), seen
    last = None
    for event in client.responses.retrieve(response.id, stream=True, starting_after=left_at):
        assert event.sequence_number > left_at, event
        if event.type == "response.output_text.delta":
            seen += event.delta
        elif event.type == "response.completed":
            last = event.response
    same("a response of the background: text", seen, text)
    same("a response of the background: final", (last.id, last.output_text), (response.id, text))


for name in NAMES:
    chat(name)
    responses(name)
guide()
structured()
called()
in_background()
print(
    f"openai-python {openai.__version__}: {2 * len(NAMES)} streams, the guide's loop, a schema and a tool "
    "with its result in both APIs, a response of the background"
)
