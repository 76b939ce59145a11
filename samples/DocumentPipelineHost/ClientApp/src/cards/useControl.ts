import { useCallback, useState } from 'react';
import { controlPipeline, processDocument, type ControlAction } from '../api/calls';
import { toProblem, type Problem } from '../api/problem';

/** What a person can ask for; `again` is a new pipeline for a stored document. */
export type CardAction = ControlAction | 'again';

export interface Control {
  /** The action whose answer is awaited. */
  readonly busy: CardAction | null;
  readonly refused: { readonly action: CardAction; readonly problem: Problem } | null;
  /** With `stage`, a retry that begins with that stage. */
  readonly run: (action: ControlAction, stage?: string) => void;
  /** Makes the results of these options again. */
  readonly again: (options: Readonly<Record<string, boolean>>) => void;
}

/** Asks the host to act on a pipeline; the outcome arrives as a state. */
export function useControl(documentId: string | undefined, pipelineId: string | undefined): Control {
  const [busy, setBusy] = useState<CardAction | null>(null);
  const [refused, setRefused] = useState<Control['refused']>(null);

  const ask = useCallback((action: CardAction, call: () => Promise<unknown>) => {
    setBusy(action);
    setRefused(null);
    call()
      .catch((error: unknown) => setRefused({ action, problem: toProblem(error) }))
      .finally(() => setBusy(null));
  }, []);
  const run = useCallback(
    (action: ControlAction, stage?: string) => {
      if (documentId && pipelineId) ask(action, () => controlPipeline(documentId, pipelineId, action, stage));
    },
    [ask, documentId, pipelineId],
  );
  const again = useCallback(
    (options: Readonly<Record<string, boolean>>) => {
      if (documentId) ask('again', () => processDocument(documentId, options, true));
    },
    [ask, documentId],
  );
  return { busy, refused, run, again };
}
