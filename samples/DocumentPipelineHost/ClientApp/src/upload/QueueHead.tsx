import { rollUp } from '../cards/rollUp';
import { RollUpCounts } from '../cards/RollUpCounts';
import type { ListedCard } from '../cards/useCards';
import { useTexts } from '../i18n/LanguageProvider';
import { FailedPart } from '../pipeline/FailedPart';
import { wholePercent } from '../pipeline/percent';
import { ProgressBar } from '../pipeline/ProgressBar';
import { isSettled } from '../pipeline/statusMark';
import { routeHref } from '../routing/route';
import { useTitle } from '../shell/useTitle';
import { useBurst } from './useBurst';

interface Props {
  readonly cards: readonly ListedCard[];
  /** Nothing was ever uploaded: the content below explains how to upload. */
  readonly first: boolean;
  /** Very many run at once. */
  readonly busy?: boolean;
  readonly onClear: () => void;
}

/** All cards as one row, which stays in sight: how many are what, one bar over all that is on its way. */
export function QueueHead({ cards, first, busy = false, onClear }: Props) {
  const { t } = useTexts();
  const counts = rollUp(cards);
  const settled = cards.filter((card) => isSettled(card.status)).length;
  const isActive = settled < cards.length;
  const way = rollUp(useBurst(cards));
  const { percent } = way;
  const number = percent === null ? null : wholePercent(percent, false);
  // The tab's title shows the progress while another tab is read.
  useTitle(isActive && number !== null ? `${number} % · ${t('nav.upload')}` : t('nav.upload'));
  return (
    <div className="queue-head" data-active={isActive}>
      <div className="queue-line">
        <h2 id="queue-title">{t(first ? 'first.title' : 'queue.title')}</h2>
        {cards.length > 0 && <RollUpCounts counts={counts} />}
        <span className="section-links">
          {settled > 0 && (
            <button type="button" className="link-button" onClick={onClear}>
              {t('queue.clear')}
            </button>
          )}
          {!first && <a href={routeHref({ page: 'documents' })}>{t('queue.all')}</a>}
          <span className="card-percent">{!isActive ? '' : number === null ? '–' : `${number} %`}</span>
        </span>
      </div>
      {isActive && (
        <FailedPart percent={percent} failed={way.failedPercent}>
          <ProgressBar
            thin
            label={t('queue.overall')}
            valueText={number === null ? t('status.unknown') : t('card.percent', { percent: number })}
            percent={percent}
            status="processing"
            run={null}
            steps={busy}
          />
        </FailedPart>
      )}
      {!isActive && !first && <span className="bar-place" />}
    </div>
  );
}
