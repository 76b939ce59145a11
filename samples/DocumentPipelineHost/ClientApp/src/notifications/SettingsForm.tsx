import { useId, useState, type FormEvent, type InputHTMLAttributes } from 'react';
import type { Notifications, NotificationSettings } from '../api/notificationTypes';
import { useTexts } from '../i18n/LanguageProvider';
import '../styles/menus.css';

const events = ['completed', 'failed', 'interrupted', 'batch'] as const;

interface Props {
  readonly answer: Notifications;
  readonly busy: boolean;
  readonly onSave: (settings: NotificationSettings) => void;
  readonly onTest: () => void;
}

/**
 * The form as it stands; empty fields are channels that are off. A saved address of a channel that the host no longer
 * has stays editable, so that it can be taken out: the host refuses it.
 */
export function SettingsForm({ answer, busy, onSave, onTest }: Props) {
  const { t } = useTexts();
  const { settings, channels } = answer;
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(settings.events));
  const [fields, setFields] = useState({
    webhook: settings.webhook?.url ?? '',
    secret: settings.webhook?.secret ?? '',
    email: settings.email?.to ?? '',
    sms: settings.sms?.to ?? '',
  });
  const [shown, setShown] = useState(false);
  const [changed, setChanged] = useState(false);

  const set = (name: keyof typeof fields) => (value: string) => {
    setFields({ ...fields, [name]: value });
    setChanged(true);
  };
  const toggle = (event: string): void => {
    setChosen(new Set(chosen.has(event) ? [...chosen].filter((each) => each !== event) : [...chosen, event]));
    setChanged(true);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const { webhook, secret, email, sms } = fields;
    onSave({
      events: events.filter((each) => chosen.has(each)),
      ...(webhook.trim()
        ? { webhook: { url: webhook.trim(), ...(secret.trim() ? { secret: secret.trim() } : {}) } }
        : {}),
      ...(email.trim() ? { email: { to: email.trim() } } : {}),
      ...(sms.trim() ? { sms: { to: sms.trim() } } : {}),
    });
  };
  const hasChannel = Boolean(settings.webhook || settings.email || settings.sms);

  return (
    <form className="panel settings" onSubmit={submit}>
      <fieldset>
        <legend>{t('notifications.events')}</legend>
        {events.map((event) => (
          <label key={event} className="check">
            <input type="checkbox" name={event} checked={chosen.has(event)} onChange={() => toggle(event)} />{' '}
            {t(`notifications.event.${event}`)}
          </label>
        ))}
      </fieldset>
      <fieldset>
        <legend>{t('notifications.channels')}</legend>
        <Field
          label={t('notifications.webhook')}
          hint={t('notifications.webhook.hint')}
          type="url"
          name="webhook"
          value={fields.webhook}
          onValue={set('webhook')}
        />
        {fields.webhook !== '' && (
          <>
            <Field
              label={t('notifications.secret')}
              hint={t('notifications.secret.hint')}
              type={shown ? 'text' : 'password'}
              autoComplete="off"
              name="secret"
              value={fields.secret}
              onValue={set('secret')}
            />
            <label className="check">
              <input type="checkbox" checked={shown} onChange={() => setShown(!shown)} />{' '}
              {t('notifications.secret.show')}
            </label>
          </>
        )}
        <Field
          label={t('notifications.email')}
          hint={channels.includes('email') ? '' : t('notifications.unavailable')}
          disabled={!channels.includes('email') && !settings.email}
          type="email"
          name="email"
          value={fields.email}
          onValue={set('email')}
        />
        <Field
          label={t('notifications.sms')}
          hint={t(channels.includes('sms') ? 'notifications.sms.hint' : 'notifications.unavailable')}
          disabled={!channels.includes('sms') && !settings.sms}
          type="tel"
          name="sms"
          value={fields.sms}
          onValue={set('sms')}
        />
      </fieldset>
      <div className="actions">
        <button type="submit" className="button button-main" disabled={busy || !changed}>
          {t('notifications.save')}
        </button>
        <button type="button" className="button" disabled={busy || changed || !hasChannel} onClick={onTest}>
          {t('notifications.test')}
        </button>
        {changed && hasChannel && <span className="muted">{t('notifications.test.unsaved')}</span>}
      </div>
    </form>
  );
}

interface FieldProps extends InputHTMLAttributes<HTMLInputElement> {
  readonly label: string;
  readonly hint: string;
  readonly onValue: (value: string) => void;
}

function Field({ label, hint, onValue, ...input }: FieldProps) {
  const hintId = useId();
  return (
    <label className="field">
      <span>{label}</span>
      <input
        {...input}
        {...(hint ? { 'aria-describedby': hintId } : {})}
        onChange={(event) => onValue(event.currentTarget.value)}
      />
      {hint && (
        <span className="muted" id={hintId}>
          {hint}
        </span>
      )}
    </label>
  );
}
