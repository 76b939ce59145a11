import { RealtimeClient } from '@dpa/realtime';
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { noCrowd } from '../src/workspace/crowd';
import type { ListedCard } from '../src/cards/useCards';
import { DocumentList } from '../src/workspace/DocumentList';
import { AnnouncerProvider } from '../src/feedback/AnnouncerProvider';
import { LanguageProvider } from '../src/i18n/LanguageProvider';
import { newQueryClient } from '../src/query/queryClient';
import type { PipelineState } from '../src/pipeline/types';
import { ServicesProvider } from '../src/workspace/Workspace';
import { CardQueue } from '../src/upload/CardQueue';
import { UploadQueue } from '../src/sending/UploadQueue';
import { item, pipeline, stage } from './states';

afterEach(cleanup);

const client = new RealtimeClient({
  userId: 'user-1',
  baseUrl: 'http://localhost',
  platform: { WebSocket: undefined, fetch: () => new Promise(() => undefined) },
});
const room = {
  userId: 'user-1',
  client,
  uploads: new UploadQueue(),
  documents: new DocumentList(() => new Promise(() => undefined)),
  queries: newQueryClient(),
  burst: { crowd: noCrowd },
};

const card = (id: string, status: 'processing' | 'completed'): ListedCard => {
  const state = pipeline({ pipeline_id: `p-${id}`, document_id: id, status, stages: [stage('parse', { status })] });
  const shown = item({ document_id: id, filename: `${id}.pdf`, pipeline_id: `p-${id}`, state });
  return {
    entry: { key: id, item: shown, pipelineId: `p-${id}`, wait: false, createdAt: 0 },
    status,
    percent: null,
    size: 1,
    batchId: undefined,
  };
};

const queue = (cards: readonly ListedCard[]) => (
  <LanguageProvider initial="en">
    <ServicesProvider of={room}>
      <AnnouncerProvider>
        <CardQueue cards={cards} dismiss={() => undefined} onChoose={() => undefined} />
      </AnnouncerProvider>
    </ServicesProvider>
  </LanguageProvider>
);

describe('CardQueue', () => {
  it('cardThatMoves_StaysTheSameCard_WithItsFocusAndItsStagesOpen', () => {
    const { rerender } = render(queue([card('a', 'processing'), card('b', 'processing')]));
    const before = screen.getByRole('article', { name: 'a.pdf' });
    before.focus();

    rerender(queue([card('b', 'processing'), card('a', 'completed')]));

    const after = screen.getByRole('article', { name: 'a.pdf' });
    expect(after).toBe(before);
    expect(document.activeElement).toBe(after);
    expect(after.dataset['open']).toBe('true');
  });

  it('warningOfSeveralFilesOfABatch_IsShownOnceAboveThem', () => {
    const change = { transition: 1, version: 1, from: 'processing', to: 'processing', attempt: 1, timestamp: '' };
    const warned = (id: string, ...messages: readonly string[]): ListedCard => {
      const { entry, ...rest } = card(id, 'completed');
      const changes: unknown = messages.map((message) => ({ ...change, message }));
      const transitions = changes as PipelineState['transitions'];
      const item = entry.item && { ...entry.item, state: pipeline({ ...entry.item.state, transitions }) };
      return { ...rest, entry: { ...entry, ...(item && { item }) }, warnings: messages, batchId: 'batch-1' };
    };
    render(queue([warned('a', 'Too short.'), warned('b', 'Too short.', 'Page 3 has no text.')]));
    expect(document.querySelector('.batch-head .warnings')?.textContent).toContain('Too short.');
    expect(screen.getAllByText(/Too short/)).toHaveLength(1);
    expect(screen.getByRole('article', { name: 'b.pdf' }).textContent).toContain('Page 3 has no text.');
  });

  it('batch_HasItsOwnHeader_AboveItsFiles', () => {
    const inBatch = ['a', 'b'].map((id) => ({ ...card(id, 'completed'), batchId: 'batch-1' }));
    render(queue([...inBatch, card('c', 'completed')]));
    expect(document.querySelectorAll('.batch article')).toHaveLength(2);
    expect(document.querySelector('.batch-head')?.textContent).toContain('2 done');
  });
});
