import { formatTime } from '../i18n/format';
import { useTexts } from '../i18n/LanguageProvider';
import { useHostText } from '../messages/useHostText';
import { warnedMark } from '../pipeline/statusMark';
import { StatusMark } from '../pipeline/StatusMark';
import type { PipelineState } from '../pipeline/types';
import { isWarning } from '../pipeline/warnings';
import { useStageName } from '../pipeline/useStageName';
import '../styles/runs.css';

/** Every change of status of the pipeline and its stages, oldest first. */
export function Timeline({ state }: { state: PipelineState | undefined }) {
  const { t, language } = useTexts();
  const stageName = useStageName();
  const hostText = useHostText();
  const names = new Map(state?.stages.map((stage) => [stage.id, stage.name]));
  if (!state || state.transitions.length === 0) return <p className="muted">{t('document.timeline.empty')}</p>;
  return (
    <ol className="timeline">
      {state.transitions.map((transition) => (
        <li key={transition.transition} data-status={isWarning(transition) ? 'warning' : transition.to}>
          <time dateTime={transition.timestamp}>{formatTime(language, transition.timestamp)}</time>
          <span>
            <span className="timeline-what">
              {transition.stage_type
                ? stageName(transition.stage_type, names.get(transition.stage_type))
                : t('document.timeline.pipeline')}
            </span>{' '}
            {isWarning(transition) ? (
              <span className="emoji" role="img" aria-label={t('card.warnings', { n: 1 })}>
                {warnedMark.emoji}
              </span>
            ) : (
              <StatusMark status={transition.to} />
            )}
            {transition.stage_type && (transition.attempt ?? 1) > 1 && (
              <span className="muted"> · {t('card.attempt', { n: transition.attempt ?? 1 })}</span>
            )}
            {transition.message && <span className="timeline-message">{hostText(transition.message)}</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}
