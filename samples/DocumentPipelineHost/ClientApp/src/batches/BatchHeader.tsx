import { usePipeline } from '@dpa/realtime/react';
import { useRef, useState } from 'react';
import { controlBatch, type ControlAction } from '../api/calls';
import { toProblem, type Problem } from '../api/problem';
import { RollUpCounts } from '../cards/RollUpCounts';
import type { ListedCard } from '../cards/useCards';
import { formatDate, formatDuration, formatRange } from '../i18n/format';
import { useTexts } from '../i18n/LanguageProvider';
import { FailedPart } from '../pipeline/FailedPart';
import { wholePercent } from '../pipeline/percent';
import { ProgressBar } from '../pipeline/ProgressBar';
import { isSettled, statusMark, warnedMark } from '../pipeline/statusMark';
import { StatusMark } from '../pipeline/StatusMark';
import { Warnings } from '../pipeline/Warnings';
import { batchCounts, batchStatus, hasNoName, timeLeft } from './batchFigures';

/** They stand at the right, and what comes and goes is at the left of what stays. */
const actions = ['retry', 'resume', 'interrupt', 'cancel'] as const satisfies readonly ControlAction[];

/** Its bar glides, and of very many files one more is hardly seen. */
const watched = { detail: 'summary', maxHz: 4 } as const;
const watchedOfMany = { detail: 'summary', maxHz: 2 } as const;

/** Of more files than this the buttons keep their place where there are none, so that nothing moves. */
const few = 12;

/** Of more files than this the header is followed less closely. */
const many = 30;

interface Props {
  readonly batchId: string;
  readonly cards: readonly ListedCard[];
  /** The warnings that several of its files have, one a line. */
  readonly above?: string;
}

/** A batch as one row: how far it is, how many of its files are what, and what can be done with all of them. */
export function BatchHeader({ batchId, cards, above = '' }: Props) {
  const { t, language } = useTexts();
  const { state } = usePipeline(batchId, cards.length > many ? watchedOfMany : watched);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const counts = batchCounts(state, cards);
  const total = state?.['children_total'];
  const files = typeof total === 'number' ? total : cards.length;
  const given = state?.name ?? '';
  const name =
    state && hasNoName(given) ? t('batch.name', { date: formatDate(language, state.created_at), n: files }) : given;
  const status = batchStatus(state?.status ?? 'unknown', counts);
  const ended = counts.running + counts.waiting + counts.held === 0;
  const percent = counts.percent === null ? null : wholePercent(counts.percent, ended);
  const left = status === 'processing' && counts.areHere ? timeLeft(cards) : undefined;
  const warned = counts.warned > 0;
  const word = t((warned && status === 'completed' ? warnedMark : statusMark(status)).key);

  const run = (action: ControlAction): void => {
    setBusy(true);
    setProblem(null);
    controlBatch(batchId, action)
      .catch((error: unknown) => setProblem(toProblem(error)))
      .finally(() => setBusy(false));
  };
  const possible = (action: (typeof actions)[number]): boolean => {
    // A batch that is completed may have files that failed.
    if (action === 'retry') return counts.failed > 0;
    if (!state?.[`can_${action}`]) return false;
    return action === 'resume' ? counts.held > 0 : counts.running + counts.waiting + counts.held > 0;
  };
  const possibleNow = actions.filter(possible);
  // Once there, it stays: what is below would move.
  const hasFoot = useRef(false);
  hasFoot.current ||= !ended || possibleNow.length > 0 || cards.length > few;
  // Where a file was tried again, the time between would count as work.
  const isOnce = counts.areHere && cards.every(({ attempt = 1 }) => attempt === 1) && state?.attempt === 1;
  const ms =
    ended && isOnce && isSettled(state.status) ? Date.parse(state.timestamp) - Date.parse(state.created_at) : 0;
  const took = ms > 0 && t('document.run.took', { time: formatDuration(language, ms) });
  const isMain = (action: ControlAction): boolean =>
    action === 'resume' || (action === 'retry' && ended && (!counts.areHere || cards.some((card) => card.wantsRetry)));

  return (
    <header className="batch-head" data-status={status}>
      <div className="batch-title">
        <h3>{t('batch.label', { name })}</h3>
        <StatusMark status={status} warned={warned} />
        <RollUpCounts counts={counts} />
        <span className="card-percent">{ended ? '' : percent === null ? '–' : `${percent} %`}</span>
      </div>
      <FailedPart percent={ended ? 100 : counts.percent} failed={counts.failedPercent}>
        <ProgressBar
          label={t('batch.overall', { name })}
          valueText={percent === null ? word : `${t('card.percent', { percent })}, ${word}`}
          percent={ended ? 100 : counts.percent}
          status={status}
          run={null}
        />
      </FailedPart>
      {hasFoot.current && (
        <div className="batch-foot">
          <span className="card-eta">{left ? formatRange(language, left) : took}</span>
          <div className="actions">
            {possibleNow.map((action) => (
              <button
                key={action}
                type="button"
                className={isMain(action) ? 'button button-main' : 'button'}
                data-action={action}
                disabled={busy}
                onClick={() => run(action)}
              >
                {t(`batch.${action}`)}
              </button>
            ))}
          </div>
        </div>
      )}
      <Warnings of={above ? above.split('\n') : []} />
      {problem && (
        <p className="note note-warn" role="alert">
          {problem.message ?? t(problem.status === 0 ? 'error.network' : 'error.unknown')} {problem.suggestion}
        </p>
      )}
    </header>
  );
}
