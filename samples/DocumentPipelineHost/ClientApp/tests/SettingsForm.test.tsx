import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Notifications } from '../src/api/notificationTypes';
import { LanguageProvider } from '../src/i18n/LanguageProvider';
import { notificationStrings } from '../src/i18n/notificationStrings';
import { addStrings } from '../src/i18n/strings';
import { SettingsForm } from '../src/notifications/SettingsForm';

afterEach(cleanup);
addStrings(notificationStrings); // as its page does

function show(settings: Notifications['settings']) {
  const onSave = vi.fn();
  const answer: Notifications = { settings, channels: ['webhook'], off: [], deliveries: [] };
  render(
    <LanguageProvider initial="en">
      <SettingsForm answer={answer} busy={false} onSave={onSave} onTest={vi.fn()} />
    </LanguageProvider>,
  );
  return onSave;
}

const field = (name: string) => document.querySelector(`input[name=${name}]`) as HTMLInputElement;

describe('SettingsForm', () => {
  it.each([
    ['email', 'anna@example.org'],
    ['sms', '+4912345678'],
  ])('%s_SavedAndNoLongerConfigured_CanBeTakenOut', (name, to) => {
    const onSave = show({ events: ['failed'], [name]: { to } });
    expect(field(name).disabled).toBe(false);

    fireEvent.change(field(name), { target: { value: '' } });
    // The field stays enabled while the user types.
    expect(field(name).disabled).toBe(false);
    fireEvent.submit(screen.getByRole('button', { name: 'Save' }).closest('form') as HTMLFormElement);

    expect(onSave).toHaveBeenCalledWith({ events: ['failed'] });
  });

  it('channel_NeitherConfiguredNorSaved_IsDisabled', () => {
    show({ events: [] });
    expect([field('email').disabled, field('sms').disabled]).toEqual([true, true]);
  });
});
