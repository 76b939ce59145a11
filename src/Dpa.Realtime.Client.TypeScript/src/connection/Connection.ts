import type { HttpFallback } from '../http/HttpFallback.js';
import type { ClientFrame } from '../protocol/ClientFrame.js';
import type { ServerFrame } from '../protocol/ServerFrame.js';
import { originOf, socketUrl } from './address.js';
import { backoffDelay, defaultBackoff, type BackoffOptions } from './backoff.js';
import type { ConnectionSnapshot, ConnectionStatus } from './ConnectionSnapshot.js';
import type { Link, LinkEvents } from './Link.js';
import type { Platform } from './Platform.js';
import type { RealtimeClientOptions } from './RealtimeClientOptions.js';
import { httpRoom } from './rooms.js';
import { SocketSession } from './SocketSession.js';

/** `stopped`: the server refused the socket for good; `paused`: until `wake`. */
type Phase = 'idle' | 'dialling' | 'up' | 'waiting' | 'paused' | 'stopped';

/** Keeps the client connected: a socket that comes back by itself, HTTP while it does not (protocol sections 7 and 10). */
export class Connection implements Link {
  readonly #options: RealtimeClientOptions;
  readonly #platform: Platform;
  readonly #events: LinkEvents;
  readonly #backoff: BackoffOptions;
  #phase: Phase = 'idle';
  #session: SocketSession | undefined;
  /** Counts the attempts: what comes of an earlier one comes too late. */
  #dials = 0;
  #failures = 0;
  #ups = 0;
  #upAt = 0;
  /** When the server said to come back; it counts as no failure. */
  #plannedAt: number | undefined;
  /** A new token was asked for since the last stable connection. */
  #renewed = false;
  #fallsBack = false;
  #fallback: HttpFallback | undefined;
  #reason: string | undefined;
  #latencyMs: number | undefined;
  #snapshot: ConnectionSnapshot = { status: 'connecting', reconnects: 0, attempt: 0 };
  #cancelDue: (() => void) | undefined;
  #cancelRenewal: (() => void) | undefined;

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

  /** Throws where there is neither a page nor an address. */
  start(): void {
    originOf(this.#options.baseUrl);
    if (this.#phase !== 'idle' && this.#phase !== 'stopped') return;
    this.#failures = this.#ups = 0;
    this.#renewed = false;
    this.#dial();
  }

  close(): void {
    this.#rest('idle');
  }

  pause(): void {
    if (this.#phase !== 'idle' && this.#phase !== 'stopped') this.#rest('paused', 'paused');
  }

  wake(): void {
    if (this.#phase === 'up') this.#session?.probe();
    // A server that is restarting named its own time, so that not all come back at once.
    else if (this.#phase === 'paused' || (this.#phase === 'waiting' && this.#plannedAt === undefined)) this.#dial();
  }

  send(frame: ClientFrame): void {
    if (this.isUp) this.#session?.send(frame);
    else if (this.#fallsBack) this.#fallback?.send(frame);
  }

  async renew(): Promise<void> {
    const dials = this.#dials;
    const ticket = await this.#options.ticket?.();
    if (ticket !== undefined && dials === this.#dials && this.isUp) this.send({ type: 'authenticate', ticket });
  }

  #dial(): void {
    this.#hangUp();
    this.#phase = 'dialling';
    const dials = this.#dials;
    this.#open(dials).catch((error: { readonly code?: string }) => {
      if (dials !== this.#dials) return;
      if (error.code === 'unauthorized') this.#rest('stopped', error.code);
      else this.#fall(0, 'not_dialled');
    });
    this.#publish();
  }

  async #open(dials: number): Promise<void> {
    const { ticket: getTicket, baseUrl, userId } = this.#options;
    const { WebSocket: Socket } = this.#platform;
    if (!Socket) return this.#standIn('no_websocket', true);
    const ticket = await getTicket?.();
    if (dials !== this.#dials) return; // closed while the ticket was fetched
    this.#session = new SocketSession(this.#platform, Socket, socketUrl(baseUrl, userId, ticket), {
      up: ({ limits }) => this.#rise(limits?.max_message_bytes),
      frame: (frame) => this.#receive(frame),
      latency: (ms) => {
        this.#latencyMs = ms;
        this.#publish();
      },
      down: (code, reason) => this.#fall(code, reason),
    });
  }

  #rise(maxMessageBytes: number | undefined): void {
    this.#phase = 'up';
    this.#upAt = this.#platform.now();
    this.#ups++;
    this.#reason = undefined;
    this.#stopFallback();
    this.#armRenewal();
    this.#publish();
    this.#events.up(maxMessageBytes);
    // It is needed when the network is bad, so it is fetched while it is good.
    if (!this.#savesData) httpRoom().catch(() => {});
  }

  #receive(frame: ServerFrame | undefined): void {
    if (frame?.type === 'reconnect') {
      this.#plannedAt = this.#platform.now() + (frame.after_ms || 0);
      this.#arm(frame.after_ms || 0);
    }
    this.#events.frame(frame);
  }

  /** The end of an attempt or of a socket: what its code means is in protocol section 7. */
  #fall(code: number, reason = `closed_${code}`): void {
    const now = this.#platform.now();
    const { stableMs, attempts } = this.#backoff;
    const wasUp = this.#phase === 'up';
    const stable = wasUp && now - this.#upAt >= stableMs;
    const plannedAt = this.#plannedAt;
    const renewed = this.#renewed && !stable;
    this.#hangUp();
    if (code === 4401) return this.#unauthorized(renewed);
    if (code === 4409) return this.#standIn('too_many_connections', false);
    if (code >= 4400 && code < 5000) return this.#rest('stopped', code === 4403 ? 'forbidden' : `refused_${code}`);

    this.#renewed = renewed;
    if (plannedAt === undefined) this.#failures = stable ? 0 : this.#failures + 1;
    this.#plannedAt = plannedAt;
    this.#reason = reason;
    const backoff = backoffDelay(this.#failures, this.#platform.random(), this.#backoff);
    const fallsBack = this.#failures >= attempts;
    this.#arm(plannedAt !== undefined ? plannedAt - now : fallsBack ? this.#probeMs : backoff);
    if (fallsBack) this.#fallBack(true);
    else if (!wasUp) this.#askWhy();
    this.#publish();
  }

  /** A browser does not say why a socket was refused; HTTP does. */
  #askWhy(): void {
    const dials = this.#dials;
    httpRoom()
      .then(({ askWhy }) => askWhy(this.#options, this.#platform))
      .then(({ status, retryAfterMs }) => {
        if (dials !== this.#dials) return;
        if (status === 401) this.#unauthorized(this.#renewed);
        else if (status === 403) this.#rest('stopped', 'forbidden');
        else if (retryAfterMs > 0) this.#arm(retryAfterMs, `refused_${status}`);
      })
      .catch(() => {}); // no network: the next attempt will tell
  }

  /** A new token is asked for once. */
  #unauthorized(renewed: boolean): void {
    if (renewed) return this.#rest('stopped', 'unauthorized');
    this.#renewed = true;
    this.#dial();
  }

  /** HTTP instead of a socket that is not tried again. */
  #standIn(reason: string, streams: boolean): void {
    this.#phase = 'stopped';
    this.#reason = reason;
    this.#fallBack(streams);
    this.#publish();
  }

  #fallBack(streams: boolean): void {
    if (this.#fallsBack) return;
    this.#fallsBack = true;
    httpRoom().then(
      (http) => {
        this.#fallback ??= new http.HttpFallback(this.#options, this.#platform, this.#backoff, this.#probeMs, {
          ...this.#events,
          frame: (frame) => this.#phase !== 'idle' && this.#phase !== 'paused' && this.#events.frame(frame),
          changed: () => this.#publish(),
          refused: (reason) => this.#fallsBack && this.#rest('stopped', reason),
        });
        if (this.#fallsBack) this.#fallback.start(streams);
        this.#publish();
      },
      () => (this.#fallsBack = false),
    );
  }

  #stopFallback(): void {
    if (this.#fallsBack) this.#fallback?.stop();
    this.#fallsBack = false;
  }

  #rest(phase: 'idle' | 'paused' | 'stopped', reason?: string): void {
    this.#hangUp();
    this.#stopFallback();
    this.#phase = phase;
    this.#reason = reason;
    this.#publish();
  }

  /** Ends the attempt or the socket, whichever there is. */
  #hangUp(): void {
    const wasUp = this.#phase === 'up';
    this.#phase = 'waiting';
    this.#dials++;
    this.#cancelDue?.();
    this.#cancelRenewal?.();
    this.#session?.end();
    this.#session = this.#latencyMs = this.#plannedAt = undefined;
    if (wasUp) this.#events.down();
  }

  #arm(ms: number, reason = this.#reason): void {
    this.#reason = reason;
    this.#cancelDue?.();
    this.#cancelDue = this.#platform.delay(() => this.#dial(), Math.max(0, ms));
    this.#publish();
  }

  #armRenewal(): void {
    const { renewIntervalMs } = this.#options;
    if (!renewIntervalMs) return;
    this.#cancelRenewal = this.#platform.delay(() => {
      this.#armRenewal();
      this.renew().catch(() => {}); // where it stays so, the server closes with 4401
    }, renewIntervalMs);
  }

  get #savesData(): boolean {
    return this.#platform.navigator?.connection?.saveData === true;
  }

  get #probeMs(): number {
    return (this.#options.probeIntervalMs ?? 60_000) * (this.#savesData ? 5 : 1);
  }

  get #status(): ConnectionStatus {
    const standIn = this.#fallsBack ? this.#fallback?.status : undefined;
    if (standIn) return standIn;
    if (this.#phase === 'up') return 'live';
    if (this.#phase === 'idle' || (this.#phase === 'stopped' && !this.#fallsBack)) return 'closed';
    return this.#ups + this.#failures > 0 ? 'reconnecting' : 'connecting';
  }

  #publish(): void {
    const status = this.#status;
    const reason = (this.#fallsBack && this.#fallback?.reason) || this.#reason;
    const snapshot: ConnectionSnapshot = {
      status,
      ...(reason && { reason }),
      ...(this.#latencyMs !== undefined && { latencyMs: this.#latencyMs }),
      reconnects: Math.max(0, this.#ups - 1),
      attempt: status === 'live' ? 0 : this.#failures,
    };
    if (JSON.stringify(snapshot) === JSON.stringify(this.#snapshot)) return;
    this.#snapshot = snapshot;
    this.#events.changed(snapshot);
  }
}
