import { useConnection } from '@dpa/realtime/react';
import { useId, useState } from 'react';
import { useTexts } from '../i18n/LanguageProvider';

/** How the page is connected, in colour and words; its details on hover, focus or tap. */
export function ConnectionDot() {
  const { t } = useTexts();
  const { status, latencyMs, reconnects, attempt, reason } = useConnection();
  const [open, setOpen] = useState(false);
  const tooltip = useId();
  const label = t(`connection.${status}`);

  return (
    <div className="connection" data-status={status} data-open={open}>
      <button
        type="button"
        className="connection-button"
        aria-label={t('connection.details', { status: label })}
        aria-describedby={tooltip}
        onClick={() => setOpen(!open)}
        onBlur={() => setOpen(false)}
        onKeyDown={(event) => event.key === 'Escape' && setOpen(false)}
      >
        <span className="dot" aria-hidden="true" />
        <span className="connection-long">{label}</span>
        <span className="connection-short" aria-hidden="true">
          {t(`connection.${status}.short`)}
        </span>
      </button>
      <div className="tooltip" role="tooltip" id={tooltip}>
        <dl>
          <dt>{t('connection.latency')}</dt>
          <dd>{latencyMs === undefined ? t('connection.latency.unknown') : `${Math.round(latencyMs)} ms`}</dd>
          <dt>{t('connection.reconnects')}</dt>
          <dd>{reconnects}</dd>
          {attempt > 0 && (
            <>
              <dt>{t('connection.attempt')}</dt>
              <dd>{attempt}</dd>
            </>
          )}
          {reason && status !== 'live' && (
            <>
              <dt>{t('connection.reason')}</dt>
              <dd>{reason}</dd>
            </>
          )}
        </dl>
      </div>
    </div>
  );
}
