/** A handler whose event may be the platform's richer one: method types are compared both ways. */
type Handler<TEvent> = { handle(event: TEvent): void }['handle'] | null;

/** The part of a socket that the client needs: the browser's `WebSocket`, or any class that behaves like it. */
export interface SocketLike {
  onmessage: Handler<{ readonly data: unknown }>;
  onclose: Handler<{ readonly code: number; readonly reason: string }>;
  onerror: Handler<object>;
  send(text: string): void;
  close(code?: number, reason?: string): void;
}

/** Makes a socket that is connecting. */
export type SocketConstructor = new (url: string, protocols: string[]) => SocketLike;

/** What the client listens to. */
export interface WakeSource {
  addEventListener(type: string, listener: () => void): void;
  removeEventListener(type: string, listener: () => void): void;
}

/**
 * The parts of `navigator` that are used: Save-Data, network switches if the browser reports them, locks for
 * `shareTabs`.
 */
export interface NavigatorLike {
  readonly connection?: WakeSource & { readonly saveData?: boolean };
  readonly locks?: {
    request(name: string, options: { readonly signal?: AbortSignal }, callback: () => Promise<void>): Promise<unknown>;
  };
}

/** The part of a `BroadcastChannel` that is used. */
export interface ChannelLike {
  onmessage: Handler<{ readonly data: unknown }>;
  postMessage(message: unknown): void;
  close(): void;
}

/**
 * Everything that the client takes from its environment, so that tests control it, and so that workers and Node, which
 * lack some of it, are no special case.
 */
export interface Platform {
  /**
   * Milliseconds since some fixed moment, for intervals: they only grow, whatever happens to the system's clock.
   * Default: `performance.now`, in whole milliseconds.
   */
  readonly now: () => number;
  /** Milliseconds since 1970 by the system's clock, for the times of others. Default: `Date.now`. */
  readonly date: () => number;
  /** A number in [0, 1). Default: `Math.random`. */
  readonly random: () => number;
  /** Runs a callback later; returns a function that cancels it. Default: `setTimeout`. */
  readonly delay: (callback: () => void, ms: number) => () => void;
  /** Default: the platform's; without one the client streams or polls. */
  readonly WebSocket: SocketConstructor | undefined;
  /** Default: `fetch`. */
  readonly fetch: typeof globalThis.fetch;
  /** Raises `online`, `offline`, `pagehide` and `pageshow`. Default: `window`. */
  readonly window: WakeSource | undefined;
  /** Raises `visibilitychange`, `freeze` and `resume`. Default: `document`. */
  readonly document: (WakeSource & { readonly visibilityState: string }) | undefined;
  /** Default: `navigator`. */
  readonly navigator: NavigatorLike | undefined;
  /** Default: the platform's; without one tabs share nothing. */
  readonly BroadcastChannel: (new (name: string) => ChannelLike) | undefined;
}

/** A timer beyond this fires at once. */
const maxTimerMs = 2 ** 31 - 1;

/** The browser's or Node's own. */
export function defaultPlatform(): Platform {
  const { WebSocket, window, document, navigator, BroadcastChannel } = globalThis as Partial<typeof globalThis>;
  return {
    now: () => Math.round(performance.now()),
    date: () => Date.now(),
    random: () => Math.random(),
    delay: (callback, ms) => {
      const timer = setTimeout(callback, Math.min(ms, maxTimerMs));
      return () => clearTimeout(timer);
    },
    WebSocket,
    fetch: (input, init) => fetch(input, init),
    window,
    document,
    navigator: navigator as NavigatorLike | undefined,
    BroadcastChannel,
  };
}
