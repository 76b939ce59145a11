import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { AddProcessing } from '../src/documents/AddProcessing';
import { LanguageProvider } from '../src/i18n/LanguageProvider';
import { newQueryClient } from '../src/query/queryClient';
import { item, optionRules } from './states';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it('open_OptionsCannotBeLoaded_SaysSoAndARetryShowsThem', async () => {
  let fails = true;
  vi.stubGlobal('fetch', () => Promise.resolve(
    fails
      ? new Response(JSON.stringify({ code: 'internal', title: 'The host broke.' }), { status: 500 })
      : new Response(JSON.stringify(optionRules())),
  ));
  // The dialog element of the test's page cannot be opened as a modal one.
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) { this.open = true; };
  render(
    <LanguageProvider initial="en">
      <QueryClientProvider client={newQueryClient()}>
        <AddProcessing item={item()} open onOpenChange={() => undefined} />
      </QueryClientProvider>
    </LanguageProvider>,
  );
  expect((await screen.findByRole('alert')).textContent).toContain('The host broke.');

  fails = false;
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByText('Summary')).toBeTruthy();
  expect(screen.queryByRole('alert')).toBeNull();
});
