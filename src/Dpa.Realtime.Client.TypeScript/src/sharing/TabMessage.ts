import type { ConnectionSnapshot } from '../connection/ConnectionSnapshot.js';
import type { ClientFrame } from '../protocol/ClientFrame.js';
import type { ServerFrame } from '../protocol/ServerFrame.js';

/** What a tab says to the leader, and the leader to all, on the channel that all of them hear. */
export type GroupMessage =
  /** The leader is there: say hello. */
  | { readonly type: 'lead' }
  /** The leader leaves; another will follow. */
  | { readonly type: 'gone' }
  | { readonly type: 'hello' | 'seen'; readonly from: string; readonly isVisible: boolean }
  | { readonly type: 'bye'; readonly from: string }
  /** The tab's application starts it again: somebody signed in, say. */
  | { readonly type: 'start'; readonly from: string }
  | { readonly type: 'say'; readonly from: string; readonly frame: ClientFrame };

/** What the leader says to one tab, on that tab's own channel. */
export type TabMessage =
  | { readonly type: 'welcome'; readonly snapshot: ConnectionSnapshot }
  /** How the leader is connected; also a sign of life. */
  | { readonly type: 'state'; readonly snapshot: ConnectionSnapshot }
  | { readonly type: 'frame'; readonly frame: ServerFrame };

/** The leader's sign of life comes this often, in milliseconds. */
export const beatMs = 10_000;
/** A leader that was not heard for so long does not work, in milliseconds. */
export const silenceMs = 30_000;
