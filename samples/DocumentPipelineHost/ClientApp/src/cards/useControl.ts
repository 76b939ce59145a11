import { useCallback, useState } from 'react';
import { controlPipeline, type ControlAction } from '../api/calls';
import { toProblem, type Problem } from '../api/problem';

export interface Control {
  /** The action whose answer is awaited. */
  readonly busy: ControlAction | null;
  readonly refused: { readonly action: ControlAction; readonly problem: Problem } | null;
  readonly run: (action: ControlAction) => void;
}

/** Asks the host to act on a pipeline; what becomes of it arrives as state. */
export function useControl(documentId: string | undefined, pipelineId: string | undefined): Control {
  const [busy, setBusy] = useState<ControlAction | null>(null);
  const [refused, setRefused] = useState<Control['refused']>(null);

  const run = useCallback(
    (action: ControlAction) => {
      if (!documentId || !pipelineId) return;
      setBusy(action);
      setRefused(null);
      controlPipeline(documentId, pipelineId, action)
        .catch((error: unknown) => setRefused({ action, problem: toProblem(error) }))
        .finally(() => setBusy(null));
    },
    [documentId, pipelineId],
  );
  return { busy, refused, run };
}
