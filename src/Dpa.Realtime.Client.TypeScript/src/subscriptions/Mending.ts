import type { Position } from '../protocol/Position.js';
import type { ErrorFrame } from '../protocol/ServerFrame.js';
import type { Subscription } from './Subscription.js';

/** Requests again what is missing; loaded late. */
export interface Mending {
  /**
   * That position exists: an older held state is behind. `sent`: everything up to there was sent, so a partial state is
   * not enough.
   */
  miss(subscription: Subscription, position: Position, sent?: boolean): void;
  /** Plans a heal if something is missing, forgets earlier ones if nothing is. */
  check(subscription: Subscription): void;
  /** Nothing is missing, or there is no connection. */
  forget(subscription: Subscription): void;
  /** The server's marks: the positions that it has sent, and that should have arrived. */
  marked(marks?: Readonly<Record<string, string>>): void;
  /** The server refused something that it may accept later. */
  refused(code: ErrorFrame['code'], subscription: Subscription | undefined): void;
  /** There is no connection. */
  disconnected(): void;
}
