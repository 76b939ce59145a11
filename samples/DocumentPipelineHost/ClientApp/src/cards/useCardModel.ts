import { usePipeline } from '@dpa/realtime/react';
import { useEffect, useMemo } from 'react';
import { newest } from '../pipeline/position';
import { isSettled } from '../pipeline/statusMark';
import type { PipelineState } from '../pipeline/types';
import { useDocumentList } from '../shell/Workspace';
import type { CardEntry } from './cardEntry';
import { cardModel, type CardModel } from './cardModel';

// More often than this is not seen, because the bars glide from value to value.
const maxHz = 15;
const waiting = { maxHz, wait: true } as const;
const present = { maxHz } as const;

export interface LiveCard {
  readonly model: CardModel;
  readonly state?: PipelineState;
}

/** The card's document as it is now: from the list at first, from the live pipeline as soon as that is there. */
export function useCardModel({ upload, item, pipelineId, wait }: CardEntry): LiveCard {
  const documents = useDocumentList();
  // A completed run does not change any more; all others may be resumed or retried from anywhere.
  const watched = item?.state?.pipeline_id === pipelineId && item?.state?.status === 'completed' ? undefined : pipelineId;
  const live = usePipeline(watched, wait ? waiting : present);
  const listed = item?.state?.pipeline_id === pipelineId ? item?.state : undefined;
  const state = newest(live, listed);
  const model = useMemo(() => cardModel({ upload, item, state }), [upload, item, state]);

  const ended = live !== undefined && isSettled(live.status) && listed?.status !== live.status;
  useEffect(() => {
    // What the list says of the document (summary, index, pages) changed with its end.
    if (ended) documents.refresh();
  }, [ended, documents]);

  return state ? { model, state } : { model };
}
