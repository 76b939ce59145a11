// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Session } from '../src/api/types';
import { LanguageProvider } from '../src/i18n/LanguageProvider';
import { SignIn } from '../src/shell/SignIn';

const session = (fields: Partial<Session>): Session => ({
  users: [],
  development: false,
  password: true,
  provider: false,
  ...fields,
});

function show(shown: Session, onSignedIn = vi.fn()) {
  render(
    <LanguageProvider>
      <SignIn session={shown} onSignedIn={onSignedIn} onRetry={vi.fn()} />
    </LanguageProvider>,
  );
  return onSignedIn;
}

function submit(name: string, password: string): void {
  fireEvent.change(screen.getByLabelText('Name'), { target: { value: name } });
  fireEvent.change(screen.getByLabelText('Password'), { target: { value: password } });
  fireEvent.submit(screen.getByRole('button', { name: 'Sign in' }).closest('form') as HTMLFormElement);
}

describe('SignIn', () => {
  afterEach(cleanup);

  it('submit_RightPassword_SendsBothAndTakesTheSession', async () => {
    const answer = session({ user_id: 'anna' });
    const ask = vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response(JSON.stringify(answer), { status: 200 }));
    const signedIn = show(session({}));

    submit('anna', 'correct horse');

    await vi.waitFor(() => expect(signedIn).toHaveBeenCalledWith(answer));
    expect(JSON.parse(String(ask.mock.calls[0]?.[1]?.body))).toEqual({ user_id: 'anna', password: 'correct horse' });
    expect(ask.mock.calls[0]?.[1]?.headers).toMatchObject({ 'X-CSRF': '1' });
  });

  it('submit_LockedName_SaysWhatToDo', async () => {
    const problem = {
      code: 'locked_out',
      title: 'Too many wrong passwords for this name.',
      suggestion: 'Wait 300 s, then try again.',
    };
    vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response(JSON.stringify(problem), { status: 429 }));
    show(session({}));

    submit('anna', 'wrong');

    expect((await screen.findByRole('alert')).textContent).toContain('Wait 300 s');
  });

  it('render_NoAccountAndNoProvider_SaysWhatAnOperatorDoes', () => {
    show(session({ password: false }));

    expect(screen.getByText(/account set NAME/)).toBeTruthy();
    expect(screen.queryByLabelText('Password')).toBeNull();
  });

  it('render_Provider_LinksToItBelowThePagesPath', () => {
    show(session({ password: false, provider: true }));

    expect(screen.getByRole('link').getAttribute('href')).toBe('http://localhost:3000/api/v1/session/oidc');
  });
});
