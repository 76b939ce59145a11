import { useQuery } from '@tanstack/react-query';
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
  const { data } = useQuery({
    queryKey: ['estimate', pipelineId, attempt, current?.id],
    queryFn: async ({ signal }): Promise<AskedEstimate> => ({
      estimate: await getEstimate(documentId ?? '', pipelineId ?? '', signal),
      stage: current?.id,
      percent: Math.min(99, current?.percent ?? 0),
    }),
    enabled: runs,
    staleTime: Infinity,
    retry: false,
  });
  return runs && data ? timeLeft(stages, data) : undefined;
}
