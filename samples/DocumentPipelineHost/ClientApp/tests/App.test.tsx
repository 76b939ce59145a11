import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { App } from '../src/App';
import { LanguageProvider } from '../src/i18n/LanguageProvider';

/** As after a new version was put on the host: the old one's files are gone. */
vi.mock('../src/shell/SignIn', () => ({
  get SignIn(): never {
    throw new TypeError('Failed to fetch dynamically imported module');
  },
}));

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined); // React reports what was caught
  vi.spyOn(globalThis, 'fetch').mockImplementation(() => Promise.resolve(Response.json({ user_id: null, users: [] })));
});
afterEach(cleanup);

it('signInThatCannotBeLoaded_LeavesNoEmptyPage', async () => {
  render(
    <LanguageProvider initial="en">
      <App />
    </LanguageProvider>,
  );
  expect((await screen.findByRole('alert')).textContent).toContain('Something went wrong.');
});
