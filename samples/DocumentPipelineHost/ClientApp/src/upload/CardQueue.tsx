import { memo, useCallback, useEffect, useRef } from 'react';
import { BatchGroup } from '../batches/BatchGroup';
import type { CardEntry } from '../cards/cardEntry';
import { cardGroups, type CardGroup } from '../cards/cardGroups';
import { noCrowd, type Crowd } from '../workspace/crowd';
import { DocumentCard } from '../cards/DocumentCard';
import { FoldedCards } from '../cards/FoldedCards';
import { dismissalKey, type ListedCard } from '../cards/useCards';
import { useQueuePlaces } from '../cards/useQueuePlaces';
import { EmptyState } from '../feedback/EmptyState';
import { ErrorState } from '../feedback/ErrorState';
import { Skeleton } from '../feedback/Skeleton';
import { useTexts } from '../i18n/LanguageProvider';
import { isSettled } from '../pipeline/statusMark';
import { useDocumentList, useDocuments, useUploadQueue } from '../workspace/Workspace';
import { FirstSteps } from './FirstSteps';
import { QueueHead } from './QueueHead';
import { useKeptFocus } from './useKeptFocus';
import { useLeaveWarning } from './useLeaveWarning';

/** Of more cards than this only those that run are open. */
const unfolded = 6;

const none: readonly ListedCard[] = [];

interface Props {
  readonly cards: readonly ListedCard[];
  /** Those that were cleared away: their batches still count them. */
  readonly cleared?: readonly ListedCard[];
  readonly crowd?: Crowd;
  readonly dismiss: (keys: readonly string[]) => void;
  readonly onChoose: () => void;
}

/** The cards of everything under way and of what ended lately. */
export const CardQueue = memo(function CardQueue({ cards, cleared = none, crowd = noCrowd, dismiss, onChoose }: Props) {
  const { t } = useTexts();
  const uploads = useUploadQueue();
  const documents = useDocumentList();
  const { items, problem } = useDocuments();
  const list = useRef<HTMLDivElement>(null);
  const places = useQueuePlaces();
  const before = useRef<readonly CardGroup[]>([]);
  const groups = cardGroups(cards, before.current);
  const isFirst = items?.length === 0 && cards.length === 0;
  useLeaveWarning();
  useKeptFocus(list);
  useEffect(() => {
    before.current = groups;
  });

  const onDismiss = useCallback(
    (entry: CardEntry) => {
      dismiss([dismissalKey(entry)]);
      if (entry.upload) uploads.remove(entry.upload.key);
    },
    [dismiss, uploads],
  );
  const clear = (): void => {
    const settled = cards.filter((card) => isSettled(card.status));
    dismiss(settled.map((card) => dismissalKey(card.entry)));
    for (const { entry } of settled) if (entry.upload) uploads.remove(entry.upload.key);
  };
  const card = ({ entry, status }: ListedCard, placed = false, above?: string) => (
    <DocumentCard
      key={entry.key}
      entry={entry}
      listedStatus={status}
      folded={cards.length > unfolded}
      placed={placed}
      line={crowd.many}
      busy={crowd.busy}
      above={above}
      quiet={placed && crowd.many && !crowd.over}
      place={entry.pipelineId === undefined ? undefined : places.get(entry.pipelineId)}
      onChoose={onChoose}
      onDismiss={onDismiss}
    />
  );

  return (
    <section id="queue" tabIndex={-1} aria-labelledby="queue-title">
      <QueueHead cards={cards} first={isFirst} busy={crowd.busy} onClear={clear} />
      {problem && <ErrorState title={t('error.documents')} problem={problem} onRetry={() => void documents.retry()} />}
      {!items && !problem && cards.length === 0 && <Skeleton lines={3} />}
      {isFirst && <FirstSteps />}
      {items && items.length > 0 && cards.length === 0 && (
        <EmptyState title={t('queue.nothing')} hint={t('queue.nothing.hint')} />
      )}
      <div className="cards" ref={list}>
        {groups.map(({ key, batchId, cards: own }) =>
          batchId ? (
            <BatchGroup
              key={key}
              batchId={batchId}
              cards={own}
              cleared={cleared.filter((each) => each.batchId === batchId)}
              render={card}
              crowded={crowd.many}
            />
          ) : (
            <FoldedCards key={key} cards={own} render={card} crowded={crowd.many} />
          ),
        )}
      </div>
    </section>
  );
});
