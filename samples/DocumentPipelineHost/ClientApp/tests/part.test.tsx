import { act, render } from '@testing-library/react';
import { Suspense } from 'react';
import { expect, it, vi } from 'vitest';
import { part } from '../src/feedback/part';

it('partThatCannotBeLoaded_ComesLater_AndTakesNothingWithIt', async () => {
  vi.useFakeTimers();
  let lost = 2;
  const load = vi.fn(() =>
    lost-- > 0
      ? Promise.reject(new TypeError('Failed to fetch dynamically imported module'))
      : Promise.resolve({ default: () => <b>the question</b> }),
  );
  const Part = part(load);
  const { container } = render(
    <p>
      the card{' '}
      <Suspense>
        <Part />
      </Suspense>
    </p>,
  );

  await act(() => vi.advanceTimersByTimeAsync(900));
  expect(load).toHaveBeenCalledTimes(1);
  expect(container.textContent).toBe('the card ');
  await act(() => vi.advanceTimersByTimeAsync(2200));
  expect(load).toHaveBeenCalledTimes(3);
  expect(container.textContent).toBe('the card the question');
  vi.useRealTimers();
});
