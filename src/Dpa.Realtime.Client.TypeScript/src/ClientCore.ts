import { connect, type ConnectContext } from './connection/connect.js';
import type { ConnectionSnapshot } from './connection/ConnectionSnapshot.js';
import type { Link, LinkEvents } from './connection/Link.js';
import type { RealtimeClientOptions } from './connection/RealtimeClientOptions.js';
import type { ControlRequest, ControlRequests } from './controls/ControlRequests.js';
import { identityPart, pagePart, part, recoveryPart, sharingPart } from './lateParts.js';
import type { ListHost } from './lists/ListHost.js';
import { call } from './platform/call.js';
import { late } from './platform/late.js';
import { defaultPlatform, type Platform } from './platform/Platform.js';
import type { ClientFrame } from './protocol/ClientFrame.js';
import type { LiveQuery, PipelinePage, PipelineQuery } from './protocol/PipelineQuery.js';
import type { ServerFrame } from './protocol/ServerFrame.js';
import { keepBook, type SubscriptionBook } from './subscriptions/keepBook.js';
import type { MineListener, MineOptions } from './subscriptions/MineOptions.js';

/** Connects the parts of a client: the link delivers frames, the book merges them. */
export class ClientCore implements ListHost {
  readonly options: RealtimeClientOptions;
  readonly platform: Platform;
  readonly book: SubscriptionBook;
  tap: ListHost['tap'];
  lists: ListHost['lists'];
  readonly connectionListeners = new Set<(connection: ConnectionSnapshot) => void>();
  readonly context: ConnectContext;
  #link: Link;
  #isStarted = false;
  #sharing: Promise<void> | undefined;
  #controls: ControlRequests | undefined;
  #leavePage: (() => void) | undefined;
  #cancelWarning: (() => void) | undefined;
  #newestAt: number | undefined;
  #logged: ConnectionSnapshot = { status: 'connecting', reconnects: 0, attempt: 0 };

  constructor(options: RealtimeClientOptions) {
    this.options = options;
    this.platform = { ...defaultPlatform(), ...options.platform };
    this.book = keepBook(this.send, this.platform);
    const { platform } = this;
    const loadIdentity = options.auth && part(async () => new (await identityPart()).Identity(options, platform));
    this.context = { options, platform, loadIdentity };
    this.#link = connect(this.context, this.#events);
  }

  readonly send = (frame: ClientFrame): void => this.#link.send(frame);

  get connection(): ConnectionSnapshot {
    return this.#link.snapshot;
  }

  /** Milliseconds since the newest frame; undefined before the first. */
  get newestFrameAgeMs(): number | undefined {
    return this.#newestAt === undefined ? undefined : this.platform.now() - this.#newestAt;
  }

  start(): void {
    this.#isStarted = true;
    this.#cancelWarning?.();
    if (this.options.shareTabs) void this.#share().then(() => this.#isStarted && this.#link.start());
    else this.#link.start();
    if (!this.platform.window) return;
    this.#leavePage ??= late(pagePart, this.platform, ({ watchPage }) =>
      watchPage(this.platform, this.options.hiddenMs, () => this.#link, this.book.sync),
    );
  }

  close(): void {
    this.#isStarted = false;
    this.#cancelWarning?.();
    this.#leavePage?.();
    this.#leavePage = undefined;
    this.#controls?.abandon();
    this.#link.close();
  }

  /** Something is watched: if nobody starts the client within a while, that was probably forgotten. */
  watched(): void {
    if (this.#isStarted) return;
    this.#cancelWarning?.();
    this.#cancelWarning = late(pagePart, this.platform, ({ warnLater }) => warnLater(this.platform, this.options));
  }

  async authenticate(): Promise<void> {
    const ticket = await (await this.context.loadIdentity?.())?.ticket(true);
    if (ticket !== undefined) this.#link.send({ type: 'authenticate', ticket });
  }

  watchMine(listener: MineListener, options: MineOptions): () => void {
    const { book, platform } = this;
    this.watched();
    return late(pagePart, platform, ({ OwnPipelineList }) => {
      const mine = (book.mine ??= new OwnPipelineList(platform, this.options.userId, book)) as InstanceType<
        typeof OwnPipelineList
      >;
      return mine.watch(listener, options);
    });
  }

  async control(request: ControlRequest, signal?: AbortSignal): Promise<void> {
    const { ControlRequests } = await pagePart();
    this.#controls ??= new ControlRequests(this.platform);
    return this.#controls.ask(this.#link, request, signal);
  }

  async query(query: PipelineQuery, signal?: AbortSignal): Promise<PipelinePage> {
    const { queryPipelines } = await recoveryPart();
    return queryPipelines(this.context, query, signal);
  }

  watchQuery(listener: MineListener, query: LiveQuery): () => void {
    this.watched();
    return late(recoveryPart, this.platform, ({ watchQuery }) => watchQuery(this, listener, query));
  }

  /** If that cannot be loaded, the page has its own connection. */
  #share(): Promise<void> {
    this.#sharing ??= sharingPart().then(
      ({ share }) => {
        this.#link = share(this.context, this.#events, { book: this.book, client: this });
      },
      () => {},
    );
    return this.#sharing;
  }

  get #events(): LinkEvents {
    const { book } = this;
    return {
      changed: (snapshot) => {
        this.#log(snapshot);
        for (const listener of [...this.connectionListeners]) call(listener, snapshot);
      },
      up: (limits) => {
        book.sync.connected(limits);
        this.lists?.up();
      },
      down: () => {
        book.disconnected();
        this.lists?.down();
        // Without a socket a request is answered by itself, also while a stream is opened again.
        if (this.connection.status === 'live') this.#controls?.abandon();
      },
      frame: (frame) => this.#receive(frame),
      positions: book.positions,
      wantsMine: () => book.mine?.isWatched === true,
      polled: () => {
        book.polled();
        book.mine?.isComplete();
      },
      get maxIds() {
        return book.sync.maxIds;
      },
      loadStandIn: async () => {
        const { HttpStandIn, mend } = await recoveryPart();
        book.mending ??= mend(this.platform, book);
        return (context, events) => new HttpStandIn(context, events);
      },
    };
  }

  /** Logs one line for each change, in order. */
  #log(after: ConnectionSnapshot): void {
    const { logger } = this.options;
    const before = this.#logged;
    this.#logged = after;
    if (logger) void pagePart().then(({ logConnection }) => logConnection(logger, before, after), () => {});
  }

  #receive(frame: ServerFrame | undefined): void {
    const { book } = this;
    this.#newestAt = this.platform.now();
    this.tap?.(frame);
    switch (frame?.type) {
      case 'pipeline_progress':
      case 'stage_update':
      case 'progress':
      case 'pipeline_update':
        return book.apply(frame);
      case 'subscription_confirmed':
        return book.confirmed(frame);
      case 'unsubscription_confirmed':
        if (frame.reason === 'requested') return book.mine?.isReleased(frame.pipeline_id);
        return book.lost(frame.pipeline_id, frame.reason === 'forbidden' ? 'forbidden' : 'expired');
      case 'ping':
        book.mending?.marked(frame.marks);
        return book.mine?.isBeat();
      case 'status':
        return book.mine?.read(frame);
      case 'control_accepted':
        return void this.#controls?.settle(frame.request_id);
      case 'error':
        // Subscriptions carry no id. So an error with an id is not about them: it is about another tab's request, or
        // about one of ours that has timed out.
        return frame.request_id ? void this.#controls?.settle(frame.request_id, frame) : book.refused(frame);
      case undefined:
        book.counts.ignored++;
    }
  }
}
