import type { ChannelLike } from '../platform/Platform.js';
import type { ClientFrame } from '../protocol/ClientFrame.js';
import { isText } from '../protocol/json.js';
import type { PipelineState } from '../protocol/PipelineState.js';
import type { ServerFrame } from '../protocol/ServerFrame.js';
import type { SubscriptionBook } from '../subscriptions/keepBook.js';
import type { MineListener, MineOptions } from '../subscriptions/MineOptions.js';
import type { Subscription } from '../subscriptions/Subscription.js';
import type { TabMessage } from './TabMessage.js';

/** What a tab can share with others. */
export interface Sharer {
  readonly book: SubscriptionBook;
  readonly client: { watchMine(listener: MineListener, options: MineOptions): () => void };
}

/** What the leader shares with a tab. */
export interface Host extends Sharer {
  /** Sends a frame to the server. */
  send(frame: ClientFrame): void;
}

const nothing = (): void => {};

/** A tab as its leader sees it: the leader also watches what the tab watches, and passes the frames on. */
export class Follower {
  readonly #tab: string;
  readonly #channel: ChannelLike;
  readonly #host: Host;
  readonly #watches = new Map<string, () => void>();
  readonly #queries = new Set<string>();
  #leaveMine: (() => void) | undefined;
  readonly #ended = new AbortController();

  constructor(
    tab: string,
    channel: ChannelLike,
    host: Host,
    /** The tab is shown. */
    public isVisible: boolean,
  ) {
    this.#tab = tab;
    this.#channel = channel;
    this.#host = host;
  }

  /** Aborts when the follower ends. */
  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  post(message: TabMessage): void {
    this.#channel.postMessage(message);
  }

  end(): void {
    for (const leave of this.#watches.values()) leave();
    for (const id of this.#queries) this.#leaveQuery(id);
    this.#leaveMine?.();
    this.#channel.close();
    this.#ended.abort();
  }

  /** Handles a frame that the tab would have sent to the server. */
  read(frame: ClientFrame): void {
    switch (frame.type) {
      case 'subscribe_pipeline':
        return frame.pipeline_ids.forEach((id) => this.#watch(id, frame));
      case 'unsubscribe_pipeline':
        return frame.pipeline_ids.forEach((id) => {
          this.#leave(id);
          this.post({
            type: 'frame',
            frame: { type: 'unsubscription_confirmed', pipeline_id: id, reason: 'requested' },
          });
        });
      case 'subscribe_user':
        return this.#watchMine(frame);
      case 'unsubscribe_user':
        this.#leaveMine?.();
        this.#leaveMine = undefined;
        return;
      case 'get_status':
        return; // answered with the list, as soon as that is known
      case 'control':
        return this.#host.send({ ...frame, request_id: `${this.#tab}/${frame.request_id}` });
      case 'subscribe_query': {
        const query_id = `${this.#tab}:${frame.query_id}`;
        this.#queries.add(query_id);
        return this.#host.send({ ...frame, query_id, request_id: `${this.#tab}/${frame.request_id}` });
      }
      case 'unsubscribe_query':
        return this.#leaveQuery(`${this.#tab}:${frame.query_id}`);
      default:
        return this.#host.send(frame);
    }
  }

  /** Passes on a frame if it concerns the tab. */
  pass(frame: ServerFrame): void {
    if (frame.type === 'query') {
      const [tab, query_id = ''] = frame.query_id.split(':');
      if (tab === this.#tab) this.post({ type: 'frame', frame: { ...frame, query_id } });
    } else if ('request_id' in frame && isText(frame.request_id)) {
      const [tab, request_id = ''] = frame.request_id.split('/');
      if (tab === this.#tab) this.post({ type: 'frame', frame: { ...frame, request_id } });
    } else if ('pipeline_id' in frame && frame.pipeline_id !== undefined) {
      const id = frame.pipeline_id;
      const isMine = this.#leaveMine !== undefined && this.#host.book.all.get(id)?.mine;
      if (this.#watches.has(id) || isMine) this.post({ type: 'frame', frame });
    } else if (frame.type === 'ping') {
      this.post({ type: 'frame', frame });
    }
  }

  #leaveQuery(query_id: string): void {
    if (this.#queries.delete(query_id)) this.#host.send({ type: 'unsubscribe_query', query_id });
  }

  #watchMine({ detail, max_hz: maxHz }: ClientFrame & { type: 'subscribe_user' }): void {
    let isListed = false;
    const onList = (pipelines: readonly PipelineState[]): void => {
      if (!isListed) this.#list(pipelines);
      isListed = true;
    };
    const before = this.#leaveMine;
    this.#leaveMine = this.#host.client.watchMine(onList, {
      ...(detail && { detail }),
      ...(maxHz !== undefined && { maxHz }),
    });
    before?.();
    for (const subscription of this.#host.book.all.values())
      // Otherwise the server is asked for the full state.
      if (subscription.mine && (subscription.held?.whole || detail)) this.#answer(subscription);
  }

  /** What is known of the user's own is all that is under way, or some of it: the tab has been sent these. */
  #list(pipelines: readonly PipelineState[]): void {
    const subscriptions = pipelines.map(({ pipeline_id }) => pipeline_id);
    this.post({ type: 'frame', frame: { type: 'status', subscriptions } });
  }

  #watch(id: string, { detail, max_hz: maxHz, wait }: ClientFrame & { type: 'subscribe_pipeline' }): void {
    const before = this.#watches.get(id);
    const { book } = this.#host;
    this.#watches.set(
      id,
      book.watch(id, nothing, {
        ...(wait && { wait }),
        ...(detail && { detail }),
        ...(maxHz !== undefined && { maxHz }),
      }),
    );
    before?.();
    const subscription = book.all.get(id);
    if (subscription?.held && (subscription.held.whole || detail)) this.#answer(subscription);
  }

  #leave(id: string): void {
    this.#watches.get(id)?.();
    this.#watches.delete(id);
  }

  /** Sends the held state in the form of the server: merging ignores what the tab holds already. */
  #answer({ id, held }: Subscription): void {
    if (!held) return;
    const { stages, ...state } = held.state;
    const { epoch, version } = state;
    this.post({ type: 'frame', frame: { ...state, ...(held.whole && { stages }), type: 'pipeline_progress' } });
    this.post({ type: 'frame', frame: { type: 'subscription_confirmed', pipeline_id: id, epoch, version } });
  }
}
