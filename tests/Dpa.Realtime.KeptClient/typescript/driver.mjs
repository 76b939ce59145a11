// The kept TypeScript client as Behaviour/driver.md has it. Run: node --experimental-websocket driver.mjs realtime.mjs
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const { RealtimeClient, RealtimeError } = await import(pathToFileURL(process.argv[2]).href);
const say = (event, fields = {}) => process.stdout.write(`${JSON.stringify({ event, ...fields })}\n`);

let client;
let current;
let next;

/** A browser's way: a ticket for the socket, got with the token; a new token is asked for once. */
async function fetchTicket(url) {
  let response = await askForTicket(url);
  if (response.status === 401 || response.status === 403) {
    say('renewed');
    current = next;
    response = await askForTicket(url);
  }
  if (response.status === 401) throw new RealtimeError('unauthorized', 'The token is no good.');
  if (!response.ok) throw new Error(`no ticket: ${response.status}`);
  return (await response.json()).ticket;
}

function askForTicket(url) {
  return fetch(`${url}/api/v1/ws/ticket`, { method: 'POST', headers: { authorization: `Bearer ${current}` } });
}

function create(command) {
  current = next = command.token;
  client = new RealtimeClient({
    userId: command.user,
    baseUrl: command.url,
    ticket: () => fetchTicket(command.url),
    headers: () => ({ authorization: `Bearer ${current}` }),
    backoff: { baseMs: command.backoff_base, capMs: command.backoff_cap, stableMs: command.stable_after },
    pollIntervalMs: command.poll_interval,
    probeIntervalMs: command.probe_interval,
  });
  client.onConnection(({ status, reason }) => {
    say('status', { status, reason });
    if (status === 'closed' && reason) say('told', { code: reason });
  });
  client.watch(command.pipeline, (state) => state && say('state', { state }), {
    onTransition: ({ transition }) => say('transition', { number: transition }),
    onTransitionsSkipped: (count) => say('skipped', { count }),
  });
}

const commands = {
  start(command) {
    if (!client) create(command);
    client.start();
  },
  token: ({ token }) => void (next = token),
  mine: () => void client.watchMine((pipelines) => say('mine', { ids: pipelines.map((pipeline) => pipeline.pipeline_id) })),
  counters: () => say('counters', client.counters),
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
