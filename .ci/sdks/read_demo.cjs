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

const schema = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
};
const tool = { name: 'get_weather', parameters: schema, strict: true };
const toolResult = '18 degrees and dry';

function keepsToSchema(what, text) {
  assert.equal(typeof JSON.parse(text).city, 'string', what);
}

const finalResponse = (request) => client.responses.stream({ model: 'm', ...request }).finalResponse();
const finalMessage = async (request) => {
  const completion = await client.chat.completions.stream({ model: 'm', ...request }).finalChatCompletion();
  return completion.choices[0].message;
};

// A structured answer, as the SDK accumulates it.
async function structured() {
  const named = { name: 'place', schema, strict: true };
  const response = await finalResponse({ input: 'Where?', text: { format: { type: 'json_schema', ...named } } });
  keepsToSchema('responses: a schema', response.output_text);
  const message = await finalMessage({
    messages: [{ role: 'user', content: 'Where?' }],
    response_format: { type: 'json_schema', json_schema: named },
  });
  keepsToSchema('chat: a schema', message.content);
}

// A call of a declared function, and the answer to its result.
async function called() {
  const asked = { role: 'user', content: 'How is the weather?' };
  let tools = [{ type: 'function', ...tool }];
  const response = await finalResponse({ input: [asked], tools });
  const { call_id, name, arguments: args } = response.output.find((item) => item.type === 'function_call');
  assert.equal(name, 'get_weather', 'responses: the call');
  keepsToSchema('responses: the call', args);
  const input = [
    asked,
    { type: 'function_call', call_id, name, arguments: args },
    { type: 'function_call_output', call_id, output: toolResult },
  ];
  const { output_text: text } = await finalResponse({ input, tools });
  assert.ok(text.includes(toolResult), `responses: after the call: ${text}`);

  tools = [{ type: 'function', function: tool }];
  const [call] = (await finalMessage({ messages: [asked], tools })).tool_calls;
  assert.equal(call.function.name, 'get_weather', 'chat: the call');
  keepsToSchema('chat: the call', call.function.arguments);
  const told = { name: call.function.name, arguments: call.function.arguments };
  const messages = [
    asked,
    { role: 'assistant', tool_calls: [{ type: 'function', id: call.id, function: told }] },
    { role: 'tool', tool_call_id: call.id, content: toolResult },
  ];
  const { content } = await finalMessage({ messages, tools });
  assert.ok(content.includes(toolResult), `chat: after the call: ${content}`);
}

// A response of the background, left in the middle and taken up behind its last event.
async function inBackground() {
  const { text } = ours('responses', 'poem');
  let seen = '', leftAt, response, last;
  const stream = await client.responses.create({ model: 'm', input: 'poem', background: true, stream: true });
  for await (const event of stream) {
    if (event.type === 'response.created') response = event.response;
    if (event.type !== 'response.output_text.delta') continue;
    seen += event.delta;
    leftAt = event.sequence_number;
    if (seen.length > text.length / 2) break;
  }
  assert.ok(seen && seen !== text && text.startsWith(seen), seen);
  const rest = await client.responses.retrieve(response.id, { stream: true, starting_after: leftAt });
  for await (const event of rest) {
    assert.ok(event.sequence_number > leftAt, `${event.sequence_number} after ${leftAt}`);
    if (event.type === 'response.output_text.delta') seen += event.delta;
    if (event.type === 'response.completed') last = event.response;
  }
  assert.equal(seen, text, 'a response of the background: text');
  assert.equal(last.id, response.id, 'a response of the background: final');
  assert.equal(last.output[0].content[0].text, text, 'a response of the background: final');
}

(async () => {
  for (const name of names) {
    await chat(name);
    await responses(name);
  }
  await guide();
  await structured();
  await called();
  await inBackground();
  console.log(
    `openai-node ${VERSION}: ${2 * names.length} streams, the guide's loop, a schema and a tool ` +
      'with its result in both APIs, a response of the background',
  );
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
