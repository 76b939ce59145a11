import type { ChannelOff } from '../api/notificationTypes';
import { formatDate } from '../i18n/format';
import { useTexts } from '../i18n/LanguageProvider';

interface Props {
  readonly off: readonly ChannelOff[];
  readonly busy: boolean;
  readonly onSwitchOn: () => void;
}

/** That the webhook is sent nothing any more, why, and the button that changes it. */
export function WebhookOff({ off, busy, onSwitchOn }: Props) {
  const { t, language } = useTexts();
  const webhook = off.find(({ channel }) => channel === 'webhook');
  if (!webhook) return null;
  return (
    <div className="note note-warn webhook-off" role="alert">
      <p>
        {t('notifications.off', { n: webhook.failed, time: formatDate(language, webhook.since) })}
        {webhook.reason && <span className="log-detail">{webhook.reason}</span>}
      </p>
      <button type="button" className="button" disabled={busy} onClick={onSwitchOn}>
        {t('notifications.switchOn')}
      </button>
    </div>
  );
}
