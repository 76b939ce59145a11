import { useCallback } from 'react';
import type { CardEntry } from '../cards/cardEntry';
import { DocumentCard } from '../cards/DocumentCard';
import { dismissalKeys, useCards } from '../cards/useCards';
import { useDismissed } from '../cards/useDismissed';
import { EmptyState } from '../feedback/EmptyState';
import { ErrorState } from '../feedback/ErrorState';
import { Skeleton } from '../feedback/Skeleton';
import { useTexts } from '../i18n/LanguageProvider';
import { isSettled } from '../pipeline/statusMark';
import { routeHref } from '../routing/route';
import { useDocumentList, useDocuments, useUploadQueue } from '../shell/Workspace';
import { useLeaveWarning } from './useLeaveWarning';

/** More cards than this are folded when they come. */
const unfolded = 8;

/** From here on the browser is told to skip what is out of sight. */
const many = 30;

/** The cards of everything under way and of what ended lately. */
export function CardQueue({ onChoose }: { onChoose: () => void }) {
  const { t } = useTexts();
  const uploads = useUploadQueue();
  const documents = useDocumentList();
  const { items, problem } = useDocuments();
  const { dismissed, dismiss } = useDismissed();
  const cards = useCards(dismissed);
  useLeaveWarning();

  const onDismiss = useCallback(
    (entry: CardEntry) => {
      dismiss(dismissalKeys(entry));
      if (entry.upload) uploads.remove(entry.upload.key);
    },
    [dismiss, uploads],
  );
  const settled = cards.filter((card) => isSettled(card.status));
  const clear = (): void => {
    dismiss(settled.flatMap((card) => dismissalKeys(card.entry)));
    for (const { entry } of settled) if (entry.upload) uploads.remove(entry.upload.key);
  };

  return (
    <section aria-labelledby="queue-title">
      <div className="section-head">
        <h2 id="queue-title">{t('queue.title')}</h2>
        {cards.length > 0 && <QueueCounts statuses={cards.map((card) => card.status)} />}
        <span className="section-links">
          {settled.length > 0 && (
            <button type="button" className="link-button" onClick={clear}>
              {t('queue.clear')}
            </button>
          )}
          <a href={routeHref({ page: 'documents' })}>{t('queue.all')}</a>
        </span>
      </div>
      {problem && <ErrorState title={t('error.documents')} problem={problem} onRetry={() => void documents.reload()} />}
      {!items && !problem && cards.length === 0 && <Skeleton lines={3} />}
      {items && cards.length === 0 && <EmptyState title={t('queue.empty')} hint={t('queue.empty.hint')} />}
      <div className="cards" data-many={cards.length > many}>
        {cards.map(({ entry }) => (
          <DocumentCard key={entry.key} entry={entry} folded={cards.length > unfolded} onChoose={onChoose} onDismiss={onDismiss} />
        ))}
      </div>
    </section>
  );
}

function QueueCounts({ statuses }: { statuses: readonly string[] }) {
  const { t } = useTexts();
  const count = (...wanted: readonly string[]): number => statuses.filter((status) => wanted.includes(status)).length;
  const done = count('completed', 'stored', 'exists');
  const failed = count('failed');
  const running = count('queued', 'sending', 'pending', 'processing', 'cancelling', 'unknown');
  return <span className="muted section-counts">{t('queue.counts', { running, done, failed })}</span>;
}
