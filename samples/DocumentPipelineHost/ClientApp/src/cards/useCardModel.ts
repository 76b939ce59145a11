import { useRealtimeClient } from '@dpa/realtime/react';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import { newest } from '../pipeline/position';
import { isSettled } from '../pipeline/statusMark';
import type { PipelineState } from '../pipeline/types';
import { painted } from '../workspace/paintedDelays';
import { useDocumentList } from '../workspace/Workspace';
import type { CardEntry } from './cardEntry';
import { cardModel, type CardModel } from './cardModel';
import { useLiveState, type Followed } from './useLiveState';

export interface LiveCard {
  readonly model: CardModel;
  readonly state?: PipelineState;
  /** Its stages may be older than its status. */
  readonly isLine: boolean;
}

interface HowShown {
  /** The card is in sight, or nearly: another one has what the list follows, as of when it was drawn. */
  readonly seen?: boolean;
  /** The document's list is notified of its end from here, and not by whoever shows the card. */
  readonly notes?: boolean;
  /** How closely it is followed; as a line of very many without its stages. */
  readonly how?: Followed;
}

/**
 * The card's document as it is now: from the list at first, from the live pipeline as soon as that is there.
 * @param shown What is shown of it.
 */
export function useCardModel(
  { upload, item, pipelineId, wait }: CardEntry,
  { seen = true, notes = true, how = 'whole' }: HowShown = {},
): LiveCard {
  const client = useRealtimeClient();
  const documents = useDocumentList();
  // A completed run does not change any more; all others may be resumed or retried from anywhere.
  const watched =
    item?.state?.pipeline_id === pipelineId && item?.state?.status === 'completed' ? undefined : pipelineId;
  const followed = useLiveState(seen ? watched : undefined, wait, how);
  // What the list follows is there before an own watch is, and while there is none.
  const live = followed ?? (watched === undefined ? undefined : client.getState(watched));
  const listed = item?.state?.pipeline_id === pipelineId ? item?.state : undefined;
  usePaintedDelays(followed);
  // Of the same age, the list's has all stages and warnings, and a line's has not.
  const latest = how === 'whole' ? newest(live, listed) : newest(listed, live);
  const state = useMemo(() => withStages(latest, listed), [latest, listed]);
  // Of what is followed as a line the stages are those of the list: as they were.
  const isLine = how !== 'whole' && state !== listed;
  const model = useMemo(() => cardModel({ upload, item, state }), [upload, item, state]);

  const documentId = model.documentId;
  const ended =
    notes && documentId && live && isSettled(live.status) && listed?.status !== live.status ? live : undefined;
  useEffect(() => {
    if (documentId && ended) documents.ended(documentId, ended);
  }, [documentId, ended, documents]);

  return state ? { model, state, isLine } : { model, isLine };
}

/** What changes while it is looked at is painted with the frame that it is drawn in. */
function usePaintedDelays(state: PipelineState | undefined): void {
  const before = useRef<PipelineState>(undefined);
  useLayoutEffect(() => {
    // The first state does not measure a delay, since it may be old; nor does one that only received its stages.
    if (state && before.current?.epoch === state.epoch && before.current.version < state.version)
      painted(state.timestamp);
    before.current = state;
  }, [state]);
}

/**
 * A state as lists follow it has no stages: until the card's own is there, the last known ones stand in, so that its
 * rows stay.
 */
function withStages(
  state: PipelineState | undefined,
  listed: PipelineState | null | undefined,
): PipelineState | undefined {
  if (!state || state.stages.length > 0 || !listed || listed.epoch !== state.epoch) return state;
  return { ...state, stages: listed.stages };
}
