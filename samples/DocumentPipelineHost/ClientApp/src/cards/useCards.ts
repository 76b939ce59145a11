import { useRealtimeClient } from '@dpa/realtime/react';
import { useEffect, useMemo, useRef } from 'react';
import { newest } from '../pipeline/position';
import { isRunning, isSettled, isWaiting, type ShownStatus } from '../pipeline/statusMark';
import type { PipelineState } from '../pipeline/types';
import { nextCrowd, type Crowd } from '../workspace/crowd';
import { useBurstStart, useDocumentList, useDocuments, useUploads } from '../workspace/Workspace';
import { cardEntries, type CardEntry } from './cardEntry';
import { cardModel } from './cardModel';
import { busyMs, drawClock } from './drawClock';
import { isWorthARetry } from './errorAction';
import type { Followed } from './ListFollower';
import { useListedStates } from './useListedStates';

/** How long a finished document stays in the queue, in milliseconds; afterwards it is in the documents only. */
const recent = 24 * 60 * 60 * 1000;

/** After this time the first files of another page's batch are read, and those that join it later. In milliseconds. */
const firstJoinMs = 5000;
const moreJoinMs = 15_000;

/** The clocks of documents and of batches may differ by so much, in milliseconds. */
const clocksDiffer = 60_000;

export interface ListedCard {
  readonly entry: CardEntry;
  readonly status: ShownStatus;
  /** Null while it is not known. */
  readonly percent: number | null;
  /** In bytes; undefined while it is not known. */
  readonly size: number | undefined;
  readonly batchId: string | undefined;
  /** Of one that is completed. */
  readonly warnings?: readonly string[];
  /** It failed, and another try may succeed. */
  readonly wantsRetry?: boolean;
  /** Which attempt its run is at. */
  readonly attempt?: number | undefined;
  /** When its run began, by the host's clock, in milliseconds; undefined where that is not known. */
  readonly begunAt?: number | undefined;
  /** When it ended, in milliseconds; undefined where it has not, or that is not known. */
  readonly endedAt?: number | undefined;
}

/** A run that has ended, which the list does not know yet. */
interface End {
  readonly documentId: string;
  readonly state: PipelineState;
}

/** What a card was made of: nothing is made again where nothing of it changed. */
interface HeldCard {
  readonly entry: CardEntry;
  readonly state: PipelineState | undefined;
  readonly documentId: string | undefined;
  readonly listed: ListedCard;
}

/** @param before The same card with a former state: it keeps its entry where that is the same. */
function heldCard(entry: CardEntry, state: PipelineState | undefined, before: HeldCard | undefined): HeldCard {
  const { upload, item } = entry;
  const { status, percent, size, batchId, documentId, error, attempt, warnings } = cardModel({ upload, item, state });
  const stable = before && sameEntry(before.entry, entry) ? before.entry : entry;
  return {
    entry: stable,
    state,
    documentId,
    listed: {
      entry: stable,
      status,
      percent,
      size,
      batchId,
      warnings: status === 'completed' ? warnings : [],
      wantsRetry: isWorthARetry(status, error),
      attempt,
      begunAt: state ? Date.parse(state.created_at) : undefined,
      endedAt: state && isSettled(status) ? Date.parse(state.timestamp) : undefined,
    },
  };
}

const sameEntry = (a: CardEntry, b: CardEntry): boolean =>
  a.upload === b.upload && a.item === b.item && a.pipelineId === b.pipelineId && a.wait === b.wait;

/** What runs is on top; then what needs the person, what waits, and what is done. */
export function rank(status: ShownStatus): number {
  if (isRunning(status)) return 0;
  if (status === 'completed' || status === 'stored' || status === 'exists' || status === 'cancelled') return 3;
  return isWaiting(status) ? 2 : 1;
}

/** In their order: what waits by who comes first, everything else the newest first. */
export function inOrder(a: ListedCard, b: ListedCard): number {
  const of = rank(a.status);
  if (of !== rank(b.status)) return of - rank(b.status);
  const age = a.entry.createdAt - b.entry.createdAt;
  return of === 2 || of === 0 ? age : -age;
}

/** The cards of everything under way and of what ended lately. */
export interface Cards {
  /** In their order. */
  readonly cards: readonly ListedCard[];
  /** Those that were cleared away: their batches still count them. */
  readonly cleared: readonly ListedCard[];
  /** Whether very many are under way. */
  readonly crowd: Crowd;
}

/** The cards of the queue, drawn some times a second at most. */
export function useCards(dismissed: ReadonlySet<string>): Cards {
  const client = useRealtimeClient();
  const uploads = useUploads();
  const { items } = useDocuments();
  const documents = useDocumentList();
  const burst = useBurstStart();
  const { mine, round, follow } = useListedStates();
  const held = useRef<ReadonlyMap<string, HeldCard>>(new Map());

  const drawn = useMemo(() => {
    const since = Date.now() - recent;
    const next = new Map<string, HeldCard>();
    const cards: ListedCard[] = [];
    const cleared: ListedCard[] = [];
    const followed: Followed[] = [];
    const ended: End[] = [];
    for (const entry of cardEntries(uploads, items ?? [], mine)) {
      const listed = entry.item?.state?.pipeline_id === entry.pipelineId ? entry.item?.state : undefined;
      // Of the same age, the list's has all warnings.
      const state = newest(listed, entry.pipelineId ? client.getState(entry.pipelineId) : undefined);
      const known = held.current.get(entry.key);
      const isSame = known !== undefined && known.state === state && sameEntry(known.entry, entry);
      const card = isSame ? known : heldCard(entry, state, known);
      next.set(entry.key, card);
      const { status } = card.listed;
      // What waits on this page has no pipeline yet; a failed one may be retried from anywhere. The client forgets what
      // nobody follows, so an end is followed until the list knows it.
      if (entry.pipelineId && status !== 'queued' && listed?.status !== 'completed')
        followed.push({ id: entry.pipelineId, wait: entry.wait, known: listed ?? undefined });
      if (card.documentId && state && isSettled(state.status) && listed?.status !== state.status)
        ended.push({ documentId: card.documentId, state });
      if (isSettled(status) && entry.createdAt < since) continue;
      (isSettled(status) && isDismissed(dismissed, entry) ? cleared : cards).push(card.listed);
    }
    held.current = next;
    const running = cards.filter(({ status }) => isRunning(status)).length;
    const waiting = cards.filter(({ status }) => isWaiting(status)).length;
    const crowd = nextCrowd(burst.crowd, running + waiting, running);
    return { cards: cards.sort(inOrder), cleared, followed, ended, crowd };
    // `round` changes when the client's data has changed.
  }, [client, uploads, items, mine, round, dismissed, burst]);
  const { crowd } = drawn;
  const isMany = crowd.many && !crowd.over;

  useEffect(() => {
    burst.crowd = crowd;
  }, [burst, crowd]);
  useEffect(() => follow(drawn.followed, crowd));
  useOthersBatches(mine, drawn);
  useEffect(() => {
    drawClock.everyMs = isMany && crowd.busy ? busyMs : 0;
    documents.crowded = isMany;
    return () => {
      drawClock.everyMs = 0;
      documents.crowded = false;
    };
  }, [documents, isMany, crowd.busy]);
  useEffect(() => {
    // The list's data of a document (summary, index, pages) changed with its end.
    for (const { documentId, state } of drawn.ended) documents.ended(documentId, state);
  }, [documents, drawn]);
  return drawn;
}

/**
 * The files of a batch that another page sends, or that this page sent before a reload, are in the list only: where
 * there are more of them than cards, it is read as far back as the batch goes, and again when more join it.
 */
function useOthersBatches(
  mine: readonly PipelineState[],
  { cards, cleared }: Pick<Cards, 'cards' | 'cleared'>,
): void {
  const documents = useDocumentList();
  const known = useRef(new Map<string, number>());
  useEffect(() => {
    for (const { pipeline_id: id, kind, children, created_at: began } of mine) {
      if (kind !== 'batch' || !children) continue;
      const count = Object.values(children).reduce((sum, each) => sum + each, 0);
      const shown = [...cards, ...cleared].filter(({ batchId }) => batchId === id).length;
      if (count > shown) void documents.reach(Date.parse(began) - clocksDiffer);
      if (count <= Math.max(shown, known.current.get(id) ?? 0)) continue;
      // The first of them are seen soon; while more join it, they are read together.
      documents.refresh(known.current.has(id) ? moreJoinMs : firstJoinMs);
      known.current.set(id, count);
    }
  }, [mine, cards, cleared, documents]);
}

/**
 * What a card is cleared away by: its document, which is the same after a reload, and only before that is known the
 * page's own key.
 */
export const dismissalKey = ({ key, item, upload }: CardEntry): string =>
  item?.document_id ?? upload?.answer?.document_id ?? key;

const isDismissed = (dismissed: ReadonlySet<string>, entry: CardEntry): boolean =>
  dismissed.has(entry.key) || dismissed.has(dismissalKey(entry));
