import type { ConnectContext } from '../connection/connect.js';
import type { ConnectionSnapshot } from '../connection/ConnectionSnapshot.js';
import type { Platform } from '../platform/Platform.js';
import type { ClientFrame } from '../protocol/ClientFrame.js';
import type { ServerFrame } from '../protocol/ServerFrame.js';
import type { SubscriptionBook } from '../subscriptions/keepBook.js';

/** What live lists need of their client. */
export interface ListHost {
  readonly context: ConnectContext;
  readonly platform: Platform;
  readonly book: SubscriptionBook;
  readonly connection: ConnectionSnapshot;
  readonly connectionListeners: Set<(connection: ConnectionSnapshot) => void>;
  readonly send: (frame: ClientFrame) => void;
  /** Sees every frame first. */
  tap: ((frame: ServerFrame | undefined) => void) | undefined;
  /** The live lists, once there is one. */
  lists: ConnectedLists | undefined;
}

/** Live lists, as the connection sees them. */
export interface ConnectedLists {
  /** The connection is up, this tab's or another's. */
  up(): void;
  down(): void;
}
