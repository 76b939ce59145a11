import type { PipelineState } from '../protocol/PipelineState.js';
import type { ProgressFrames, StatusFrame } from '../protocol/ServerFrame.js';
import type { Subscription } from './Subscription.js';

/** The user's own pipelines, as far as subscriptions have to do with them; loaded late. */
export interface OwnPipelines {
  readonly isWatched: boolean;
  /**
   * All that are under way, oldest first, and those that ended meanwhile; undefined until it is known which these
   * are.
   */
  readonly list: readonly PipelineState[] | undefined;
  /** The message that asks the server for them, as JSON; undefined while nobody listens. */
  readonly asks: string | undefined;
  /** It was sent on this connection, or the connection is gone. */
  asked(): void;
  /** Lets go of what it holds once nobody listens any more. */
  flush(): void;
  /** `subscribe_user` brings pipelines that nobody named. */
  adopt(frame: ProgressFrames): Subscription | undefined;
  /** Takes a pipeline that is watched anyway into the list, where it is one of the user's and under way. */
  claim(subscription: Subscription): void;
  drop(subscription: Subscription): void;
  changed(): void;
  /** The server sent what this connection is subscribed to. */
  told(status: StatusFrame): void;
  /** A heartbeat came. */
  isBeat(): void;
  /** All that are under way were sent. */
  isComplete(): void;
}
