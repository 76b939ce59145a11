import type { ClientFrame } from '../protocol/ClientFrame.js';
import type { Position } from '../protocol/Position.js';
import type { ConnectionFrame, ServerFrame } from '../protocol/ServerFrame.js';
import type { ConnectionSnapshot } from './ConnectionSnapshot.js';
import type { StandInLoader } from './StandIn.js';

/** What the server takes at most, as it greets. */
export type ServerLimits = NonNullable<ConnectionFrame['limits']>;

/** What brings the frames: the page's own connection, or another tab's. */
export interface Link {
  readonly snapshot: ConnectionSnapshot;
  /** Controls can be sent, and are answered. */
  readonly isUp: boolean;
  start(): void;
  close(): void;
  /** Leaves the server until `wake`: nobody looks at the page, or it goes into the back/forward cache. */
  pause(): void;
  /**
   * Something changed: come back, or see whether what is there still is. `probeMs`: how long that may take. Default:
   * 5000.
   */
  wake(probeMs?: number): void;
  /** Dropped where nothing is up: what is watched is sent again when something is. */
  send(frame: ClientFrame): void;
}

/** What a link asks and notifies. */
export interface LinkEvents {
  changed(snapshot: ConnectionSnapshot): void;
  /** Somebody is there to subscribe at. */
  up(limits?: ServerLimits): void;
  down(): void;
  /** Everything that the server sends; undefined for what cannot be read. */
  frame(frame: ServerFrame | undefined): void;
  /** All that is watched, each with the position that is held. */
  positions(): Readonly<Record<string, Position | null>>;
  /** The user's own pipelines are wanted, known or not. */
  wantsMine(): boolean;
  /** A poll was answered in full. */
  polled(): void;
  /** How many pipelines go into one request. */
  readonly maxIds: number;
  /** Loads the HTTP fallback for the socket. */
  readonly loadStandIn: StandInLoader;
}
