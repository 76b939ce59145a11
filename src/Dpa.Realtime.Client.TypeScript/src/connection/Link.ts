import type { ClientFrame } from '../protocol/ClientFrame.js';
import type { Position } from '../protocol/Position.js';
import type { ConnectionFrame, ServerFrame } from '../protocol/ServerFrame.js';
import type { ConnectionSnapshot } from './ConnectionSnapshot.js';
import type { StandInLoader } from './StandIn.js';

/** The limits in the server's greeting. */
export type ServerLimits = NonNullable<ConnectionFrame['limits']>;

/** Delivers the frames: the page's own connection, or another tab's. */
export interface Link {
  readonly snapshot: ConnectionSnapshot;
  /** Controls can be sent, and get an answer: on the socket, or over HTTP in its place. */
  readonly isUp: boolean;
  start(): void;
  close(): void;
  /** Disconnects until `wake`: the page is hidden, or goes into the back/forward cache. */
  pause(): void;
  /**
   * Something changed: connect again, or check that the connection still works. `probeMs`: how long that may take.
   * Default: 5000.
   */
  wake(probeMs?: number): void;
  /** Dropped if nothing is up: the subscriptions are sent again once something is. */
  send(frame: ClientFrame): void;
}

/** What a link requests from its owner and reports to it. */
export interface LinkEvents {
  changed(snapshot: ConnectionSnapshot): void;
  /** The connection is up: subscriptions can be sent. */
  up(limits?: ServerLimits): void;
  down(): void;
  /** Every frame of the server; undefined if it could not be read. */
  frame(frame: ServerFrame | undefined): void;
  /** All watched pipelines, each with the position that is held. */
  positions(withStages?: boolean): Readonly<Record<string, Position | null>>;
  /** The user's own pipelines are requested, known or not. */
  wantsMine(): boolean;
  /** A poll was answered in full. */
  polled(): void;
  /** How many pipelines go into one request. */
  readonly maxIds: number;
  /** Loads the HTTP fallback for the socket. */
  readonly loadStandIn: StandInLoader;
}
