import type { ClientFrame } from '../protocol/ClientFrame.js';
import type { Platform } from '../platform/Platform.js';
import type { ConnectionStatus } from './ConnectionSnapshot.js';
import type { Identity } from './Identity.js';
import type { LinkEvents } from './Link.js';
import type { RealtimeClientOptions } from './RealtimeClientOptions.js';
import type { SupervisionRules } from './supervise.js';

/** The HTTP response that explains a refused socket. */
export interface Explanation {
  readonly status: number;
  /** The protocol's code for it; undefined if an intermediary answered. */
  readonly code: unknown;
  readonly retryAfterMs: number;
}

/** The HTTP fallback for the socket. */
export interface StandIn {
  /** Undefined before it first got through. */
  readonly status: ConnectionStatus | undefined;
  /** Why it delivers nothing, while it does not. */
  readonly reason: string | undefined;
  /** When it asks again, while it delivers nothing. */
  readonly retryAt: number | undefined;
  /** @param streams False if the server accepts no more connections of this user: a stream is one. */
  start(streams: boolean): void;
  /** Starts nothing new; the answer to a poll under way is still processed, so that there is no gap. */
  stop(): void;
  /** As `stop`, but does not wait for answers that are under way. */
  abandon(): void;
  send(frame: ClientFrame): void;
  /** Fails if the server cannot be reached. */
  explain(): Promise<Explanation>;
}

/** What it has in common with every link. */
type Passed = 'up' | 'down' | 'frame' | 'positions' | 'wantsMine' | 'polled';

/** What the HTTP fallback requests from its owner and reports to it. */
export interface StandInEvents extends Pick<LinkEvents, Passed> {
  readonly maxIds: number;
  /** Its status or its reason changed. */
  changed(): void;
  /** The server answers again, after it had been out of reach over HTTP, too. */
  back(): void;
  /** The server refuses every transport: 401 or 403, with a new token too. */
  refused(reason: 'unauthorized' | 'forbidden'): void;
}

/** The parts that the fallback needs. */
export interface StandInContext {
  readonly options: RealtimeClientOptions;
  readonly platform: Platform;
  readonly rules: SupervisionRules;
  readonly loadIdentity: (() => Promise<Identity>) | undefined;
}

export type StandInLoader = () => Promise<(context: StandInContext, events: StandInEvents) => StandIn>;
