import { expect, it } from 'vitest';
import type { Transition } from '../src/pipeline/types';
import { withLog } from '../src/runs/withLog';
import { pipeline } from './states';

const transitions = (...numbers: number[]): Transition[] =>
  numbers.map((n) => ({ transition: n, version: n, to: 'processing', attempt: 1, timestamp: '2026-11-24T10:00:00Z' }));
const log = (state: ReturnType<typeof withLog>) => state.transitions.map((one) => one.transition);
const kept = pipeline({ version: 4, transitions: transitions(1, 2, 3, 4) });

it('liveStateThatBeganWithTheLists_HasTheWholeLog', () => {
  const live = pipeline({ version: 6, overall_progress: 50, transitions: transitions(2, 5, 6) });
  const shown = withLog(live, kept);
  expect(log(shown)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(shown).toMatchObject({ version: 6, overall_progress: 50 });
  expect(log(withLog(pipeline({ version: 4, transitions: [] }), kept))).toEqual([1, 2, 3, 4]);
});

it('stateOfAnotherEpoch_HasItsOwnLog', () => {
  const live = pipeline({ epoch: '0191', version: 1, transitions: transitions(1) });
  expect(withLog(live, kept)).toBe(live);
  expect(withLog(live, undefined)).toBe(live);
});
