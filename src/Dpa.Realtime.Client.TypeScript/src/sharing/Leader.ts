import { connect, type ConnectContext } from '../connection/connect.js';
import type { Link, LinkEvents } from '../connection/Link.js';
import type { Platform } from '../platform/Platform.js';
import type { ClientFrame } from '../protocol/ClientFrame.js';
import type { ErrorFrame } from '../protocol/ServerFrame.js';
import { Follower, type Host, type Sharer } from './Follower.js';
import { beatMs, type GroupMessage } from './TabMessage.js';

type Query = Extract<ClientFrame, { type: 'subscribe_query' }>;

/** The tab that holds the connection, and serves the others. */
export class Leader {
  readonly link: Link;
  readonly #platform: Platform;
  readonly #name: string;
  readonly #host: Host;
  readonly #followers = new Map<string, Follower>();
  /** The live lists that were asked for, of all tabs, by their ids. */
  readonly #queries = new Map<string, Query>();
  /** Those of them for which there was no place. */
  readonly #crowded = new Set<string>();
  #cancelBeat: (() => void) | undefined;

  constructor(name: string, context: ConnectContext, events: LinkEvents, host: Sharer) {
    this.#name = name;
    this.#platform = context.platform;
    this.#host = { ...host, send: (frame) => this.send(frame) };
    this.link = connect(context, {
      ...events,
      get maxIds() {
        return events.maxIds;
      },
      changed: (snapshot) => {
        events.changed(snapshot);
        this.#sendState();
      },
      frame: (frame) => {
        // First this tab: then a follower never gets a frame that is newer than its answers from the held state.
        events.frame(frame);
        if (frame?.type === 'error') this.#refused(frame);
        if (frame) for (const follower of this.#followers.values()) follower.pass(frame);
      },
    });
    this.#beat();
  }

  /** Another tab shows the states, so this tab need not be the one that stays connected. */
  get isWatchedElsewhere(): boolean {
    return [...this.#followers.values()].some((follower) => follower.isVisible);
  }

  /** Sends a frame to the server. A place that a list leaves goes to one for which there was none, in whatever tab. */
  send(frame: ClientFrame): void {
    this.link.send(frame);
    if (frame.type === 'subscribe_query') {
      this.#crowded.delete(frame.query_id);
      this.#queries.set(frame.query_id, frame);
    }
    if (frame.type !== 'unsubscribe_query') return;
    this.#queries.delete(frame.query_id);
    if (this.#crowded.delete(frame.query_id)) return;
    const [next = ''] = this.#crowded;
    const query = this.#queries.get(next);
    if (query) this.send(query);
  }

  read(message: GroupMessage): void {
    if (!('from' in message)) return;
    const { from } = message;
    const follower = this.#followers.get(from);
    if (message.type === 'hello') this.#welcome(from, message.isVisible);
    else if (message.type === 'seen' && follower) follower.isVisible = message.isVisible;
    else if (message.type === 'say') follower?.read(message.frame);
    else if (message.type === 'bye') this.#drop(from);
    else if (message.type === 'start') this.link.start();
  }

  end(): void {
    this.#cancelBeat?.();
    for (const tab of [...this.#followers.keys()]) this.#drop(tab);
    this.link.close();
  }

  #refused({ code, request_id, pipeline_id }: ErrorFrame): void {
    if (code !== 'too_many_subscriptions' || pipeline_id !== undefined) return;
    for (const query of this.#queries.values()) {
      if (query.request_id === request_id) this.#crowded.add(query.query_id);
    }
  }

  #welcome(tab: string, isVisible: boolean): void {
    this.#drop(tab);
    const { BroadcastChannel: Channel, navigator } = this.#platform;
    if (!Channel) return;
    const follower = new Follower(tab, new Channel(`${this.#name} ${tab}`), this.#host, isVisible);
    this.#followers.set(tab, follower);
    follower.post({ type: 'welcome', snapshot: this.link.snapshot });
    // A tab holds a lock while it lives: whoever gets the lock knows that the tab is gone, however it ended.
    const gone = async (): Promise<void> => {
      if (this.#followers.get(tab) === follower) this.#drop(tab);
    };
    // The request fails if the follower ends first.
    navigator?.locks?.request(`${this.#name} ${tab}`, { signal: follower.signal }, gone).catch(() => {});
  }

  #drop(tab: string): void {
    this.#followers.get(tab)?.end();
    this.#followers.delete(tab);
  }

  #sendState(): void {
    const { snapshot } = this.link;
    for (const follower of this.#followers.values()) follower.post({ type: 'state', snapshot });
  }

  #beat(): void {
    this.#cancelBeat = this.#platform.delay(() => {
      this.#sendState();
      this.#beat();
    }, beatMs);
  }
}
