import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { FoldedCards } from '../src/cards/FoldedCards';
import type { ListedCard } from '../src/cards/useCards';
import { LanguageProvider } from '../src/i18n/LanguageProvider';
import type { ShownStatus } from '../src/pipeline/statusMark';

afterEach(cleanup);

const card = (key: string, status: ShownStatus): ListedCard => ({
  entry: { key, wait: false, createdAt: 0 },
  status,
  percent: null,
  size: 1,
  batchId: undefined,
  wantsRetry: false,
  begunAt: undefined,
  endedAt: undefined,
});
const list = (runs: readonly string[], done: number, waiting: number): readonly ListedCard[] => [
  ...runs.map((key) => card(key, 'processing')),
  ...Array.from({ length: waiting }, (_, n) => card(`w${n}`, 'pending')),
  ...Array.from({ length: done }, (_, n) => card(`d${n}`, 'completed')),
];
const view = (cards: readonly ListedCard[]) => (
  <LanguageProvider initial="en">
    <FoldedCards
      cards={cards}
      render={({ entry }) => (
        <article key={entry.key} tabIndex={0}>
          {entry.key}
        </article>
      )}
    />
  </LanguageProvider>
);
const shown = () => screen.queryAllByRole('article').map((each) => each.textContent);

describe('FoldedCards', () => {
  it('Few_AreAllShown', () => {
    render(view(list(['a'], 3, 3)));
    expect(shown()).toHaveLength(7);
  });

  it('Many_OnlyWhatRunsAndWhatNeedsThePerson_TheRestAreLinesThatOpen', async () => {
    render(view([...list(['a', 'b'], 50, 140), card('bad', 'failed')]));
    expect(shown()).toEqual(['a', 'b', 'bad']);
    const done = screen.getByRole('button', { name: '50 done' });
    expect(done.getAttribute('aria-expanded')).toBe('false');
    fireEvent.click(done);
    expect(done.getAttribute('aria-expanded')).toBe('true');
    expect(shown().length).toBeLessThan(20); // some at a time, so that no frame takes long
    await waitFor(() => expect(shown()).toHaveLength(53));
  });

  it('CardThatComesToNeedThePerson_StaysTheSame_WithItsFocus', () => {
    const others = (runs: string) => list([runs], 3, 20);
    const { rerender } = render(view(list(['a', 'b'], 3, 20)));
    const before = screen.getByText('a');
    before.focus();
    // Another one that runs takes its place.
    rerender(view([...others('b'), card('c', 'processing'), card('a', 'failed')]));
    expect(screen.getByText('a')).toBe(before);
    // Few again, and many again.
    rerender(view([card('b', 'processing'), card('a', 'failed')]));
    expect(screen.getByText('a')).toBe(before);
    expect(document.activeElement).toBe(before);
  });

  it('LongList_OneMoreBeforeItsEnd_KeepsTheLastCardAndItsFocus', () => {
    const failed = Array.from({ length: 12 }, (_, n) => card(`f${n}`, 'failed'));
    const { rerender } = render(view([...failed, card('w', 'pending')]));
    const last = screen.getByText('f11');
    last.focus();
    rerender(view([card('a', 'processing'), ...failed, card('w', 'pending')]));
    expect(screen.getByText('f11')).toBe(last);
    expect(document.activeElement).toBe(last);
  });

  it('FoldOfNone_KeepsTheFocus_AndDoesNothing', () => {
    render(view(list(['a'], 0, 20)));
    const done = screen.getByRole('button', { name: '0 done' });
    done.focus();
    fireEvent.click(done);
    expect(document.activeElement).toBe(done);
    expect(done.getAttribute('aria-disabled')).toBe('true');
    expect(done.closest('.fold')?.getAttribute('data-none')).toBe('true');
    expect(done.getAttribute('aria-expanded')).toBe('false');
  });

  it('Next_TakesThePlaceOfWhatEnded', () => {
    const { rerender } = render(view(list(['a', 'b'], 0, 20)));
    rerender(view(list(['b', 'c'], 1, 20)));
    expect(shown()).toEqual(['c', 'b']);
  });
});
