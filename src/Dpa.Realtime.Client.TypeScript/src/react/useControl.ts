import { useCallback, useEffect, useRef, useState } from 'react';
import type { ControlAction } from '../protocol/ControlAction.js';
import type { RealtimeClient } from '../RealtimeClient.js';
import type { RealtimeError } from '../RealtimeError.js';
import { useRealtimeClient } from './RealtimeProvider.js';

/** Controls of a pipeline in a component. */
export interface Control {
  /** Sends a request; completes when it is accepted or refused. Never fails: a refusal is in `error`. */
  readonly ask: (action: ControlAction, reason?: string) => Promise<void>;
  /** Answers the pipeline's question. Never fails either: `error.code` is then an `AnswerRefusal`, for example. */
  readonly answer: (questionId: string, answer: unknown) => Promise<void>;
  /** The action whose answer is awaited; `answer` while an answer is on its way. */
  readonly pending: ControlAction | 'answer' | undefined;
  /** Why the newest one was refused. */
  readonly error: RealtimeError | undefined;
}

/** What is shown, and of which ask: its pipeline, its client and its turn. */
interface Shown extends Omit<Control, 'ask' | 'answer'> {
  readonly client: RealtimeClient;
  readonly id: string;
  readonly turn: number;
}

/** Controls of a pipeline: cancel, interrupt, resume, retry, and answers to its question. Their outcome is state. */
export function useControl(pipelineId: string): Control {
  const client = useRealtimeClient();
  const [shown, show] = useState<Shown>();
  const turns = useRef(0);
  const leave = useRef<AbortController>(undefined);
  useEffect(() => {
    const left = (leave.current = new AbortController());
    return () => left.abort();
  }, [client, pipelineId]);
  const send = useCallback(
    async (pending: ControlAction | 'answer', request: (signal?: AbortSignal) => Promise<void>): Promise<void> => {
      const signal = leave.current?.signal;
      const own = { client, id: pipelineId, turn: ++turns.current };
      show({ ...own, pending, error: undefined });
      const error = await request(signal).then(
        () => undefined,
        (refused: unknown) => refused as RealtimeError,
      );
      // Only the newest request is shown, and none after the component was unmounted.
      const settled = signal?.aborted ? undefined : { ...own, pending: undefined, error };
      show((now) => (now?.turn === own.turn ? settled : now));
    },
    [client, pipelineId],
  );
  const ask = useCallback(
    (action: ControlAction, reason?: string) =>
      send(action, (signal) => client.control(pipelineId, action, reason, signal)),
    [send, client, pipelineId],
  );
  const answer = useCallback(
    (questionId: string, given: unknown) =>
      send('answer', (signal) => client.answer(pipelineId, questionId, given, signal)),
    [send, client, pipelineId],
  );
  const isOurs = shown?.client === client && shown.id === pipelineId;
  return { pending: isOurs ? shown.pending : undefined, error: isOurs ? shown.error : undefined, ask, answer };
}
