import { memo } from 'react';
import { formatDuration, formatElapsed, formatEta } from '../i18n/format';
import { useTexts } from '../i18n/LanguageProvider';
import { useHostText } from '../messages/useHostText';
import { wholePercent } from '../pipeline/percent';
import { ProgressBar } from '../pipeline/ProgressBar';
import { sameBy } from '../pipeline/sameBy';
import { statusMark } from '../pipeline/statusMark';
import { unitsText } from '../pipeline/units';
import { useClock } from '../pipeline/useClock';
import { useHeldPercent } from '../pipeline/useHeldPercent';
import { useStageName } from '../pipeline/useStageName';
import type { StageModel } from './cardModel';
import { useConnected } from '../shell/useConnected';

interface Props {
  readonly document: string;
  readonly stage: StageModel;
  /** The row is in sight, or nearly: the time beside one that is not is not counted. */
  readonly seen?: boolean;
}

/** All that a row shows of them. */
const shown = ({ document, stage, seen }: Props): readonly unknown[] => {
  const { units, ...rest } = stage;
  return [document, seen, ...Object.values(rest), units.completed_units, units.total_units, units.unit];
};

/** One stage: mark and name, bar, percent, what it is doing, how long. */
export const StageRow = memo(function StageRow({ document, stage, seen = true }: Props) {
  const { t, language } = useTexts();
  const stageName = useStageName();
  const hostText = useHostText();
  const { status } = stage;
  const running = status === 'processing' || status === 'cancelling';
  // With the host out of reach nobody knows whether it still runs.
  const connected = useConnected();
  const now = useClock(seen && running && connected && stage.startedAt !== undefined);
  const percent = useHeldPercent(stage.percent, stage.run);
  const completed = status === 'completed';

  const mark = statusMark(status);
  const name = stageName(stage.id, stage.name);
  const number = completed ? 100 : percent === null ? null : wholePercent(percent, false);
  const units = running ? unitsText(t, stage.units) : '';
  const word = t(mark.key);
  const message = units !== '' && showsUnits(stage) ? '' : hostText(stage.message);
  const detail = [word, units, stage.attempt > 1 ? t('card.attempt', { n: stage.attempt }) : '', message]
    .filter((part) => part !== '')
    .join(' · ');
  const started = stage.startedAt ? Date.parse(stage.startedAt) : Number.NaN;
  const time = running
    ? stage.etaMs !== undefined
      ? formatEta(language, stage.etaMs)
      : Number.isNaN(started)
        ? ''
        : formatElapsed(language, now - started)
    : stage.durationMs !== undefined
      ? formatDuration(language, stage.durationMs)
      : '';
  return (
    <li className="stage" data-stage={stage.id} data-status={status}>
      <span className="stage-name">
        <span className="emoji" aria-hidden="true">
          {mark.emoji}
        </span>
        {name}
      </span>
      <ProgressBar
        thin
        label={t('card.stage', { name: document, stage: name })}
        valueText={[name, number === null ? '' : t('card.percent', { percent: number }), word, units]
          .filter(Boolean)
          .join(', ')}
        percent={percent}
        status={status}
        run={stage.run}
        still={!running || !connected}
      />
      <span className="stage-percent">{number === null || status === 'skipped' ? '' : `${number} %`}</span>
      <span className="stage-detail" title={detail}>
        {detail}
      </span>
      <span className="stage-time">{time}</span>
    </li>
  );
}, sameBy(shown));

/** A message that only repeats the counts of the units, in any wording, adds no information. */
function showsUnits({ message, units }: StageModel): boolean {
  const numbers = message.match(/\d+/g) ?? [];
  return (
    numbers.length === 2 && numbers[0] === String(units.completed_units) && numbers[1] === String(units.total_units)
  );
}
