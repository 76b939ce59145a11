import { composeFrame, subProtocol, type ClientFrame } from '../protocol/ClientFrame.js';
import { parseFrame } from '../protocol/parseFrame.js';
import type { ConnectionFrame, ServerFrame } from '../protocol/ServerFrame.js';
import type { Platform, SocketLike } from './Platform.js';

/** What a session tells its owner. */
export interface SessionEvents {
  /** The server greeted: frames may be sent. */
  up(greeting: ConnectionFrame): void;
  /** Everything else but the heartbeat's own; undefined for what could not be read. */
  frame(frame: ServerFrame | undefined): void;
  latency(ms: number): void;
  /** Once, whoever ended it; not after `end`. */
  down(code: number, reason?: string): void;
}

/** From the attempt to the server's greeting. */
export const greetingMs = 10_000;
/** The server's own (DESIGN): used until the greeting names it. */
export const defaultHeartbeatMs = 15_000;
/** An answer to a ping that was sent because the network may have changed. */
const probeMs = 5_000;

/** One socket from its making to its end, with its heartbeat. A silent one is taken for dead. */
export class SocketSession {
  readonly #platform: Platform;
  readonly #events: SessionEvents;
  #socket: SocketLike | undefined;
  #cancelDeadline = (): void => {};
  #silenceMs = greetingMs;
  #heardAt: number;
  /** False only while a probe waits for its sign of life. */
  #heard = true;
  #ping: { readonly timestamp: string; readonly sentAt: number } | undefined;

  constructor(platform: Platform, url: string, events: SessionEvents) {
    this.#platform = platform;
    this.#events = events;
    this.#heardAt = platform.now();
    const Socket = platform.WebSocket;
    if (!Socket) throw new TypeError('There is no WebSocket here.');
    const socket = new Socket(url, [subProtocol]);
    socket.onmessage = ({ data }) => this.#receive(parseFrame(data));
    socket.onclose = ({ code }) => this.#finish(code);
    this.#socket = socket;
    this.#watch(greetingMs);
  }

  send(frame: ClientFrame): void {
    this.#socket?.send(composeFrame(frame));
  }

  /** Asks for a sign of life soon: the machine woke or changed its network. */
  probe(): void {
    this.#heard = false;
    this.#sendPing();
    this.#watch(probeMs);
  }

  /** Leaves without a word to the owner. */
  end(code = 1000): void {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#cancelDeadline();
    if (!socket) return;
    socket.onmessage = socket.onclose = null;
    socket.close(code);
  }

  #receive(frame: ServerFrame | undefined): void {
    this.#heardAt = this.#platform.now();
    this.#heard = true;
    if (frame?.type === 'connection') {
      this.#silenceMs = 2 * (frame.heartbeat_interval_ms ?? defaultHeartbeatMs);
      this.#watch(this.#silenceMs);
      this.#events.up(frame);
      this.#sendPing();
      return;
    }
    if (frame?.type === 'ping') {
      this.send({ type: 'pong', ...(frame.timestamp !== undefined && { timestamp: frame.timestamp }) });
      this.#sendPing();
    }
    if (frame?.type === 'pong' && frame.timestamp === this.#ping?.timestamp && this.#ping) {
      this.#events.latency(this.#heardAt - this.#ping.sentAt);
      this.#ping = undefined;
    }
    this.#events.frame(frame);
  }

  #sendPing(): void {
    const sentAt = this.#platform.now();
    this.#ping = { timestamp: new Date(sentAt).toISOString(), sentAt };
    this.send({ type: 'ping', timestamp: this.#ping.timestamp });
  }

  /** One timer for all frames: when it fires, it is set again for what is left since the newest of them. */
  #watch(ms: number): void {
    this.#cancelDeadline();
    this.#cancelDeadline = this.#platform.delay(() => {
      const left = this.#heardAt + this.#silenceMs - this.#platform.now();
      if (this.#heard && left > 0) this.#watch(left);
      else this.#finish(4000, 'heartbeat_missed');
    }, ms);
  }

  #finish(code: number, reason?: string): void {
    if (!this.#socket) return;
    this.end(code === 4000 ? 4000 : 1000);
    this.#events.down(code, reason);
  }
}
