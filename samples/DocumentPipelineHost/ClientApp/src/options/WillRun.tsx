import { Fragment } from 'react';
import type { OptionRules } from '../api/types';
import { useTexts } from '../i18n/LanguageProvider';
import { useStageName } from '../pipeline/useStageName';
import { estimateSeconds, stagesOf, type Choice } from './rules';

/** The stages that this choice runs, in words, and about how long they take. */
export function WillRun({ rules, choice }: { rules: OptionRules; choice: Choice }) {
  const { t } = useTexts();
  const stageName = useStageName();
  const seconds = estimateSeconds(rules, choice);

  return (
    <p className="will-run">
      <span className="muted">{t('options.willRun')}</span>{' '}
      {stagesOf(rules, choice).map((stage, position) => (
        <Fragment key={stage}>
          {position > 0 && (
            <span className="will-run-arrow">
              {' → '}
            </span>
          )}
          <strong>{stageName(stage)}</strong>
        </Fragment>
      ))}
      {seconds > 0 && (
        <span className="muted"> · {t('options.estimate', { time: t('time.seconds', { s: Math.ceil(seconds) }) })}</span>
      )}
    </p>
  );
}
