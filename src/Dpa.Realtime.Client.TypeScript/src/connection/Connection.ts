import type { ClientFrame } from '../protocol/ClientFrame.js';
import type { PipelineFrame, ServerFrame } from '../protocol/ServerFrame.js';
import type { Position } from '../protocol/Position.js';
import { originOf, socketUrl } from './address.js';
import { defaultBackoff } from './backoff.js';
import type { ConnectionSnapshot } from './ConnectionSnapshot.js';
import { HttpFallback } from './HttpFallback.js';
import { defaultPlatform, type Platform } from './Platform.js';
import type { RealtimeClientOptions } from './RealtimeClientOptions.js';
import { SocketSession } from './SocketSession.js';
import { idle, statusOf, supervise, type SupervisionEvent, type SupervisionOptions } from './supervise.js';

/** What the connection asks and tells. */
export interface ConnectionEvents {
  changed(snapshot: ConnectionSnapshot): void;
  /** There is somebody to say to what is watched. */
  up(maxMessageBytes?: number): void;
  down(): void;
  frame(frame: ServerFrame | undefined): void;
  positions(): Readonly<Record<string, Position | null>>;
  states(frames: readonly PipelineFrame[]): void;
  absent(pipelineIds: readonly string[]): void;
}

/** Keeps the client connected: does what `supervise` decides, with sockets, timers and a fallback. */
export class Connection {
  readonly platform: Platform;
  readonly #options: RealtimeClientOptions;
  readonly #rules: SupervisionOptions;
  readonly #events: ConnectionEvents;
  readonly #fallback: HttpFallback;
  #state = idle;
  #session: SocketSession | undefined;
  #latencyMs: number | undefined;
  #snapshot: ConnectionSnapshot = { status: 'closed', transport: 'none', reconnects: 0, attempt: 0 };
  #cancelDue = (): void => {};

  constructor(options: RealtimeClientOptions, events: ConnectionEvents) {
    this.#options = options;
    this.#events = events;
    this.platform = { ...defaultPlatform(), ...options.platform };
    this.#rules = { ...defaultBackoff, ...options.backoff, probeIntervalMs: options.probeIntervalMs ?? 60_000 };
    const http = {
      platform: this.platform,
      baseUrl: options.baseUrl,
      headers: options.headers ?? (() => ({})),
      pollIntervalMs: options.pollIntervalMs ?? 2_000,
      probeIntervalMs: this.#rules.probeIntervalMs,
      backoff: this.#rules,
    };
    this.#fallback = new HttpFallback(http, {
      up: () => events.up(),
      down: () => events.down(),
      frame: (frame) => events.frame(frame),
      changed: () => this.#publish(),
      positions: () => events.positions(),
      states: (frames) => this.#state.phase !== 'idle' && events.states(frames),
      absent: (pipelineIds) => this.#state.phase !== 'idle' && events.absent(pipelineIds),
      refused: (reason) => this.#step({ type: 'refused', reason }),
    });
  }

  get snapshot(): ConnectionSnapshot {
    return this.#snapshot;
  }

  get isUp(): boolean {
    return this.#state.phase === 'up';
  }

  /** Throws where there is neither a page nor an address. */
  start(): void {
    originOf(this.#options.baseUrl);
    const { window, document } = this.platform;
    window?.addEventListener('online', this.#wake);
    document?.addEventListener('visibilitychange', this.#wake);
    this.#step({ type: 'start' });
  }

  close(): void {
    const { window, document } = this.platform;
    window?.removeEventListener('online', this.#wake);
    document?.removeEventListener('visibilitychange', this.#wake);
    this.#step({ type: 'close' });
  }

  /** Dropped where nothing is up: what is watched is said again when something is. */
  send(frame: ClientFrame): void {
    if (this.isUp) this.#session?.send(frame);
    else if (this.#state.fallback) this.#fallback.send(frame);
  }

  /** The server will close: come back after that time. */
  reconnectAfter(ms: number): void {
    this.#step({ type: 'reconnect', at: this.platform.now() + ms });
  }

  readonly #wake = (): void => {
    if (this.platform.document?.visibilityState === 'hidden') return;
    if (this.isUp) this.#session?.probe();
    else this.#step({ type: 'wake' });
  };

  #step(event: SupervisionEvent): void {
    const before = this.#state;
    const after = (this.#state = supervise(before, event, this.#rules));
    if (after === before) return;

    if (before.phase === 'up' && after.phase !== 'up') this.#events.down();
    if (after.phase !== 'up' || after.dials !== before.dials) this.#hangUp();
    if (after.dueAt !== before.dueAt) this.#arm(after.dueAt);
    if (!after.fallback && before.fallback) this.#fallback.stop();
    if (after.fallback && !before.fallback) this.#fallback.start(after.reason !== 'too_many_connections');
    if (after.dials !== before.dials) void this.#dial(after.dials);
    this.#publish();
  }

  #arm(dueAt: number | undefined): void {
    this.#cancelDue();
    if (dueAt === undefined) return;
    this.#cancelDue = this.platform.delay(() => this.#step({ type: 'due' }), Math.max(0, dueAt - this.platform.now()));
  }

  async #dial(dials: number): Promise<void> {
    if (!this.platform.WebSocket) return this.#step({ type: 'unsupported' });
    try {
      const ticket = await this.#options.ticket?.();
      if (dials !== this.#state.dials || this.#state.phase !== 'dialling') return; // closed while the ticket was fetched
      const url = socketUrl(this.#options.baseUrl, this.#options.userId, ticket);
      this.#session = new SocketSession(this.platform, url, {
        up: (greeting) => {
          this.#step({ type: 'up', now: this.platform.now() });
          this.#events.up(greeting.limits?.max_message_bytes);
          this.#events.frame(greeting);
        },
        frame: (frame) => this.#events.frame(frame),
        latency: (ms) => {
          this.#latencyMs = ms;
          this.#publish();
        },
        down: (code, reason) => this.#fall(code, reason),
      });
    } catch {
      if (dials === this.#state.dials) this.#fall(0, 'not_dialled');
    }
  }

  #fall(code: number, reason?: string): void {
    const { now, random } = this.platform;
    this.#step({ type: 'down', now: now(), random: random(), code, ...(reason !== undefined && { reason }) });
  }

  #hangUp(): void {
    this.#session?.end();
    this.#session = undefined;
    this.#latencyMs = undefined;
  }

  #publish(): void {
    const { reason, failures, ups } = this.#state;
    const status = statusOf(this.#state, this.#fallback.status);
    const snapshot: ConnectionSnapshot = {
      status,
      transport: status === 'live' ? 'websocket' : status === 'streaming' || status === 'polling' ? 'http' : 'none',
      ...(reason !== undefined && { reason }),
      ...(this.#latencyMs !== undefined && { latencyMs: this.#latencyMs }),
      reconnects: Math.max(0, ups - 1),
      attempt: status === 'live' ? 0 : failures,
    };
    if (JSON.stringify(snapshot) === JSON.stringify(this.#snapshot)) return;
    this.#snapshot = snapshot;
    this.#events.changed(this.#snapshot);
  }
}
