import type { PipelineState } from '../protocol/PipelineState.js';
import type { ProgressFrames, StatusFrame } from '../protocol/ServerFrame.js';
import type { Subscription } from './Subscription.js';

/** The user's own pipelines, as far as subscriptions need them; loaded late. */
export interface OwnPipelines {
  readonly isWatched: boolean;
  /**
   * All that are running, oldest first, and those that ended meanwhile; undefined until they are known.
   */
  readonly list: readonly PipelineState[] | undefined;
  /** The message that requests them, as JSON; undefined while nobody listens. */
  readonly asks: string | undefined;
  /** It was sent on this connection, or the connection is closed. */
  asked(): void;
  /** Releases what it holds once nobody listens any more. */
  flush(): void;
  /** Takes a pipeline that `subscribe_user` delivers and that no listener requested. */
  adopt(frame: ProgressFrames): Subscription | undefined;
  /** Adds a pipeline that is watched anyway to the list, if it is one of the user's and running. */
  claim(subscription: Subscription): void;
  /** Nobody listens to it any more, and the server is about to receive that: it is no news if it has ended. */
  released(id: string): void;
  /** The server has taken note of that, or sends nothing about it anyway. */
  isReleased(id: string): void;
  drop(subscription: Subscription): void;
  changed(): void;
  /** The server sent what this connection is subscribed to. */
  read(status: StatusFrame): void;
  /** A heartbeat came. */
  isBeat(): void;
  /** All that are under way were sent. */
  isComplete(): void;
}
