import type { ClientFrame } from '../protocol/ClientFrame.js';
import type { ServerFrame } from '../protocol/ServerFrame.js';
import type { Subscription } from '../subscriptions/Subscription.js';
import type { ConnectionSnapshot } from './ConnectionSnapshot.js';

/** What brings the frames: the page's own connection, or another tab's. */
export interface Link {
  readonly snapshot: ConnectionSnapshot;
  /** Controls can be sent, and are answered. */
  readonly isUp: boolean;
  start(): void;
  close(): void;
  /** Leaves the server until `wake`: nobody looks at the page, or it goes into the back/forward cache. */
  pause(): void;
  /** Something changed for the better: come back, or see whether what is there still is. */
  wake(): void;
  /** Dropped where nothing is up: what is watched is said again when something is. */
  send(frame: ClientFrame): void;
}

/** What a link asks and tells. */
export interface LinkEvents {
  changed(snapshot: ConnectionSnapshot): void;
  /** There is somebody to say to what is watched. */
  up(maxMessageBytes?: number): void;
  down(): void;
  /** Everything that the server says; undefined for what cannot be read. */
  frame(frame: ServerFrame | undefined): void;
  subscriptions(): Iterable<Subscription>;
  /** What mends things was loaded. */
  recovers(room: typeof import('../recovery/index.js')): void;
}
