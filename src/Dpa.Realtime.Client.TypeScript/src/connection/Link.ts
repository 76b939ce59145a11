import type { ClientFrame } from '../protocol/ClientFrame.js';
import type { ServerFrame } from '../protocol/ServerFrame.js';
import type { SubscriptionBook } from '../subscriptions/keepBook.js';
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
  /** Something changed: come back, or see whether what is there still is. `probeMs`: how long a sign of life may take. Default: 5000. */
  wake(probeMs?: number): void;
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
  /** What is watched, and how far it is known. */
  book(): Pick<SubscriptionBook, 'all' | 'mine'>;
  /** What mends things was loaded. */
  recovers(room: typeof import('../recovery/index.js')): void;
}
