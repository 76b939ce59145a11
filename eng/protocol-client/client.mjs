// An independent client of the protocol, without any library: written only from docs/protocol.md.
//   node client.mjs --vectors docs/protocol/vectors/merge.json
//   node client.mjs --steps docs/protocol/vectors/merge-steps.json
//   node client.mjs --follow http://localhost:8200 user-1 PIPELINE      prints the final state as JSON
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { apply, canRead } from './merge.mjs';

const [mode, ...args] = process.argv.slice(2);
if (mode === '--vectors') process.exit(vectors(args[0]) ? 0 : 1);
else if (mode === '--steps') await import('./steps.mjs');
else if (mode === '--follow') follow(...args);
else process.exit(64);

function vectors(file) {
  let failed = 0;
  const { cases } = JSON.parse(readFileSync(file, 'utf8'));
  for (const { name, frames, answers_without_since, expect } of cases) {
    let held = null;
    const raised = [];
    let skipped = 0;
    let heal = false;
    for (const frame of frames) {
      const result = apply(held, frame, answers_without_since);
      ({ held, heal } = result);
      raised.push(...result.raised.map((t) => t.transition));
      skipped += result.skipped;
    }

    const state = held?.state;
    const seen = {
      position: state ? `${state.epoch}:${state.version}` : null,
      ...(state && { status: state.status, overall_progress: state.overall_progress, stages: Object.fromEntries(state.stages.map((s) => [s.id, [s.status, s.progress, s.attempt]])) }),
      raised, skipped, heal,
    };
    if (JSON.stringify(seen) === JSON.stringify(expect)) continue;
    failed++;
    console.error(`${name}:\n  expected ${JSON.stringify(expect)}\n  got      ${JSON.stringify(seen)}`);
  }

  console.log(`${cases.length - failed} of ${cases.length} cases`);
  return failed === 0 && cases.length > 0;
}

function follow(url, user, pipeline) {
  const { hostname, port, host } = new URL(url);
  const key = randomBytes(16).toString('base64');
  const socket = connect(Number(port || 80), hostname);
  socket.write(`GET /api/v1/ws/${encodeURIComponent(user)} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n`
    + `Sec-WebSocket-Key: ${key}\r\nSec-WebSocket-Protocol: dpa.realtime.v1\r\n\r\n`);
  const send = (opcode, payload) => { // RFC 6455 section 5: a client masks; here no message is longer than 125 bytes or so
    const mask = randomBytes(4);
    const length = payload.length < 126 ? [0x80 | payload.length] : [0xfe, payload.length >> 8, payload.length & 0xff];
    socket.write(Buffer.concat([Buffer.from([0x80 | opcode, ...length]), mask, payload.map((b, i) => b ^ mask[i % 4])]));
  };
  const ask = (since) => send(1, Buffer.from(JSON.stringify({ type: 'subscribe_pipeline', pipeline_id: pipeline, wait: true, ...(since && { since }) })));
  let bytes = Buffer.alloc(0);
  let open = false;
  let held = null;
  let raised = 0;
  socket.on('data', (data) => {
    bytes = Buffer.concat([bytes, data]);
    if (!open) {
      const end = bytes.indexOf('\r\n\r\n');
      if (end < 0) return;
      const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
      if (!bytes.toString('latin1', 0, end).toLowerCase().includes(`sec-websocket-accept: ${accept}`.toLowerCase())) throw new Error(bytes.toString('utf8', 0, end));
      bytes = bytes.subarray(end + 4);
      open = true;
      ask();
    }

    for (let frame; (frame = next()); ) {
      if (frame.opcode === 9) send(10, frame.payload);
      else if (frame.opcode === 1) take(JSON.parse(frame.payload.toString('utf8')));
    }
  });
  socket.on('close', () => process.exit(held?.state.completed ? 0 : 1));

  function next() {
    if (bytes.length < 2) return undefined;
    const short = bytes[1] & 0x7f;
    const head = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (bytes.length < head) return undefined;
    const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
    if (bytes.length < head + length) return undefined;
    const frame = { opcode: bytes[0] & 0x0f, payload: bytes.subarray(head, head + length) };
    bytes = bytes.subarray(head + length);
    return frame;
  }

  function take(frame) {
    if (frame.type === 'error') throw new Error(JSON.stringify(frame));
    if (frame.pipeline_id !== pipeline || !['pipeline_progress', 'stage_update', 'progress', 'pipeline_update'].includes(frame.type) || !canRead(frame)) return;
    const result = apply(held, frame);
    held = result.held;
    raised += result.raised.length;
    if (result.heal) ask(held?.complete ? { epoch: held.state.epoch, version: held.state.version } : undefined);
    if (!['completed', 'failed', 'cancelled'].includes(held?.state.status)) return;
    process.stdout.write(`${JSON.stringify({ raised, state: held.state })}\n`, () => send(8, Buffer.from([3, 232])));
  }
}
