import type { PipelineState } from '@dpa/realtime';
import { useRealtimeClient } from '@dpa/realtime/react';
import { useEffect, useReducer, useRef } from 'react';
import { drawClock } from './drawClock';
import { Pace } from './Pace';

const none: readonly PipelineState[] = [];

/** A list needs no stages, and not every step: statuses come at once whatever the rate is. */
const wanted = { detail: 'summary', maxHz: 1 } as const;

/** The list is drawn at most so often, in milliseconds; the cards in sight follow their own states. */
const paceMs = 500;

/** A pipeline that the list follows. */
export interface Followed {
  readonly id: string;
  /** It may not be there yet. */
  readonly wait: boolean;
}

/**
 * Follows the user's own pipelines, and those that are named (the files of a batch are none of the former), as a list
 * does: `ask` tells the drawing component again when any of them changed. Call `follow` with each drawing's names.
 */
export function useListedStates(): {
  readonly mine: readonly PipelineState[];
  readonly round: number;
  readonly follow: (named: readonly Followed[]) => void;
} {
  const client = useRealtimeClient();
  const [round, draw] = useReducer((count: number) => count + 1, 0);
  const watches = useRef(new Map<string, () => void>());
  const pace = useRef<Pace>(undefined);

  useEffect(() => {
    const own = new Pace(() => drawClock.next(draw), paceMs);
    pace.current = own;
    const held = watches.current;
    const leave = client.watchMine(own.ask, wanted);
    draw(); // what changed between the drawing and now
    return () => {
      leave();
      for (const end of held.values()) end();
      held.clear();
      own.end();
      pace.current = undefined;
    };
  }, [client]);

  const follow = (named: readonly Followed[]): void => {
    const { current: held } = watches;
    const { current: own } = pace;
    if (!own) return;
    const keys = new Set(named.map(({ id, wait }) => `${id} ${wait}`));
    for (const { id, wait } of named) {
      const key = `${id} ${wait}`;
      if (!held.has(key)) held.set(key, client.watch(id, own.ask, { ...wanted, wait }));
    }
    for (const [key, end] of held) {
      if (keys.has(key)) continue;
      end();
      held.delete(key);
    }
  };
  return { mine: client.getMine() ?? none, round, follow };
}
