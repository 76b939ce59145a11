import { connect, type ConnectContext } from '../connection/connect.js';
import type { Link, LinkEvents } from '../connection/Link.js';
import type { Platform } from '../platform/Platform.js';
import { Follower, type Host, type Sharer } from './Follower.js';
import { beatMs, type GroupMessage } from './TabMessage.js';

/** The tab that holds the connection, and serves the others. */
export class Leader {
  readonly link: Link;
  readonly #platform: Platform;
  readonly #name: string;
  readonly #host: Host;
  readonly #followers = new Map<string, Follower>();
  #cancelBeat: (() => void) | undefined;

  constructor(name: string, context: ConnectContext, events: LinkEvents, host: Sharer) {
    this.#name = name;
    this.#platform = context.platform;
    this.#host = { ...host, send: (frame) => this.link.send(frame) };
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
        if (frame) for (const follower of this.#followers.values()) follower.pass(frame);
      },
    });
    this.#beat();
  }

  /** Another tab shows the states, so this tab need not be the one that stays connected. */
  get isWatchedElsewhere(): boolean {
    return [...this.#followers.values()].some((follower) => follower.isVisible);
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
