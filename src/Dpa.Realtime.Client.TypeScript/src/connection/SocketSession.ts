import { subProtocol, type ClientFrame } from '../protocol/ClientFrame.js';
import { parseFrame } from '../protocol/parseFrame.js';
import type { ConnectionFrame, ServerFrame } from '../protocol/ServerFrame.js';
import { defaultHeartbeatMs, greetingMs } from './heartbeat.js';
import type { Platform, SocketConstructor, SocketLike } from './Platform.js';

/** What a session tells its owner. */
export interface SessionEvents {
  /** The server greeted: frames may be sent. */
  up(greeting: ConnectionFrame): void;
  /** Everything else; undefined for what could not be read. */
  frame(frame: ServerFrame | undefined): void;
  latency(ms: number): void;
  /** Once, whoever ended it; not after `end`. */
  down(code: number, reason?: string): void;
}

/** An answer to a ping that was sent because the network may have changed, in milliseconds. */
const probeMs = 5_000;

/** One socket from its making to its end, with its heartbeat. A silent one is taken for dead. */
export class SocketSession {
  readonly #platform: Platform;
  readonly #events: SessionEvents;
  #socket: SocketLike | undefined;
  #cancelDeadline: (() => void) | undefined;
  #silenceMs = greetingMs;
  #heardAt = 0;
  #pingedAt = 0;

  constructor(platform: Platform, Socket: SocketConstructor, url: string, events: SessionEvents) {
    this.#platform = platform;
    this.#events = events;
    const socket = new Socket(url, [subProtocol]);
    socket.onmessage = ({ data }) => this.#receive(parseFrame(data));
    socket.onclose = ({ code }) => this.#finish(code);
    this.#socket = socket;
    this.#watch(greetingMs);
  }

  send(frame: ClientFrame): void {
    this.#socket?.send(JSON.stringify(frame));
  }

  /** Asks for a sign of life soon: the machine woke or changed its network. */
  probe(): void {
    this.#heardAt = 0;
    this.#ping();
    this.#watch(probeMs);
  }

  /** Leaves without a word to the owner. */
  end(code = 1000): void {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#cancelDeadline?.();
    if (!socket) return;
    socket.onmessage = socket.onclose = null;
    socket.close(code);
  }

  #receive(frame: ServerFrame | undefined): void {
    this.#heardAt = this.#platform.now();
    if (frame?.type === 'connection') {
      this.#silenceMs = 2 * (frame.heartbeat_interval_ms ?? defaultHeartbeatMs);
      this.#watch(this.#silenceMs);
      this.#events.up(frame);
      return this.#ping();
    }
    if (frame?.type === 'ping') {
      this.send({ ...(frame.timestamp !== undefined && { timestamp: frame.timestamp }), type: 'pong' });
      this.#ping();
    }
    if (frame?.type === 'pong' && frame.timestamp === `${this.#pingedAt}`) this.#events.latency(this.#heardAt - this.#pingedAt);
    this.#events.frame(frame);
  }

  #ping(): void {
    this.#pingedAt = this.#platform.now();
    this.send({ type: 'ping', timestamp: `${this.#pingedAt}` });
  }

  /** One timer for all frames: when it fires, it is set again for what is left since the newest of them. */
  #watch(ms: number): void {
    this.#cancelDeadline?.();
    this.#cancelDeadline = this.#platform.delay(() => {
      const left = this.#heardAt + this.#silenceMs - this.#platform.now();
      if (left > 0) this.#watch(left);
      else this.#finish(4000, 'heartbeat_missed');
    }, ms);
  }

  #finish(code: number, reason?: string): void {
    if (!this.#socket) return;
    this.end(reason ? code : 1000);
    this.#events.down(code, reason);
  }
}
