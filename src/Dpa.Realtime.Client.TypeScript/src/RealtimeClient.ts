import { originOf } from './connection/address.js';
import { connect } from './connection/connect.js';
import type { ConnectionSnapshot } from './connection/ConnectionSnapshot.js';
import type { Link, LinkEvents } from './connection/Link.js';
import { defaultPlatform, type Platform } from './connection/Platform.js';
import type { RealtimeClientOptions } from './connection/RealtimeClientOptions.js';
import type { ControlRequests } from './extras/ControlRequests.js';
import type { MineListener } from './extras/Mine.js';
import type { ControlAction } from './protocol/ControlAction.js';
import type { PipelineState } from './protocol/PipelineState.js';
import type { ServerFrame } from './protocol/ServerFrame.js';
import type { RealtimeCounters } from './RealtimeCounters.js';
import { late } from './rooms/late.js';
import { extrasRoom, sharingRoom } from './rooms/rooms.js';
import { call } from './subscriptions/call.js';
import { keepBook, type SubscriptionBook } from './subscriptions/keepBook.js';
import type { Presence } from './subscriptions/Presence.js';
import { until } from './subscriptions/until.js';
import type { StateListener, WatchOptions } from './subscriptions/WatchOptions.js';

const none: readonly PipelineState[] = [];

/**
 * Live progress of pipelines over one connection: a WebSocket that comes back by itself, server-sent events or polling where it does not.
 * Every listener ends at the truth, whatever was lost on the way.
 */
export class RealtimeClient {
  readonly #options: RealtimeClientOptions;
  readonly #platform: Platform;
  readonly #book: SubscriptionBook;
  readonly #connectionListeners = new Set<(connection: ConnectionSnapshot) => void>();
  #link: Link;
  #isStarted = false;
  #sharing: Promise<void> | undefined;
  #controls: ControlRequests | undefined;
  #leavePage: (() => void) | undefined;
  #newestAt: number | undefined;

  constructor(options: RealtimeClientOptions) {
    this.#options = options;
    this.#platform = { ...defaultPlatform(), ...options.platform };
    this.#book = keepBook((frame) => this.#link.send(frame));
    this.#link = connect(options, this.#platform, this.#events);
  }

  /** How the client is connected at the moment. */
  get connection(): ConnectionSnapshot {
    return this.#link.snapshot;
  }

  /** What it met so far. */
  get counters(): RealtimeCounters {
    const newestFrameAgeMs = this.#newestAt === undefined ? undefined : this.#platform.now() - this.#newestAt;
    return { ...this.#book.counts, reconnects: this.connection.reconnects, newestFrameAgeMs };
  }

  /** Connects, and stays connected until `close`. Does nothing where it was started already; throws where there is neither a page nor a `baseUrl`. */
  start(): void {
    originOf(this.#options);
    this.#isStarted = true;
    if (this.#options.shareTabs) void this.#share().then(() => this.#isStarted && this.#link.start());
    else this.#link.start();
    if (!this.#platform.window) return;
    this.#leavePage ??= late(extrasRoom, this.#platform, ({ watchPage }) =>
      watchPage(this.#platform, this.#options.hiddenMs, () => this.#link, this.#book.sync),
    );
  }

  /** Leaves the server. What is watched stays watched, and comes back with the next `start`. */
  close(): void {
    this.#isStarted = false;
    this.#leavePage?.();
    this.#leavePage = undefined;
    this.#link.close();
  }

  /** Sends a fresh ticket now, so that a socket outlives the identity it was opened with. Fails with what `ticket` fails with. */
  async authenticate(): Promise<void> {
    const ticket = await this.#options.ticket?.();
    if (ticket !== undefined) this.#link.send({ type: 'authenticate', ticket });
  }

  /** Calls the listener with each change of the connection. Returns what ends that. */
  onConnection(listener: (connection: ConnectionSnapshot) => void, signal?: AbortSignal): () => void {
    return until(signal, () => {
      const own = (snapshot: ConnectionSnapshot): void => listener(snapshot); // the same function may listen twice
      this.#connectionListeners.add(own);
      return () => void this.#connectionListeners.delete(own);
    });
  }

  /** Calls the listener with the state, at once if there is one, and with each newer one. Returns what ends that. */
  watch(pipelineId: string, listener: StateListener, options?: WatchOptions): () => void;
  /**
   * The states of a pipeline, the newest each time that the reader is ready, until it leaves, the signal aborts or the client closes.
   * Fails with a `RealtimeError` for a pipeline that is not there to see, and where the server refuses this client (`unauthorized`, `forbidden`).
   */
  watch(pipelineId: string, options?: WatchOptions): AsyncGenerator<PipelineState, void, void>;
  watch(id: string, first?: StateListener | WatchOptions, options: WatchOptions = {}): (() => void) | AsyncGenerator<PipelineState, void, void> {
    if (typeof first === 'function') return until(options.signal, () => this.#book.watch(id, first, options));
    return this.#iterate(id, first);
  }

  async *#iterate(id: string, options?: WatchOptions): AsyncGenerator<PipelineState, void, void> {
    const { iterateStates } = await extrasRoom();
    yield* iterateStates(this, id, options);
  }

  /** Calls the listener with the user's own pipelines, oldest first: all under way, and those that end from now on. */
  watchMine(listener: MineListener, signal?: AbortSignal): () => void {
    const book = this.#book;
    return until(signal, () =>
      late(extrasRoom, this.#platform, ({ Mine }) => {
        book.mine ??= new Mine(this.#platform, this.#options.userId, book);
        return book.mine.watch(listener);
      }),
    );
  }

  /** What is held of a watched pipeline. */
  getState(pipelineId: string): PipelineState | undefined {
    return this.#book.all.get(pipelineId)?.held?.shown;
  }

  /** Whether there is a state, and if not, why. */
  getPresence(pipelineId: string): Presence {
    const subscription = this.#book.all.get(pipelineId);
    return subscription?.held ? 'present' : (subscription?.absent ?? 'unknown');
  }

  /** What `watchMine` told last. */
  getMine(): readonly PipelineState[] {
    return this.#book.mine?.list ?? none;
  }

  /**
   * Asks the producer. Done when it was asked: what becomes of it arrives as state.
   * Fails with a `RealtimeError`: `not_connected` (only a socket carries it), `timeout`, `not_found`, `not_controllable`.
   */
  async control(pipelineId: string, action: ControlAction, reason?: string, signal?: AbortSignal): Promise<void> {
    const { ControlRequests } = await extrasRoom();
    this.#controls ??= new ControlRequests(this.#platform);
    return this.#controls.ask(this.#link, pipelineId, action, reason, signal);
  }

  /** Where that cannot be loaded the page has its own connection. */
  #share(): Promise<void> {
    this.#sharing ??= sharingRoom().then(
      ({ share }) => {
        this.#link = share(this.#options, this.#platform, this.#events, this.#book, this);
      },
      () => {},
    );
    return this.#sharing;
  }

  readonly #events: LinkEvents = {
    changed: (snapshot) => {
      for (const listener of [...this.#connectionListeners]) call(listener, snapshot);
    },
    up: (maxMessageBytes) => this.#book.sync.connected(maxMessageBytes),
    down: () => {
      this.#book.disconnected();
      this.#controls?.abandon();
    },
    frame: (frame) => this.#receive(frame),
    book: () => this.#book,
    recovers: ({ mend }) => {
      this.#book.mending ??= mend(this.#platform, this.#book);
    },
  };

  #receive(frame: ServerFrame | undefined): void {
    this.#newestAt = this.#platform.now();
    switch (frame?.type) {
      case 'pipeline_progress':
      case 'stage_update':
        return this.#book.apply(frame);
      case 'subscription_confirmed':
        return this.#book.confirmed(frame);
      case 'unsubscription_confirmed':
        if (frame.reason !== 'requested') this.#book.lost(frame.pipeline_id, frame.reason === 'forbidden' ? 'forbidden' : 'expired');
        return;
      case 'ping':
        return this.#book.mending?.marked(frame.marks);
      case 'control_accepted':
        return void this.#controls?.settle(frame.request_id);
      case 'error':
        // Subscriptions carry no id, so one that has it says nothing of them: another tab's, or ours whose time is over.
        return frame.request_id ? void this.#controls?.settle(frame.request_id, frame) : this.#book.refused(frame);
      case undefined:
        this.#book.counts.ignored++;
    }
  }
}
