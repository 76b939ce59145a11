import type { Recovery } from '../http/Recovery.js';
import type { ClientFrame } from '../protocol/ClientFrame.js';
import type { ServerFrame } from '../protocol/ServerFrame.js';
import { originOf, socketUrl } from './address.js';
import { backoffDelay, defaultBackoff, type BackoffOptions } from './backoff.js';
import type { ConnectionSnapshot } from './ConnectionSnapshot.js';
import type { Link, LinkEvents } from './Link.js';
import type { Platform } from './Platform.js';
import type { RealtimeClientOptions } from './RealtimeClientOptions.js';
import type { Fall } from './Recoverable.js';
import { httpRoom } from './rooms.js';
import { SocketSession } from './SocketSession.js';

/** `stopped`: the server said no; `paused`: until `wake`. */
type Phase = 'idle' | 'dialling' | 'up' | 'waiting' | 'paused' | 'stopped';

/** Keeps a socket up: dials, and dials again after a growing delay (protocol section 10). What else may be done is the recovery's, which is loaded late. */
export class Connection implements Link {
  readonly #options: RealtimeClientOptions;
  readonly #platform: Platform;
  readonly #events: LinkEvents;
  readonly #backoff: BackoffOptions;
  #phase: Phase = 'idle';
  #session: SocketSession | undefined;
  #recovery: Recovery | undefined;
  /** Counts the attempts: what comes of an earlier one comes too late. */
  #dials = 0;
  #failures = 0;
  #ups = 0;
  #upAt = 0;
  /** When the server said to come back; it counts as no failure. */
  #plannedAt: number | undefined;
  #reason: string | undefined;
  #latencyMs: number | undefined;
  #snapshot: ConnectionSnapshot = { status: 'connecting', reconnects: 0, attempt: 0 };
  #cancelDial: (() => void) | undefined;

  constructor(options: RealtimeClientOptions, platform: Platform, events: LinkEvents) {
    this.#options = options;
    this.#platform = platform;
    this.#events = events;
    this.#backoff = { ...defaultBackoff, ...options.backoff };
  }

  get snapshot(): ConnectionSnapshot {
    return this.#snapshot;
  }

  get isUp(): boolean {
    return this.#phase === 'up';
  }

  start(): void {
    originOf(this.#options.baseUrl);
    if (this.#isActive) return;
    this.#failures = this.#ups = 0;
    this.#dial();
  }

  close(): void {
    this.#rest('idle');
  }

  pause(): void {
    if (this.#isActive) this.#rest('paused');
  }

  wake(): void {
    if (this.isUp) this.#session?.probe();
    // A server that is restarting named its own time, so that not all come back at once.
    else if (this.#phase === 'paused' || (this.#phase === 'waiting' && this.#plannedAt === undefined)) this.#dial();
  }

  send(frame: ClientFrame): void {
    (this.#session ?? this.#recovery)?.send(frame);
  }

  async renew(): Promise<void> {
    const session = this.#session;
    const ticket = await this.#options.ticket?.();
    if (ticket !== undefined) session?.send({ type: 'authenticate', ticket });
  }

  get #isActive(): boolean {
    return this.#phase !== 'idle' && this.#phase !== 'stopped';
  }

  #dial(): void {
    this.#hangUp('dialling');
    const dials = this.#dials;
    this.#open(dials).catch((error: { readonly code?: string }) => {
      if (dials !== this.#dials) return;
      if (error.code === 'unauthorized') this.#rest('stopped', error.code);
      else this.#fall(0, 'not_dialled');
    });
    this.#publish();
  }

  async #open(dials: number): Promise<void> {
    const { ticket: ask, baseUrl, userId } = this.#options;
    const { WebSocket: Socket } = this.#platform;
    if (!Socket) return this.#fall(-1);
    const ticket = await ask?.();
    if (dials !== this.#dials) return; // closed while the ticket was fetched
    const session = new SocketSession(this.#platform, Socket, socketUrl(baseUrl, userId, ticket), {
      up: ({ limits }) => {
        this.#session = session;
        this.#rise(limits?.max_message_bytes);
      },
      frame: (frame) => this.#receive(frame),
      latency: (ms) => {
        this.#latencyMs = ms;
        this.#publish();
      },
      down: (code, reason) => this.#fall(code, reason),
    });
    this.#abandon = () => session.end();
  }

  #abandon: (() => void) | undefined;

  #rise(maxMessageBytes: number | undefined): void {
    this.#phase = 'up';
    this.#upAt = this.#platform.now();
    this.#ups++;
    this.#reason = undefined;
    this.#recovery?.rose();
    this.#publish();
    this.#events.up(maxMessageBytes);
    // It is needed when the network is bad, so it is fetched while it is good.
    if (!this.#platform.navigator?.connection?.saveData) void this.#load();
  }

  #receive(frame: ServerFrame | undefined): void {
    if (frame?.type === 'reconnect') {
      const ms = frame.after_ms || 0;
      this.#plannedAt = this.#platform.now() + ms;
      this.#dialIn(ms);
    }
    this.#events.frame(frame);
  }

  /** The end of an attempt or of a socket. */
  #fall(code: number, reason = `closed_${code}`): void {
    const now = this.#platform.now();
    const plannedAt = this.#plannedAt;
    const wasUp = this.isUp;
    const stable = wasUp && now - this.#upAt >= this.#backoff.stableMs;
    this.#hangUp('waiting');
    if (plannedAt === undefined) this.#failures = stable ? 0 : this.#failures + 1;
    this.#plannedAt = plannedAt;
    this.#dialIn(plannedAt === undefined ? backoffDelay(this.#failures, this.#platform.random(), this.#backoff) : plannedAt - now, reason);
    if (plannedAt === undefined || code >= 4400) this.#recover({ code, failures: this.#failures, wasUp, stable });
  }

  #recover(fall: Fall): void {
    if (this.#recovery) return this.#recovery.fell(fall);
    const dials = this.#dials;
    void this.#load().then(() => dials === this.#dials && this.#recovery?.fell(fall));
  }

  /** Where it cannot be loaded there is backoff alone, and the next failure asks again. */
  async #load(): Promise<void> {
    const room = await httpRoom().catch(() => undefined);
    this.#recovery ??= room && new room.Recovery(this.#options, this.#platform, this.#backoff, {
      ...this.#events,
      dial: () => this.#dial(),
      dialIn: (ms, reason) => this.#dialIn(ms, reason),
      stop: (reason) => this.#rest('stopped', reason),
      changed: () => this.#publish(),
    });
  }

  #rest(phase: 'idle' | 'paused' | 'stopped', reason: string | undefined = phase === 'paused' ? phase : undefined): void {
    this.#hangUp(phase);
    this.#recovery?.rest();
    this.#reason = reason;
    this.#publish();
  }

  /** Ends the attempt or the socket, whichever there is. */
  #hangUp(next: Phase): void {
    const wasUp = this.isUp;
    this.#phase = next;
    this.#dials++;
    this.#cancelDial?.();
    this.#abandon?.();
    this.#session = this.#latencyMs = this.#plannedAt = undefined;
    if (wasUp) this.#events.down();
  }

  #dialIn(ms: number | undefined, reason = this.#reason): void {
    this.#reason = reason;
    this.#cancelDial?.();
    if (ms !== undefined) this.#cancelDial = this.#platform.delay(() => this.#dial(), Math.max(0, ms));
    this.#publish();
  }

  #publish(): void {
    const reason = this.#recovery?.reason ?? this.#reason;
    const began = this.#ups + this.#failures > 0 ? 'reconnecting' : 'connecting';
    const standIn = this.#recovery?.status;
    const status = this.isUp ? 'live' : standIn && standIn !== 'connecting' ? standIn : this.#isActive ? began : 'closed';
    const snapshot: ConnectionSnapshot = {
      status,
      ...(reason && { reason }),
      ...(this.#latencyMs !== undefined && { latencyMs: this.#latencyMs }),
      reconnects: Math.max(0, this.#ups - 1),
      attempt: this.isUp ? 0 : this.#failures,
    };
    if (JSON.stringify(snapshot) === JSON.stringify(this.#snapshot)) return;
    this.#snapshot = snapshot;
    this.#events.changed(snapshot);
  }
}
