import { RealtimeClient } from '@dpa/realtime';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noCrowd } from '../src/workspace/crowd';
import { ApiError } from '../src/api/problem';
import { DocumentList } from '../src/workspace/DocumentList';
import DocumentsPage from '../src/documents/DocumentsPage';
import { AnnouncerProvider } from '../src/feedback/AnnouncerProvider';
import { LanguageProvider } from '../src/i18n/LanguageProvider';
import { newQueryClient } from '../src/query/queryClient';
import { ServicesProvider } from '../src/workspace/Workspace';
import { CardQueue } from '../src/upload/CardQueue';
import { UploadQueue } from '../src/sending/UploadQueue';
import { item } from './states';

let fails: boolean;
let documents: DocumentList;

async function show(page: ReactNode): Promise<void> {
  const platform = { WebSocket: undefined, fetch: () => new Promise<Response>(() => undefined) };
  const client = new RealtimeClient({ userId: 'user-1', baseUrl: 'http://localhost', platform });
  const room = {
    userId: 'user-1',
    client,
    uploads: new UploadQueue(),
    documents,
    queries: newQueryClient(),
    burst: { crowd: noCrowd },
  };
  render(
    <LanguageProvider initial="en">
      <ServicesProvider of={room}>
        <AnnouncerProvider>{page}</AnnouncerProvider>
      </ServicesProvider>
    </LanguageProvider>,
  );
  await act(() => documents.reload());
}

beforeEach(() => {
  fails = false;
  documents = new DocumentList((cursor) => {
    if (fails)
      return Promise.reject(
        new ApiError({ status: 503, code: 'storage_unavailable', message: 'The storage is away.' }),
      );
    const named = cursor
      ? item({ document_id: 'b', filename: 'b.pdf' })
      : item({ document_id: 'a', filename: 'a.pdf' });
    return Promise.resolve({ items: [named], next_cursor: cursor ? null : 'next' });
  });
});

afterEach(cleanup);

describe('load more', () => {
  it('fails_SaysSoAndARetryLoadsThem', async () => {
    await show(<DocumentsPage />);
    fails = true;
    fireEvent.click(screen.getByRole('button', { name: 'Load more' }));
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('The storage is away.');
    expect(screen.getByText('a.pdf')).toBeTruthy();

    fails = false;
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('b.pdf')).toBeTruthy();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('queue_ListCannotBeReadAgain_SaysSo', async () => {
    await show(<CardQueue cards={[]} dismiss={() => undefined} onChoose={() => undefined} />);
    fails = true;
    await act(() => documents.reload());
    expect(screen.getByRole('alert').textContent).toContain('The storage is away.');
  });
});
