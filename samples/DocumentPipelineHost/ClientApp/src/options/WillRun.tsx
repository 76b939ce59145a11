import { Fragment } from 'react';
import type { OptionRules } from '../api/types';
import { formatSpan } from '../i18n/format';
import { useTexts } from '../i18n/LanguageProvider';
import { useStageName } from '../pipeline/useStageName';
import { stagesOf, type Choice } from './rules';
import { useUsualTime } from './useUsualTime';

/** The stages that this choice runs, in words, and how long they usually take here. */
export function WillRun({ rules, choice }: { rules: OptionRules; choice: Choice }) {
  const { t, language } = useTexts();
  const stageName = useStageName();
  const stages = stagesOf(rules, choice);
  const usual = useUsualTime(stages);

  return (
    <p className="will-run">
      <span className="muted">{t('options.willRun')}</span>{' '}
      {stages.map((stage, position) => (
        <Fragment key={stage}>
          {position > 0 && (
            <span className="will-run-arrow">
              {' → '}
            </span>
          )}
          <strong>{stageName(stage)}</strong>
        </Fragment>
      ))}
      {usual && (
        <span className="muted">
          {' · '}
          {t('options.estimate', { time: formatSpan(language, usual) })}
        </span>
      )}
    </p>
  );
}
