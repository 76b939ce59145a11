import type { Position } from '../protocol/Position.js';
import type { ErrorFrame } from '../protocol/ServerFrame.js';
import type { Subscription } from './Subscription.js';

/** Asks again for what is missing; loaded late. */
export interface Mending {
  /**
   * That position exists: whoever holds less is behind. `sent`: and all up to there was sent, so no part of a state
   * will do.
   */
  miss(subscription: Subscription, position: Position, sent?: boolean): void;
  /** Plans a heal where something is missing, forgets earlier ones where nothing is. */
  check(subscription: Subscription): void;
  /** Nothing is missing, or nobody is there to ask. */
  forget(subscription: Subscription): void;
  /** The server's bookmarks: what it has sent, and so should be here. */
  marked(marks?: Readonly<Record<string, string>>): void;
  /** The server refused something that it may grant in a while. */
  refused(code: ErrorFrame['code'], subscription: Subscription | undefined): void;
  /** Nobody is there to ask. */
  disconnected(): void;
}
