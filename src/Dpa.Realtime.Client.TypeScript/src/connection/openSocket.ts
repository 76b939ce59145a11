import { subProtocol, type ClientFrame } from '../protocol/ClientFrame.js';
import { parseFrame } from '../protocol/parseFrame.js';
import type { ConnectionFrame, ServerFrame } from '../protocol/ServerFrame.js';
import { closeCodes } from './closeCodes.js';
import { defaultHeartbeatMs, greetingMs } from './heartbeat.js';
import type { Platform, SocketConstructor, SocketLike } from '../platform/Platform.js';

/** One socket from its creation to its end, with its heartbeat. A silent socket counts as dead. */
export interface SocketSession {
  send(frame: ClientFrame): void;
  /** Requires a sign of life within that time, in milliseconds: the machine woke, or changed or lost its network. */
  probe(ms?: number): void;
  /** Ends without notifying the owner. */
  end(): void;
}

/** What a session reports to its owner. */
export interface SessionEvents {
  /** The server greeted: frames may be sent. */
  up(greeting: ConnectionFrame): void;
  /** Every other frame; undefined if it could not be read. */
  frame(frame: ServerFrame | undefined): void;
  latency(ms: number): void;
  /** Called once, whichever side ended it; not after `end`. `quietMs`: how long nothing had arrived. */
  down(code: number, reason?: string, quietMs?: number): void;
}

/** The time limit for the answer to a ping that was sent because the network may have changed, in milliseconds. */
const probeMs = 5_000;

export function openSocket(
  { now, delay }: Platform,
  Socket: SocketConstructor,
  url: string,
  ticket: string | undefined,
  events: SessionEvents,
): SocketSession {
  // Beside the sub-protocol the ticket is in no request log; the server selects the protocol only.
  let socket: SocketLike | undefined = new Socket(
    url,
    ticket === undefined ? [subProtocol] : [subProtocol, `dpa.ticket.${ticket}`],
  );
  let silenceMs = greetingMs;
  let receivedAt = -Infinity;
  /** As `receivedAt`, but not reset while a sign of life is requested. */
  let framedAt = now();
  let pingedAt = 0;
  let cancelDeadline: (() => void) | undefined;

  const send = (frame: ClientFrame): void => socket?.send(JSON.stringify(frame));

  const ping = (): void => {
    pingedAt = now();
    send({ type: 'ping', timestamp: `${pingedAt}` });
  };

  const end = (code = 1000): void => {
    cancelDeadline?.();
    if (!socket) return;
    socket.onmessage = socket.onclose = null;
    socket.close(code);
    socket = undefined;
  };

  const finish = (code: number, reason?: string, quietMs?: number): void => {
    end(reason ? code : 1000);
    events.down(code, reason, quietMs);
  };

  /** One timer for all frames: when it fires, it is set again for the time that is left since the newest frame. */
  const watch = (ms: number): void => {
    cancelDeadline?.();
    cancelDeadline = delay(() => {
      const left = receivedAt + silenceMs - now();
      if (left > 0) watch(left);
      else finish(closeCodes.silent, 'heartbeat_missed', now() - framedAt);
    }, ms);
  };

  socket.onclose = ({ code }) => finish(code);
  // Node 20's own socket raises no close if it was refused. Elsewhere the close comes in the same task, with its
  // code.
  socket.onerror = () => delay(() => socket && finish(closeCodes.cut), 0);
  socket.onmessage = ({ data }) => {
    const frame = parseFrame(data);
    receivedAt = framedAt = now();
    if (frame?.type === 'connection') {
      silenceMs = 2 * (frame.heartbeat_interval_ms ?? defaultHeartbeatMs);
      watch(silenceMs);
      if ((frame.protocol as number) > 1) return finish(closeCodes.newerProtocol); // it would misread newer frames
      events.up(frame);
      return ping();
    }
    if (frame?.type === 'ping') {
      send({ type: 'pong', timestamp: frame.timestamp });
      ping();
    }
    if (frame?.type === 'pong' && frame.timestamp === `${pingedAt}`) events.latency(receivedAt - pingedAt);
    events.frame(frame);
  };
  watch(greetingMs);

  return {
    send,
    end,
    probe(ms = probeMs) {
      receivedAt = -Infinity;
      ping();
      watch(ms);
    },
  };
}
