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


def declared():
    """A structured answer and a call of a declared function, as the SDK parses them."""
    schema = {
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
        "additionalProperties": False,
    }
    with client.responses.stream(
        model="m",
        input="Where?",
        text={"format": {"type": "json_schema", "name": "place", "schema": schema, "strict": True}},
    ) as stream:
        text = stream.get_final_response().output_text
    assert isinstance(json.loads(text)["city"], str), text
    tool = {"name": "get_weather", "parameters": schema, "strict": True}
    with client.chat.completions.stream(
        model="m",
        messages=[{"role": "user", "content": "How is the weather?"}],
        tools=[{"type": "function", "function": tool}],
    ) as stream:
        call = stream.get_final_completion().choices[0].message.tool_calls[0]
    same("the call", call.function.name, "get_weather")
    assert isinstance(json.loads(call.function.arguments)["city"], str)


for name in NAMES:
    chat(name)
    responses(name)
guide()
declared()
print(f"openai-python {openai.__version__}: {2 * len(NAMES)} streams, the guide's loop, a schema and a tool")
