import { useCallback, useEffect, useRef, useState } from 'react';
import type { ControlAction } from '../protocol/ControlAction.js';
import type { RealtimeClient } from '../RealtimeClient.js';
import type { RealtimeError } from '../RealtimeError.js';
import { useRealtimeClient } from './RealtimeProvider.js';

/** Controls of a pipeline in a component. */
export interface Control {
  /** Sends a request; completes when it is accepted or refused. Never fails: a refusal is in `error`. */
  readonly ask: (action: ControlAction, reason?: string) => Promise<void>;
  /** The action whose answer is awaited. */
  readonly pending: ControlAction | undefined;
  /** Why the newest one was refused. */
  readonly error: RealtimeError | undefined;
}

/** What is shown, and of which ask: its pipeline, its client and its turn. */
interface Shown extends Omit<Control, 'ask'> {
  readonly client: RealtimeClient;
  readonly id: string;
  readonly turn: number;
}

/** Controls of a pipeline: cancel, interrupt, resume, retry. The outcome arrives as state. */
export function useControl(pipelineId: string): Control {
  const client = useRealtimeClient();
  const [shown, show] = useState<Shown>();
  const turns = useRef(0);
  const leave = useRef<AbortController>(undefined);
  useEffect(() => {
    const left = (leave.current = new AbortController());
    return () => left.abort();
  }, [client, pipelineId]);
  const ask = useCallback(
    async (pending: ControlAction, reason?: string): Promise<void> => {
      const signal = leave.current?.signal;
      const own = { client, id: pipelineId, turn: ++turns.current };
      show({ ...own, pending, error: undefined });
      const error = await client.control(pipelineId, pending, reason, signal).then(
        () => undefined,
        (refused: unknown) => refused as RealtimeError,
      );
      // Only the newest request is shown, and none after the component was unmounted.
      const settled = signal?.aborted ? undefined : { ...own, pending: undefined, error };
      show((now) => (now?.turn === own.turn ? settled : now));
    },
    [client, pipelineId],
  );
  const isOurs = shown?.client === client && shown.id === pipelineId;
  return { pending: isOurs ? shown.pending : undefined, error: isOurs ? shown.error : undefined, ask };
}
