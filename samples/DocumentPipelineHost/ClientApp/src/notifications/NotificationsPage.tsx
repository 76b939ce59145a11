import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { getNotifications, setNotifications, switchWebhookOn, testNotifications } from '../api/calls';
import { toProblem, type Problem } from '../api/problem';
import type { Notifications, NotificationSettings } from '../api/notificationTypes';
import { ErrorState } from '../feedback/ErrorState';
import { Skeleton } from '../feedback/Skeleton';
import { useTexts } from '../i18n/LanguageProvider';
import { notificationStrings } from '../i18n/notificationStrings';
import { addStrings } from '../i18n/strings';
import { useTitle } from '../shell/useTitle';
import { DeliveryLog } from './DeliveryLog';
import { SettingsForm } from './SettingsForm';
import { WebhookOff } from './WebhookOff';
import '../styles/documents.css'; // the log's table, and how it scrolls
import '../styles/statistics.css';
import '../styles/notifications.css';

const key = ['notifications'] as const;

addStrings(notificationStrings);

/** How often the log is asked for while a message is on its way, in milliseconds. */
const soon = 2000;

type Done = 'saved' | 'tested' | 'on';

/** Which ends notify the user and how, a test of it, and what was sent. */
export default function NotificationsPage() {
  const { t } = useTexts();
  const queries = useQueryClient();
  useTitle(t('nav.notifications'));
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => getNotifications(signal),
    refetchInterval: ({ state }) => (state.data?.deliveries.some((each) => each.status === 'pending') ? soon : false),
  });
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState<Done | null>(null);
  const [problem, setProblem] = useState<{ readonly of: Done; readonly what: Problem } | null>(null);

  const ask = (call: () => Promise<Notifications>, then: Done): void => {
    setBusy(true);
    setDone(null);
    setProblem(null);
    call()
      .then(
        (answer) => {
          queries.setQueryData(key, answer);
          setDone(then);
        },
        (failure: unknown) => setProblem({ of: then, what: toProblem(failure) }),
      )
      .finally(() => setBusy(false));
  };
  const save = (settings: NotificationSettings): void => ask(() => setNotifications(settings), 'saved');

  return (
    <section aria-labelledby="notifications-title">
      <div className="section-head">
        <h1 id="notifications-title">{t('notifications.title')}</h1>
        <p className="muted">{t('notifications.hint')}</p>
      </div>
      {data ? (
        <>
          <WebhookOff off={data.off} busy={busy} onSwitchOn={() => ask(switchWebhookOn, 'on')} />
          <SettingsForm
            key={JSON.stringify(data.settings)}
            answer={data}
            busy={busy}
            onSave={save}
            onTest={() => ask(testNotifications, 'tested')}
          />
          {problem && <ErrorState title={t(`error.notifications.${problem.of}`)} problem={problem.what} />}
          <p role="status" className="notifications-done">
            {done === 'saved' && t('notifications.saved')}
            {done === 'on' && t('notifications.on')}
            {done === 'tested' && t('notifications.test.sent')}
          </p>
          <DeliveryLog deliveries={data.deliveries} />
        </>
      ) : error ? (
        <ErrorState title={t('error.notifications')} problem={toProblem(error)} onRetry={() => void refetch()} />
      ) : (
        <Skeleton lines={6} />
      )}
    </section>
  );
}
