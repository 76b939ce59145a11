import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { Router } from 'wouter';
import { LanguageProvider } from '../src/i18n/LanguageProvider';
import { newQueryClient } from '../src/query/queryClient';
import ReaderPage from '../src/reader/ReaderPage';
import { useHashPath, useHashSearch } from '../src/routing/hashLocation';
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

it('hits_OfManyPages_TheNextAndThePreviousPageAreTheNearest', async () => {
  // Sixty-three of them: more than one answer of the search has.
  const pages = Array.from({ length: 63 }, (_, n) => 2 * n + 1);
  location.hash = '#/documents/doc-1/pages/41?q=mildew';
  vi.stubGlobal('fetch', (url: string) => {
    const { pathname } = new URL(url);
    const page = {
      document_id: 'doc-1',
      page: 41,
      pages: 126,
      page_kind: 'page',
      unreadable: false,
      parts: [{ text: 'mildew', hit: true }],
    };
    const answer = pathname.endsWith('/hits') ? { document_id: 'doc-1', pages } : item();
    return Promise.resolve(new Response(JSON.stringify(pathname.includes('/pages/') ? page : answer)));
  });
  Element.prototype.scrollIntoView = () => undefined; // jsdom has none
  const queries = newQueryClient();
  const show = (number: number) => (
    <LanguageProvider initial="en">
      <Router hook={useHashPath} searchHook={useHashSearch}>
        <QueryClientProvider client={queries}>
          <ReaderPage id="doc-1" number={number} />
        </QueryClientProvider>
      </Router>
    </LanguageProvider>
  );
  const expectLinks = (...texts: string[]) =>
    waitFor(() => {
      const links = screen.queryAllByRole('link', { name: /hit/ });
      expect(links.map((link) => link.textContent)).toEqual(texts);
    });
  const { rerender } = render(show(41));
  await expectLinks('Previous hit (p. 39)', 'Next hit (p. 43)');
  rerender(show(42)); // no hit itself
  await expectLinks('Previous hit (p. 41)', 'Next hit (p. 43)');
  rerender(show(125));
  await expectLinks('Previous hit (p. 123)', 'Next hit (p. 1)');
});
