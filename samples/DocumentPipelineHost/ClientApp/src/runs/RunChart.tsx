import type { CSSProperties } from 'react';
import { formatDuration } from '../i18n/format';
import { useTexts } from '../i18n/LanguageProvider';
import { useClock } from '../pipeline/useClock';
import { useConnected } from '../shell/useConnected';
import { StatusMark } from '../pipeline/StatusMark';
import type { PipelineState } from '../pipeline/types';
import { useStageName } from '../pipeline/useStageName';
import { runSpans } from './runSpans';

interface Props {
  readonly state: PipelineState;
  readonly endedAt: string | null | undefined;
}

/** The stages of a run beside each other in time: when each began and how long it took. */
export function RunChart({ state, endedAt }: Props) {
  const { t, language } = useTexts();
  const stageName = useStageName();
  const runs = state.status === 'processing';
  const connected = useConnected();
  const now = useClock(runs && connected);
  const spans = runSpans(state, endedAt, runs ? now : Date.parse(state.timestamp));
  return (
    <ul className="run-chart">
      {spans.map(({ stage, from, share, waited, milliseconds }) => (
        <li key={stage.id} data-stage={stage.id} data-status={stage.status}>
          <span className="run-stage">{stageName(stage.id, stage.name)}</span>
          <span className="run-track" aria-hidden="true">
            {waited > 0 && (
              <span className="run-wait" style={place(from - waited, waited)} title={t('document.run.waited')} />
            )}
            {share > 0 && <span className="run-span" style={place(from, share)} />}
          </span>
          <span className="run-time">
            {milliseconds > 0 ? formatDuration(language, milliseconds) || t('time.instant') : ''}
          </span>
          <StatusMark status={stage.status === 'pending' && !runs ? 'notRun' : stage.status} />
        </li>
      ))}
    </ul>
  );
}

const place = (from: number, share: number): CSSProperties => ({ left: `${from}%`, width: `${share}%` });
