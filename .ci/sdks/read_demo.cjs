// Reads every stream of the demo with openai-node, and holds it against what headwater said of it.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const OpenAI = require('openai');
const { VERSION } = require('openai/version');

const [url, work] = process.argv.slice(2);
const client = new OpenAI({ baseURL: url, apiKey: 'none', maxRetries: 0 });
const names = ['hello', 'poem', 'weather', 'think', 'refuse', 'long', 'fail', 'cut'];

function ours(api, name) {
  const line = JSON.parse(fs.readFileSync(path.join(work, `${api}-${name}.json`), 'utf8'));
  const text = fs.readFileSync(path.join(work, `${api}-${name}.txt`), 'utf8');
  return { outcome: line.outcome, final: line.final, text };
}

const calls = (outcome) => outcome.tool_calls.map(({ id, name, arguments: args }) => ({ id, name, arguments: args }));

async function chat(name) {
  const { outcome, final, text } = ours('chat', name);
  let seen = '', refusal = '', reasoning = '', finish = null, usage, error;
  const called = [];
  try {
    const stream = await client.chat.completions.create({
      model: name,
      messages: [{ role: 'user', content: name }],
      stream: true,
      stream_options: { include_usage: true },
    });
    for await (const chunk of stream) {
      usage = chunk.usage ?? usage;
      for (const choice of chunk.choices) {
        seen += choice.delta.content ?? '';
        refusal += choice.delta.refusal ?? '';
        reasoning += choice.delta.reasoning_content ?? '';
        finish = choice.finish_reason ?? finish;
        for (const call of choice.delta.tool_calls ?? []) {
          const one = (called[call.index] ??= { id: '', name: '', arguments: '' });
          one.id += call.id ?? '';
          one.name += call.function?.name ?? '';
          one.arguments += call.function?.arguments ?? '';
        }
      }
    }
  } catch (caught) {
    error = caught;
  }
  assert.equal(seen, text, `chat ${name}: text`);
  const message = final.choices[0].message;
  assert.equal(refusal, message.refusal ?? '', `chat ${name}: refusal`);
  assert.equal(reasoning, message.reasoning_content ?? '', `chat ${name}: reasoning`);
  assert.deepEqual(called, calls(outcome), `chat ${name}: calls`);
  ended(`chat ${name}`, outcome, error);
  assert.equal(finish, outcome.reason, `chat ${name}: finish reason`);
  if (usage) assert.deepEqual(usage, final.usage, `chat ${name}: usage`);
}

async function responses(name) {
  const { outcome, final, text } = ours('responses', name);
  let seen = '', last, error;
  try {
    const stream = await client.responses.create({ model: name, input: name, stream: true });
    for await (const event of stream) {
      if (event.type === 'response.output_text.delta') seen += event.delta;
      if (['response.completed', 'response.incomplete', 'response.failed'].includes(event.type)) last = event.response;
    }
  } catch (caught) {
    error = caught;
  }
  assert.equal(seen, text, `responses ${name}: text`);
  ended(`responses ${name}`, outcome, error);
  if (!last) {
    assert.ok(['failed', 'interrupted'].includes(outcome.status), name);
    return;
  }
  assert.deepEqual(last, final, `responses ${name}: final`);
  const called = last.output.filter((item) => item.type === 'function_call');
  assert.deepEqual(called.map((item) => ({ id: item.call_id, name: item.name, arguments: item.arguments })), calls(outcome));
  assert.equal(last.incomplete_details?.reason ?? null, outcome.reason, `responses ${name}: reason`);
}

// An error that the server reports, and a connection that breaks, throw; nothing else does.
function ended(what, outcome, error) {
  if (outcome.status === 'failed') {
    assert.ok(error instanceof OpenAI.APIError, `${what}: ${error}`);
    assert.ok(error.message.includes(outcome.error.message), `${what}: ${error}`);
  } else if (outcome.status === 'interrupted') {
    assert.ok(error instanceof TypeError && error.message === 'terminated', `${what}: ${error}`);
  } else {
    assert.equal(error, undefined, `${what}: ${error}`);
  }
}

// The loop of the guide, as it stands there.
async function guide() {
  const printed = [];
  const process = { stdout: { write: (text) => printed.push(text) } };
  const stream = await client.chat.completions.create({
    model: 'gpt-5.4-mini',
    messages: [{ role: 'user', content: 'Write a short poem.' }],
    stream: true,
  });
  for await (const chunk of stream) {
    process.stdout.write(chunk.choices[0]?.delta?.content || '');
  }
  assert.equal(printed.join(''), ours('chat', 'poem').text);
}

// A structured answer and a call of a declared function, as the SDK accumulates them.
async function declared() {
  const schema = {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  };
  const format = { type: 'json_schema', name: 'place', schema, strict: true };
  const response = await client.responses.stream({ model: 'm', input: 'Where?', text: { format } }).finalResponse();
  assert.equal(typeof JSON.parse(response.output_text).city, 'string');
  const tool = { name: 'get_weather', parameters: schema, strict: true };
  const completion = await client.chat.completions
    .stream({
      model: 'm',
      messages: [{ role: 'user', content: 'How is the weather?' }],
      tools: [{ type: 'function', function: tool }],
    })
    .finalChatCompletion();
  const call = completion.choices[0].message.tool_calls[0];
  assert.equal(call.function.name, 'get_weather');
  assert.equal(typeof JSON.parse(call.function.arguments).city, 'string');
}

(async () => {
  for (const name of names) {
    await chat(name);
    await responses(name);
  }
  await guide();
  await declared();
  console.log(`openai-node ${VERSION}: ${2 * names.length} streams, the guide's loop, a schema and a tool`);
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
