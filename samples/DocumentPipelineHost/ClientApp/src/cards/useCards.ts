import { useMyPipelines, useRealtimeClient } from '@dpa/realtime/react';
import { useMemo, useRef } from 'react';
import { newest } from '../pipeline/position';
import { isSettled, type ShownStatus } from '../pipeline/statusMark';
import { useDocuments, useUploads } from '../shell/Workspace';
import { cardEntries, type CardEntry } from './cardEntry';
import { cardModel } from './cardModel';

/** How long a finished document stays in the queue, in milliseconds; afterwards it is in the documents only. */
const recent = 24 * 60 * 60 * 1000;

export interface ListedCard {
  readonly entry: CardEntry;
  readonly status: ShownStatus;
}

const sameEntry = (a: CardEntry, b: CardEntry): boolean =>
  a.upload === b.upload && a.item === b.item && a.pipelineId === b.pipelineId && a.wait === b.wait;

/** The cards of the queue, newest first: everything under way, and what ended lately and was not cleared away. */
export function useCards(dismissed: ReadonlySet<string>): readonly ListedCard[] {
  const client = useRealtimeClient();
  const uploads = useUploads();
  const { items } = useDocuments();
  const mine = useMyPipelines();
  const held = useRef(new Map<string, CardEntry>());

  return useMemo(() => {
    const since = Date.now() - recent;
    const next = new Map<string, CardEntry>();
    const cards: ListedCard[] = [];
    for (const entry of cardEntries(uploads, items ?? [], mine)) {
      const before = held.current.get(entry.key);
      // The same object again where nothing changed, so that its card is not drawn again.
      const stable = before && sameEntry(before, entry) ? before : entry;
      next.set(entry.key, stable);
      const state = newest(entry.pipelineId ? client.getState(entry.pipelineId) : undefined, entry.item?.state);
      const { status } = cardModel({ upload: entry.upload, item: entry.item, state });
      if (isSettled(status) && (isDismissed(dismissed, entry) || entry.createdAt < since)) continue;
      cards.push({ entry: stable, status });
    }
    held.current = next;
    return cards;
  }, [client, uploads, items, mine, dismissed]);
}

/** A card keeps its key while the page lives; after a reload it is known by its document. */
export function dismissalKeys({ key, item, upload }: CardEntry): readonly (string | undefined)[] {
  return [key, item?.document_id ?? upload?.answer?.document_id];
}

const isDismissed = (dismissed: ReadonlySet<string>, entry: CardEntry): boolean =>
  dismissalKeys(entry).some((key) => key !== undefined && dismissed.has(key));
