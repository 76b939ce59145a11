import type { Delivery } from '../api/notificationTypes';
import { formatDate, formatTime } from '../i18n/format';
import { useTexts } from '../i18n/LanguageProvider';
import { isStringKey } from '../i18n/strings';

const marks: Readonly<Record<string, string>> = { delivered: '✅', failed: '❌', pending: '⏳', off: '⏸️' };

/** The recent deliveries and their outcomes. */
export function DeliveryLog({ deliveries }: { deliveries: readonly Delivery[] }) {
  const { t, language } = useTexts();
  const word = (kind: 'channel' | 'type' | 'status', name: string): string => {
    const key = `notifications.${kind}.${name}`;
    return isStringKey(key) ? t(key) : name;
  };
  return (
    <section aria-labelledby="log-title">
      <h2 id="log-title">{t('notifications.log')}</h2>
      {deliveries.length === 0 ? (
        <p className="muted">{t('notifications.log.empty')}</p>
      ) : (
        <div className="log-table" tabIndex={0} role="group" aria-labelledby="log-title">
          <table className="documents">
            <thead>
              <tr>
                <th scope="col">{t('notifications.log.time')}</th>
                <th scope="col">{t('notifications.log.event')}</th>
                <th scope="col">{t('notifications.log.channel')}</th>
                <th scope="col">{t('notifications.log.status')}</th>
              </tr>
            </thead>
            <tbody>
              {deliveries.map((each) => (
                <tr key={each.id} data-status={each.status} data-event={each.event}>
                  <td>{formatDate(language, each.created_at)}</td>
                  <td>{word('type', each.event)}</td>
                  <td>{word('channel', each.channel)}</td>
                  <td>
                    <span className="status" data-status={each.status === 'delivered' ? 'completed' : each.status}>
                      <span className="emoji" aria-hidden="true">
                        {marks[each.status] ?? '⏳'}
                      </span>
                      {word('status', each.status)}
                    </span>
                    <span className="muted log-detail">
                      {each.attempts > 0 && t('notifications.log.attempts', { n: each.attempts })}
                      {each.detail && ` · ${each.detail}`}
                      {each.status === 'pending' &&
                        each.attempts > 0 &&
                        each.next_attempt_at &&
                        ` · ${t('notifications.log.next', { time: formatTime(language, each.next_attempt_at) })}`}
                    </span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
