import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { getEstimate } from '../api/calls';
import type { CardModel } from './cardModel';
import type { TimeRange } from '../i18n/format';
import { timeLeft, type AskedEstimate } from './timeLeft';

/**
 * How long a running document may still take; asked once a stage, and undefined where it is not known.
 * @param isLive Its stages are as of now.
 */
export function useTimeLeft(
  { status, stages, documentId, pipelineId, attempt }: CardModel,
  isLive = true,
): TimeRange | undefined {
  const current = stages.find((stage) => stage.status === 'processing');
  const isKnown = isLive && documentId !== undefined && pipelineId !== undefined;
  const runs = isKnown && status === 'processing' && current !== undefined && current.id !== 'upload';
  const queries = useQueryClient();
  const [asked, take] = useState<{ readonly of: string; readonly estimate: AskedEstimate }>();
  const of = runs ? `${pipelineId} ${attempt} ${current.id}` : undefined;
  // Asked for by an effect of its own: a query that listens costs each drawing of each card.
  useEffect(() => {
    if (of === undefined) return undefined;
    let isOver = false;
    const asking = queries.fetchQuery({
      queryKey: ['estimate', of],
      queryFn: async ({ signal }): Promise<AskedEstimate> => ({
        estimate: await getEstimate(documentId ?? '', pipelineId ?? '', signal),
        stage: current?.id,
        percent: Math.min(99, current?.percent ?? 0),
      }),
      staleTime: Infinity,
      retry: false,
    });
    asking.then((estimate) => isOver || take({ of, estimate }), () => undefined);
    return () => {
      isOver = true;
    };
    // What runs decides when it is asked, and not how far that is.
  }, [of, queries]);
  return asked && asked.of === of ? timeLeft(stages, asked.estimate) : undefined;
}
