import { RealtimeClient } from '@dpa/realtime';
import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { BatchHeader } from '../src/batches/BatchHeader';
import { noCrowd } from '../src/workspace/crowd';
import type { ListedCard } from '../src/cards/useCards';
import { LanguageProvider } from '../src/i18n/LanguageProvider';
import type { ShownStatus } from '../src/pipeline/statusMark';
import { newQueryClient } from '../src/query/queryClient';
import { UploadQueue } from '../src/sending/UploadQueue';
import { DocumentList } from '../src/workspace/DocumentList';
import { ServicesProvider } from '../src/workspace/Workspace';

afterEach(cleanup);

const room = {
  userId: 'user-1',
  client: new RealtimeClient({
    userId: 'user-1',
    baseUrl: 'http://localhost',
    platform: { WebSocket: undefined, fetch: () => new Promise(() => undefined) },
  }),
  uploads: new UploadQueue(),
  documents: new DocumentList(() => new Promise(() => undefined)),
  queries: newQueryClient(),
  burst: { crowd: noCrowd },
};
const card = (status: ShownStatus): ListedCard => ({
  entry: { key: status, wait: false, createdAt: 0 },
  status,
  percent: null,
  size: 1,
  batchId: 'batch-1',
});
const view = (...statuses: readonly ShownStatus[]) => shown(statuses.map(card));
const shown = (cards: readonly ListedCard[]) => (
  <LanguageProvider initial="en">
    <ServicesProvider of={room}>
      <BatchHeader batchId="batch-1" cards={cards} />
    </ServicesProvider>
  </LanguageProvider>
);
const hasFoot = ({ container }: ReturnType<typeof render>): boolean => container.querySelector('.batch-foot') !== null;

it('foot_IsThereBeforeTheBatchIsKnown_AndStaysAtItsEnd_SoThatNothingMoves', () => {
  const drawn = render(view('processing', 'pending'));
  expect(hasFoot(drawn)).toBe(true);
  drawn.rerender(view('completed', 'cancelled'));
  expect(hasFoot(drawn)).toBe(true);
});

it('completedWithWarnings_IsMarkedAndCounted', () => {
  const { container } = render(shown([{ ...card('completed'), warnings: ['Short.'] }, card('stored')]));
  expect(container.querySelector('[data-kind=warned]')?.textContent).toBe('1 with warnings');
  expect(container.querySelector('.status')?.getAttribute('data-warned')).toBe('true');
  cleanup();
  expect(render(shown([card('completed')])).container.querySelector('[data-kind=warned]')).toBeNull();
});

it('many_WhileTheyRun_EachCountHasItsPlaceAtOnce_AndWarningsAreCountedAtTheEnd', () => {
  const done = [...Array(13).keys()].map((id) => ({ ...card('completed'), warnings: [`${id}`] }));
  const kinds = ({ container }: ReturnType<typeof render>) =>
    [...container.querySelectorAll<HTMLElement>('.roll-up-counts > span')].map(({ dataset }) => dataset['kind']);
  const drawn = render(shown([...done, card('processing')]));
  expect(kinds(drawn)).toEqual(['done', 'failed', 'running', 'waiting']);
  drawn.rerender(shown(done));
  expect(kinds(drawn)).toEqual(['done', 'warned']);
});

it('foot_OfOneThatHadEnded_IsNotThere', () => {
  expect(hasFoot(render(view('completed')))).toBe(false);
});
