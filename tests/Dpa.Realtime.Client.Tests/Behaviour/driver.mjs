// The TypeScript client as driver.md has it. Run: node --experimental-websocket driver.mjs <path of the built package's index.js>
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const { RealtimeClient } = await import(pathToFileURL(process.argv[2]).href);
const say = (event, fields = {}) => process.stdout.write(`${JSON.stringify({ event, ...fields })}\n`);

/** The newest frames of all sockets, for a test that fails. */
const frames = [];
const note = (way, text) => {
  frames.push(`${new Date().toISOString().slice(14)} ${way} ${String(text).slice(0, 300)}`);
  if (frames.length > 60) frames.shift();
};
class NotedSocket extends WebSocket {
  constructor(...args) {
    super(...args);
    note('opening', '');
    this.addEventListener('message', ({ data }) => note('<', data));
    this.addEventListener('close', ({ code, reason }) => note('closed', `${code} ${reason}`));
  }
  send(text) {
    note('>', text);
    super.send(text);
  }
}
globalThis.WebSocket = NotedSocket;

let client;
let pipeline;
let current;
let next;

/** A new token is asked for once, after the last one was refused. */
function token(renew) {
  if (renew) {
    say('renewed');
    current = next;
  }
  return current;
}

function create(command) {
  current = next = command.token;
  pipeline = command.pipeline;
  if (command.saves_data) {
    const connection = Object.assign(new EventTarget(), { saveData: true });
    Object.defineProperty(globalThis, 'navigator', { value: { connection }, configurable: true });
  }
  client = new RealtimeClient({
    userId: command.user,
    baseUrl: command.url,
    auth: { token },
    backoff: { baseMs: command.backoff_base, capMs: command.backoff_cap, stableMs: command.stable_after },
    pollIntervalMs: command.poll_interval,
    probeIntervalMs: command.probe_interval,
  });
  client.onConnection(({ status, reason }) => {
    say('status', { status, reason });
    if (status === 'closed' && reason) say('told', { code: reason });
  });
  client.watch(command.pipeline, (state) => state && say('state', { state }), {
    onTransition: ({ transition, version, stage_type, to, message }) =>
      say('transition', { number: transition, words: `${version} ${stage_type ?? '-'} ${to} ${message ?? ''}` }),
    onTransitionsSkipped: (count) => say('skipped', { count }),
  });
}

const commands = {
  start(command) {
    if (!client) create(command);
    client.start();
  },
  token: ({ token }) => void (next = token),
  also: ({ pipelines }) => pipelines.forEach((id) => client.watch(id, () => {})),
  mine: () => void client.watchMine((pipelines) => say('mine', { ids: pipelines.map((pipeline) => pipeline.pipeline_id) })),
  answer: ({ question, answer }) =>
    client.answer(pipeline, question, answer).then(
      () => say('answered', { code: '' }),
      ({ code }) => say('answered', { code }),
    ),
  counters: () => say('counters', client.counters),
  frames: () => say('frames', { frames }),
  stop() {
    client?.close();
    process.exit(0);
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  commands[command.command](command);
}
commands.stop();
