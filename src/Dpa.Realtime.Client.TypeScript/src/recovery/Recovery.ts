import type { BackoffOptions } from '../connection/backoff.js';
import type { ConnectionStatus } from '../connection/ConnectionSnapshot.js';
import type { Platform } from '../connection/Platform.js';
import type { RealtimeClientOptions } from '../connection/RealtimeClientOptions.js';
import type { Fall, Recoverable } from '../connection/Recoverable.js';
import type { ClientFrame } from '../protocol/ClientFrame.js';
import { askWhy } from '../http/askWhy.js';
import { HttpFallback } from '../http/HttpFallback.js';
import type { HttpOptions } from '../http/HttpOptions.js';
import { Requests } from '../http/Requests.js';
import { positionsOf } from './positionsOf.js';

/** What is done where backoff alone does not help: the close codes, the reason of a refusal, HTTP in the socket's place (protocol sections 7 and 10). */
export class Recovery {
  readonly #options: HttpOptions;
  readonly #connection: Recoverable;
  readonly #fallback: HttpFallback;
  #standsIn = false;
  #resting = false;
  /** A new token was asked for since the last stable connection. */
  #renewed = false;
  /** What HTTP last said of the refused socket, where it said more than the socket. */
  #why: string | undefined;
  /** Counts what happens: an answer to something earlier comes too late. */
  #turn = 0;

  constructor(options: RealtimeClientOptions, platform: Platform, backoff: BackoffOptions, connection: Recoverable) {
    const { baseUrl, headers, ticket, pollIntervalMs = 2_000, probeIntervalMs = 60_000 } = options;
    const saving = platform.navigator?.connection?.saveData ? 5 : 1;
    this.#options = {
      ...(baseUrl !== undefined && { baseUrl }),
      ...(headers && { headers }),
      ...(ticket && { ticket }),
      platform,
      backoff,
      pollIntervalMs,
      probeIntervalMs: probeIntervalMs * saving,
      requests: new Requests(),
    };
    this.#connection = connection;
    this.#fallback = new HttpFallback(this.#options, {
      up: () => connection.up(),
      down: () => connection.down(),
      frame: (frame) => this.#resting || connection.frame(frame),
      positions: () => positionsOf(connection.book().all.values()),
      wantsMine: () => connection.book().mine?.isWatched === true,
      changed: () => connection.changed(),
      refused: (reason) => this.#standsIn && this.#stop(reason),
    });
  }

  /** Undefined where nothing stands in, or it did not get through yet. */
  get status(): ConnectionStatus | undefined {
    return this.#standsIn ? this.#fallback.status : undefined;
  }

  get reason(): string | undefined {
    return this.#standsIn ? this.#fallback.reason : undefined;
  }

  /** The next attempt is planned already, by backoff: this may know better. */
  fell({ code, failures, wasUp, stable }: Fall): void {
    this.#turn++;
    this.#resting = false;
    if (stable) this.#renewed = false;
    if (code === 4401) this.#renew('unauthorized');
    else if (code === 4409) this.#replace('too_many_connections', false);
    else if (code === -2) this.#stop('unsupported_protocol');
    else if (code === -1) this.#replace('no_websocket', true);
    else if (code >= 4400 && code < 5000) this.#stop(code === 4403 ? 'forbidden' : `refused_${code}`);
    else if (failures >= this.#options.backoff.attempts) {
      this.#connection.dialIn(this.#options.probeIntervalMs, this.#why);
      this.#standIn(true);
    } else if (!wasUp && code) void this.#askWhy(this.#turn); // 0: nothing was dialled, so nothing refused it
  }

  /** The socket is up. What was asked for over HTTP is still taken, so that there is no gap. */
  rose(): void {
    this.#turn++;
    this.#why = undefined;
    if (this.#standsIn) this.#fallback.stop();
    this.#standsIn = false;
  }

  /** Nobody wants anything until the next attempt. */
  rest(): void {
    this.rose();
    this.#resting = true;
    this.#options.requests.abandon();
  }

  send(frame: ClientFrame): void {
    if (this.#standsIn) this.#fallback.send(frame);
  }

  /** A browser does not say why a socket was refused; HTTP does. */
  async #askWhy(turn: number): Promise<void> {
    const answer = await askWhy(this.#options).catch(() => undefined);
    if (!answer || turn !== this.#turn) return;
    const { status, code, retryAfterMs } = answer;
    this.#why = code === 'forbidden_origin' ? code : undefined;
    if (this.#why) {
      // Polling needs no origin that is allowed; whoever runs the server may mend it meanwhile.
      this.#connection.dialIn(this.#options.probeIntervalMs, this.#why);
      this.#standIn(false);
    } else if (status === 401) this.#renew('unauthorized');
    // A 403 without the protocol's word is of something on the way, and says nothing of the socket (section 10).
    else if (status === 403 && code) this.#renew('forbidden');
    else if (retryAfterMs > 0) this.#connection.dialIn(retryAfterMs, `refused_${status}`);
  }

  /** A new token is asked for once. */
  #renew(reason: 'unauthorized' | 'forbidden'): void {
    if (this.#renewed) return this.#stop(reason);
    this.#renewed = true;
    this.#connection.dial();
  }

  #stop(reason: string): void {
    this.#renewed = false;
    this.#connection.stop(reason);
  }

  /** HTTP instead of a socket that is not tried again by itself. */
  #replace(reason: string, streams: boolean): void {
    this.#connection.dialIn(undefined, reason);
    this.#standIn(streams);
  }

  #standIn(streams: boolean): void {
    if (this.#standsIn) return;
    this.#standsIn = true;
    this.#fallback.start(streams);
    this.#connection.changed();
  }
}
