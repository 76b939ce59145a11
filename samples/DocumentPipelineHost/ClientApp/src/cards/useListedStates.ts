import type { PipelineState } from '@dpa/realtime';
import { useRealtimeClient } from '@dpa/realtime/react';
import { useEffect, useReducer, useRef } from 'react';
import { noCrowd, type Crowd } from '../workspace/crowd';
import { ListFollower, type Followed } from './ListFollower';

const none: readonly PipelineState[] = [];

/**
 * Follows the user's own pipelines, and those that are named (the files of a batch are none of the former), as a list
 * does: the component is drawn again when any of them changed. Call `follow` with each drawing's names.
 */
export function useListedStates(): {
  readonly mine: readonly PipelineState[];
  readonly round: number;
  readonly follow: (named: readonly Followed[], crowd: Crowd) => void;
} {
  const client = useRealtimeClient();
  const [round, draw] = useReducer((count: number) => count + 1, 0);
  const follower = useRef<ListFollower>(undefined);

  useEffect(() => {
    const own = new ListFollower(client, draw);
    follower.current = own;
    own.follow([], noCrowd);
    draw(); // what changed between the drawing and now
    return () => {
      own.end();
      follower.current = undefined;
    };
  }, [client]);

  const follow = (named: readonly Followed[], crowd: Crowd): void => follower.current?.follow(named, crowd);
  return { mine: client.getMine() ?? none, round, follow };
}
