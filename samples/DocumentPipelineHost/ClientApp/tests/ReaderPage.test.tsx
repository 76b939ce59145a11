import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { LanguageProvider } from '../src/i18n/LanguageProvider';
import { newQueryClient } from '../src/query/queryClient';
import ReaderPage from '../src/reader/ReaderPage';
import { item } from './states';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it.each([
  ['anotherRun', { pipeline_id: 'p-1', status: 'completed' }, { pipeline_id: 'p-2', status: 'completed' }],
  ['theSameRunEnded', { pipeline_id: 'p-1', status: 'processing' }, { pipeline_id: 'p-1', status: 'completed' }],
])('open_After_%s_ShowsThePagesOfNow', async (_, before, after) => {
  let now = { ...before, text: 'Words of before' };
  const asked: string[] = [];
  vi.stubGlobal('fetch', (url: string) => {
    asked.push(new URL(url).pathname);
    const { text, ...run } = now;
    const page = {
      document_id: 'doc-1',
      page: 1,
      pages: 1,
      page_kind: 'page',
      unreadable: false,
      parts: [{ text, hit: false }],
    };
    return Promise.resolve(new Response(JSON.stringify(url.includes('/pages/') ? page : item(run))));
  });
  const queries = newQueryClient();
  const reader = (
    <LanguageProvider initial="en">
      <QueryClientProvider client={queries}>
        <ReaderPage id="doc-1" number={1} />
      </QueryClientProvider>
    </LanguageProvider>
  );
  const { unmount } = render(reader);
  await screen.findByText(/Words of before/);
  // One request each: the page is not asked for before its run is known.
  expect(asked.filter((path) => path.includes('/pages/'))).toHaveLength(1);
  unmount();

  now = { ...after, text: 'Words of now' };
  render(reader);
  expect(await screen.findByText(/Words of now/)).toBeTruthy();
});
