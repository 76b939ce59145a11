import type { ChannelLike, NavigatorLike } from '../../src/index.js';

interface Request {
  readonly callback: () => Promise<void>;
  readonly settle: { resolve(value: unknown): void; reject(reason: unknown): void };
}

/**
 * What the tabs of one browser have in common: channels that reach all but the sender, locks that are granted in turn.
 */
export class FakeBrowser {
  readonly #channels = new Set<FakeChannel>();
  readonly #queues = new Map<string, Request[]>();

  /** Requests for locks that are held or waited for. */
  get waiting(): number {
    return [...this.#queues.values()].flat().length;
  }

  /** One tab's view of it; `crash` ends the tab without a notice. */
  tab(): {
    readonly BroadcastChannel: new (name: string) => ChannelLike;
    readonly locks: NonNullable<NavigatorLike['locks']>;
    crash(): void;
  } {
    const channels = this.#channels;
    const own = new Set<FakeChannel>();
    const releases = new Set<() => void>();
    return {
      BroadcastChannel: class extends FakeChannel {
        constructor(name: string) {
          super(name, channels);
          own.add(this);
        }
      },
      locks: {
        request: (name, { signal }, callback) =>
          new Promise((resolve, reject) => {
            let release = (): void => {};
            const crashed = new Promise<void>((done) => (release = done));
            releases.add(release);
            const request: Request = {
              callback: () => Promise.race([callback(), crashed]),
              settle: { resolve, reject },
            };
            signal?.addEventListener('abort', () => this.#withdraw(name, request));
            const queue = this.#queues.get(name) ?? [];
            this.#queues.set(name, [...queue, request]);
            if (queue.length === 0) this.#grant(name);
          }),
      },
      crash: () => {
        for (const channel of own) channel.close();
        for (const release of releases) release();
      },
    };
  }

  #withdraw(name: string, request: Request): void {
    const queue = this.#queues.get(name) ?? [];
    if (queue.indexOf(request) < 1) return; // it is held, or over
    this.#queues.set(name, queue.filter((other) => other !== request));
    request.settle.reject(new DOMException('aborted', 'AbortError'));
  }

  #grant(name: string): void {
    const [request] = this.#queues.get(name) ?? [];
    if (!request) return;
    void Promise.resolve()
      .then(request.callback)
      .then((value) => {
        this.#queues.set(name, (this.#queues.get(name) ?? []).slice(1));
        request.settle.resolve(value);
        this.#grant(name);
      });
  }
}

class FakeChannel implements ChannelLike {
  onmessage: ChannelLike['onmessage'] = null;
  readonly #name: string;
  readonly #all: Set<FakeChannel>;

  constructor(name: string, all: Set<FakeChannel>) {
    this.#name = name;
    this.#all = all;
    all.add(this);
  }

  postMessage(message: unknown): void {
    const data: unknown = structuredClone(message);
    for (const other of this.#all) {
      if (other !== this && other.#name === this.#name)
        queueMicrotask(() => this.#all.has(other) && other.onmessage?.({ data }));
    }
  }

  close(): void {
    this.#all.delete(this);
  }
}
