/** A handler whose event may be the platform's richer one: method types are compared both ways. */
type Handler<TEvent> = { handle(event: TEvent): void }['handle'] | null;

/** What the client needs of a socket: the browser's `WebSocket`, or any class that behaves like it. */
export interface SocketLike {
  onmessage: Handler<{ readonly data: unknown }>;
  onclose: Handler<{ readonly code: number; readonly reason: string }>;
  send(text: string): void;
  close(code?: number, reason?: string): void;
}

/** Makes a socket that is connecting. */
export type SocketConstructor = new (url: string, protocols: string[]) => SocketLike;

/** What of `window` and `document` is listened to, for `online` and `visibilitychange`. */
export interface WakeSource {
  addEventListener(type: string, listener: () => void): void;
  removeEventListener(type: string, listener: () => void): void;
}

/** Everything the client takes from its surroundings, so that tests own it. */
export interface Platform {
  /** Milliseconds since some fixed moment. Default: `Date.now`. */
  readonly now: () => number;
  /** A number in [0, 1). Default: `Math.random`. */
  readonly random: () => number;
  /** Runs something later; returns what takes it back. Default: `setTimeout`. */
  readonly delay: (callback: () => void, ms: number) => () => void;
  /** Default: the platform's; without one the client streams or polls. */
  readonly WebSocket: SocketConstructor | undefined;
  /** Default: `fetch`. */
  readonly fetch: typeof globalThis.fetch;
  /** Raises `online`. Default: `window`. */
  readonly window: WakeSource | undefined;
  /** Raises `visibilitychange`. Default: `document`. */
  readonly document: (WakeSource & { readonly visibilityState: string }) | undefined;
}

/** The browser's or Node's own. */
export function defaultPlatform(): Platform {
  const scope: Partial<Pick<typeof globalThis, 'WebSocket' | 'window' | 'document'>> = globalThis;
  return {
    now: () => Date.now(),
    random: () => Math.random(),
    delay: (callback, ms) => {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
    WebSocket: scope.WebSocket,
    fetch: (input, init) => fetch(input, init),
    window: scope.window,
    document: scope.document,
  };
}
