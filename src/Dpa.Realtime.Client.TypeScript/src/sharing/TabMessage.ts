import type { ConnectionSnapshot } from '../connection/ConnectionSnapshot.js';
import type { ClientFrame } from '../protocol/ClientFrame.js';
import type { ServerFrame } from '../protocol/ServerFrame.js';

/** Messages from a tab to the leader, and from the leader to all tabs, on the channel that all of them receive. */
export type GroupMessage =
  /** The leader is present: every tab answers with `hello`. */
  | { readonly type: 'lead' }
  /** The leader leaves; another tab will lead. */
  | { readonly type: 'gone' }
  | { readonly type: 'hello' | 'seen'; readonly from: string; readonly isVisible: boolean }
  | { readonly type: 'bye'; readonly from: string }
  /** The tab's application starts it again, for example after a sign-in. */
  | { readonly type: 'start'; readonly from: string }
  | { readonly type: 'say'; readonly from: string; readonly frame: ClientFrame };

/** Messages from the leader to one tab, on that tab's own channel. */
export type TabMessage =
  | { readonly type: 'welcome'; readonly snapshot: ConnectionSnapshot }
  /** How the leader is connected; also a sign of life. */
  | { readonly type: 'state'; readonly snapshot: ConnectionSnapshot }
  | { readonly type: 'frame'; readonly frame: ServerFrame };

/** The leader's sign of life comes this often, in milliseconds. */
export const beatMs = 10_000;
/** A leader that was silent for this long counts as lost, in milliseconds. */
export const silenceMs = 30_000;
