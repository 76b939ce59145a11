import { originOf } from '../connection/address.js';
import { connect, type ConnectContext } from '../connection/connect.js';
import type { ConnectionSnapshot } from '../connection/ConnectionSnapshot.js';
import type { Link, LinkEvents } from '../connection/Link.js';
import { takesRequests } from '../connection/takesRequests.js';
import type { ChannelLike, Platform } from '../platform/Platform.js';
import type { ClientFrame } from '../protocol/ClientFrame.js';
import type { Sharer } from './Follower.js';
import { Leader } from './Leader.js';
import { silenceMs, type GroupMessage, type TabMessage } from './TabMessage.js';

/** A link that is shared with the user's other tabs, or the page's own if the browser lacks what that needs. */
export function share(context: ConnectContext, events: LinkEvents, sharer: Sharer): Link {
  const { navigator, BroadcastChannel } = context.platform;
  return navigator?.locks && BroadcastChannel ? new SharedLink(context, events, sharer) : connect(context, events);
}

/**
 * One connection for all tabs of a user. The tab that holds a Web Lock leads: it connects, watches what any of them
 * watches and passes on what concerns each. The others wait for the lock: one of them leads when the leader closes,
 * crashes, sleeps, or is hidden while another tab is shown.
 */
class SharedLink implements Link {
  readonly #context: ConnectContext;
  readonly #platform: Platform;
  readonly #events: LinkEvents;
  readonly #host: Sharer;
  readonly #tab: string;
  readonly #name: string;
  #snapshot: ConnectionSnapshot = { status: 'connecting', reconnects: 0, attempt: 0 };
  #state: 'idle' | 'paused' | 'in' = 'idle';
  /** Cancels the lock requests and releases the held locks when the tab leaves. */
  #left: AbortController | undefined;
  #group: ChannelLike | undefined;
  #inbox: ChannelLike | undefined;
  #leader: Leader | undefined;
  /** Used if the leader is silent: a connection of this tab alone. */
  #own: Link | undefined;
  /** A connection of this tab is given up for another: its close is not reported. */
  #isEnding = false;
  #isWelcome = false;
  #cancelSilence: (() => void) | undefined;

  constructor(context: ConnectContext, events: LinkEvents, host: Sharer) {
    const { options, platform } = context;
    this.#context = context;
    this.#platform = platform;
    this.#host = host;
    this.#tab = `${platform.date().toString(36)}-${platform.random().toString(36).slice(2)}`;
    this.#name = `dpa-realtime ${originOf(options)} ${options.userId}`;
    this.#events = {
      ...events,
      get maxIds() {
        return events.maxIds;
      },
      changed: (snapshot) => {
        if (this.#isEnding) return;
        this.#snapshot = snapshot;
        events.changed(snapshot);
      },
    };
  }

  get snapshot(): ConnectionSnapshot {
    return this.#snapshot;
  }

  get isUp(): boolean {
    return this.#link ? this.#link.isUp : this.#isWelcome && takesRequests(this.#snapshot);
  }

  start(): void {
    if (this.#state === 'idle') return this.#enter();
    if (this.#link) this.#link.start();
    else this.#send({ type: 'start', from: this.#tab }); // the leader may have been refused
  }

  close(): void {
    this.#leave('idle', 'closed');
  }

  pause(): void {
    if (this.#state === 'in') this.#leave('paused', 'reconnecting', 'paused');
  }

  wake(probeMs?: number): void {
    if (this.#state === 'paused') this.#enter();
    else this.#link?.wake(probeMs);
  }

  send(frame: ClientFrame): void {
    const own = this.#leader ?? this.#own;
    if (own) own.send(frame);
    else if (this.#isWelcome) this.#send({ type: 'say', from: this.#tab, frame });
  }

  get #link(): Link | undefined {
    return this.#leader?.link ?? this.#own;
  }

  get #isVisible(): boolean {
    return this.#platform.document?.visibilityState !== 'hidden';
  }

  #enter(): void {
    const { BroadcastChannel: Channel, navigator, document } = this.#platform;
    const locks = navigator?.locks;
    if (!Channel || !locks) return;
    this.#state = 'in';
    const { signal } = (this.#left = new AbortController());
    /** Holds a lock from when it is granted until the tab leaves. */
    const hold = (name: string, then: () => void): void => {
      const held = async (): Promise<void> => {
        if (signal.aborted) return;
        then();
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      };
      locks.request(name, { signal }, held).catch(() => {}); // the tab left before it was granted
    };
    this.#group = new Channel(this.#name);
    this.#group.onmessage = ({ data }) => this.#read(data as GroupMessage);
    this.#inbox = new Channel(`${this.#name} ${this.#tab}`);
    this.#inbox.onmessage = ({ data }) => this.#take(data as TabMessage);
    const look = (): void => this.#look();
    document?.addEventListener('visibilitychange', look);
    signal.addEventListener('abort', () => document?.removeEventListener('visibilitychange', look));
    hold(`${this.#name} ${this.#tab}`, () => {
      hold(this.#name, () => this.#lead());
      this.#hello('hello');
    });
    this.#listen();
  }

  #leave(state: 'idle' | 'paused', status: ConnectionSnapshot['status'], reason?: string): void {
    this.#cancelSilence?.();
    this.#lose();
    if (this.#leader) this.#send({ type: 'gone' });
    else this.#send({ type: 'bye', from: this.#tab });
    this.#hangUp();
    this.#group?.close();
    this.#inbox?.close();
    this.#group = this.#inbox = undefined;
    this.#left?.abort();
    this.#state = state;
    this.#publish({ status, ...(reason && { reason }) });
  }

  #lead(): void {
    this.#cancelSilence?.();
    this.#lose();
    this.#hangUp();
    this.#leader = new Leader(this.#name, this.#context, this.#events, this.#host);
    this.#leader.link.start();
    this.#send({ type: 'lead' });
  }

  /** Ends the connection that this tab holds itself, if it does. */
  #hangUp(): void {
    this.#isEnding = true;
    this.#leader?.end();
    this.#own?.close();
    this.#leader = this.#own = undefined;
    this.#isEnding = false;
  }

  #read(message: GroupMessage): void {
    if (this.#leader) {
      this.#leader.read(message);
      return this.#look(); // a tab that opens in front of this one was not there yet when this one was hidden
    }
    if (message.type === 'lead') this.#hello('hello');
    if (message.type === 'gone') {
      this.#lose();
      this.#publish({ status: 'reconnecting', shared: true });
    }
  }

  #take(message: TabMessage): void {
    if (this.#link) return;
    this.#listen();
    if (message.type === 'frame') return this.#events.frame(message.frame);
    this.#publish({ ...message.snapshot, shared: true });
    if (message.type !== 'welcome') return;
    this.#lose(); // an earlier leader may have ended without a notice
    this.#isWelcome = true;
    this.#events.up();
  }

  /** A hidden leader passes the lead on to a tab that is shown. */
  #look(): void {
    if (!this.#leader) return this.#hello('seen');
    if (this.#isVisible || !this.#leader.isWatchedElsewhere) return;
    this.#leave('paused', 'reconnecting');
    this.#enter();
  }

  /** The leader, if there is one, must send from time to time. */
  #listen(): void {
    this.#cancelSilence?.();
    this.#cancelSilence = this.#platform.delay(() => {
      this.#lose();
      this.#own = connect(this.#context, this.#events);
      this.#own.start();
    }, silenceMs);
  }

  #lose(): void {
    if (this.#isWelcome) this.#events.down();
    this.#isWelcome = false;
  }

  #hello(type: 'hello' | 'seen'): void {
    this.#send({ type, from: this.#tab, isVisible: this.#isVisible });
  }

  #send(message: GroupMessage): void {
    this.#group?.postMessage(message);
  }

  #publish(change: Partial<ConnectionSnapshot>): void {
    const { reconnects, attempt } = this.#snapshot;
    this.#events.changed({ status: 'reconnecting', reconnects, attempt, ...change });
  }
}
