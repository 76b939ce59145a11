import { useConnection } from '@dpa/realtime/react';
import { useId, useState } from 'react';
import { useTexts } from '../i18n/LanguageProvider';
import { useClock } from '../pipeline/useClock';
import { reasonText, secondsUntil } from './connectionWords';
import { isLost } from './isLost';
import { isHostMissing, lookEveryMs } from './watchForHost';

/** Sends the event of a browser whose network is available again: the client and the uploads stop waiting. */
const tryNow = (): void => void dispatchEvent(new Event('online'));

/** How the page is connected, in colour and words; its details on hover, focus or tap. */
export function ConnectionDot() {
  const { t } = useTexts();
  const connection = useConnection();
  const { status, latencyMs, reconnects, attempt, reason, retryAt } = connection;
  const [open, setOpen] = useState(false);
  const tooltip = useId();
  const waits = isLost(connection) === true && retryAt !== undefined;
  const now = useClock(waits);
  // The host itself is looked for more often than the client tries.
  const own = secondsUntil(retryAt ?? now, now);
  const seconds = isHostMissing() ? Math.min(own, lookEveryMs / 1000) : own;
  const label = waits ? t('connection.next', { s: seconds }) : t(`connection.${status}`);
  const canTry = status === 'reconnecting' || status === 'polling' || status === 'closed';

  return (
    <div className="connection" data-status={status} data-open={open}>
      <button
        type="button"
        className="connection-button"
        aria-describedby={tooltip}
        onClick={() => setOpen(!open)}
        onBlur={() => setOpen(false)}
        onKeyDown={(event) => event.key === 'Escape' && setOpen(false)}
      >
        <span className="dot" aria-hidden="true" />
        <span className="visually-hidden">{t('connection.details', { status: '' })}</span>
        <span className="connection-long">{label}</span>
        <span className="connection-short">
          {waits ? t('connection.next.short', { s: seconds }) : t(`connection.${status}.short`)}
        </span>
      </button>
      {canTry && (
        <button type="button" className="link-button connection-now" onClick={tryNow}>
          {t('connection.now')}
        </button>
      )}
      <div className="tooltip" role="tooltip" id={tooltip}>
        <dl>
          <dt>{t('connection.latency')}</dt>
          <dd>
            {latencyMs === undefined ? t('connection.latency.unknown') : t('time.ms', { ms: Math.round(latencyMs) })}
          </dd>
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
              <dd>{reasonText(t, reason)}</dd>
            </>
          )}
        </dl>
      </div>
    </div>
  );
}
