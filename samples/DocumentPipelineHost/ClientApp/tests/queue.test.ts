import { describe, expect, it } from 'vitest';
import { cardGroups } from '../src/cards/cardGroups';
import { cardModel } from '../src/cards/cardModel';
import { batchCounts, batchStatus, sharedWarnings, timeLeft } from '../src/batches/batchFigures';
import { rollUp } from '../src/cards/rollUp';
import { inOrder, type ListedCard } from '../src/cards/useCards';
import { isWarning, warningsOf } from '../src/pipeline/warnings';
import type { ShownStatus } from '../src/pipeline/statusMark';
import { pipeline, stage, upload } from './states';

const card = (key: string, status: ShownStatus, change: Partial<ListedCard> = {}, createdAt = 0): ListedCard => ({
  entry: { key, wait: false, createdAt },
  status,
  percent: null,
  size: 1_000_000,
  batchId: undefined,
  ...change,
});
const keys = (cards: readonly ListedCard[]) => [...cards].sort(inOrder).map((each) => each.entry.key);

describe('the queue', () => {
  it('order_RunningFirst_ThenWhatNeedsThePersonThenWaitingThenDone', () => {
    expect(
      keys([
        card('done', 'completed'),
        card('waits', 'pending'),
        card('failed', 'failed'),
        card('runs', 'processing'),
        card('paused', 'paused'),
      ]),
    ).toEqual(['runs', 'failed', 'paused', 'waits', 'done']);
  });

  it('order_Waiting_FirstComeFirst_DoneTheNewestFirst', () => {
    expect(
      keys([
        card('w2', 'pending', {}, 2),
        card('w1', 'queued', {}, 1),
        card('d1', 'completed', {}, 1),
        card('d2', 'completed', {}, 2),
      ]),
    ).toEqual(['w1', 'w2', 'd2', 'd1']);
  });

  it('groups_FilesOfABatch_StandTogether_AndThoseOfNone', () => {
    const groups = cardGroups([
      card('a', 'processing', { batchId: 'b' }),
      card('x', 'failed'),
      card('c', 'pending', { batchId: 'b' }),
    ]);
    expect(groups.map(({ key, cards }) => [key, cards.length])).toEqual([
      ['b', 2],
      ['single', 1],
    ]);
  });

  it('groups_WhatRunsIsOnTop_ThenWhatWaits_ThenTheNewest', () => {
    const groups = cardGroups([
      card('new', 'completed', { batchId: 'ended' }, 9),
      card('old', 'processing', { batchId: 'runs' }, 1),
      card('oldest', 'completed', { batchId: 'endedBefore' }, 0),
      card('x', 'pending', {}, 2),
    ]);
    expect(groups.map(({ key }) => key)).toEqual(['runs', 'single', 'ended', 'endedBefore']);
  });

  it('groups_OneThatIsWorkedOn_KeepsItsPlaceUntilItsEnd', () => {
    const a = (first: ShownStatus, second: ShownStatus) => [
      card('a1', first, { batchId: 'a' }, 1),
      card('a2', second, { batchId: 'a' }, 1),
    ];
    const b = (status: ShownStatus) => card('b1', status, { batchId: 'b' }, 9);
    const names = (groups: ReturnType<typeof cardGroups>) => groups.map(({ key }) => key);
    const first = cardGroups([...a('processing', 'pending'), b('pending')]);
    expect(names(first)).toEqual(['a', 'b']);
    // The newer one runs too, and comes below.
    const both = cardGroups([...a('processing', 'pending'), b('processing')], first);
    expect(names(both)).toEqual(['a', 'b']);
    // Between two of its files nothing of it runs.
    const between = cardGroups([...a('completed', 'pending'), b('processing')], both);
    expect(names(between)).toEqual(['a', 'b']);
    expect(names(cardGroups([...a('completed', 'processing'), b('processing')], between))).toEqual(['a', 'b']);
    expect(names(cardGroups([...a('completed', 'failed'), b('processing')], between))).toEqual(['b', 'a']);
  });

  it('rollUp_CompletedWithWarnings_IsDone_AndCounted', () => {
    const counts = rollUp([card('a', 'completed', { warnings: ['Short.'] }), card('b', 'completed')]);
    expect(counts).toMatchObject({ done: 2, warned: 1 });
  });

  it('sharedWarnings_AreThoseOfSeveralFiles_EachOnce', () => {
    const file = (...warnings: readonly string[]) => card('file', 'completed', { warnings });
    expect(sharedWarnings([file('Short.', 'Page 3.'), file('Short.'), file('Short.'), file()])).toBe('Short.');
    expect(sharedWarnings([file('Short.'), file('Page 3.')])).toBe('');
  });

  it('rollUp_IsWeightedByBytes', () => {
    const counts = rollUp([
      card('big', 'processing', { percent: 50, size: 3_000_000 }),
      card('small', 'completed', { size: 1_000_000 }),
    ]);
    expect(counts).toMatchObject({ running: 1, done: 1, failed: 0 });
    expect(counts.percent).toBeCloseTo(62.5);
  });

  it('rollUp_NothingKnown_IsNoNumber', () => {
    expect(rollUp([card('a', 'unknown'), card('b', 'pending')]).percent).toBeNull();
    expect(rollUp([]).percent).toBeNull();
  });

  it('rollUp_FailedFiles_AreAPartOfTheirOwn', () => {
    const counts = rollUp([card('good', 'completed', { size: 3_000_000 }), card('bad', 'failed', { size: 1_000_000 })]);
    expect(counts).toMatchObject({ percent: 100, failedPercent: 25 });
    expect(rollUp([]).failedPercent).toBe(0);
  });

  it('batchStatus_CompletedWithFailedFiles_IsNotCompleted', () => {
    const good = card('good', 'completed');
    const bad = card('bad', 'failed');
    expect(batchStatus('completed', rollUp([good]))).toBe('completed');
    expect(batchStatus('completed', rollUp([good, bad]))).toBe('partly');
    expect(batchStatus('completed', rollUp([bad, bad]))).toBe('failed');
    expect(batchStatus('processing', rollUp([good, bad, card('runs', 'processing')]))).toBe('processing');
  });

  it('batchCounts_MoreFilesThanCards_AreTheHosts', () => {
    const state = pipeline({
      kind: 'batch',
      overall_progress: 70,
      children: { completed: 140, failed: 10, processing: 2, pending: 48 },
    });
    expect(batchCounts(state, [card('a', 'completed'), card('b', 'processing')])).toEqual({
      running: 2, waiting: 48, held: 0, done: 140, failed: 10, warned: 0, percent: 70, failedPercent: 5, areHere: false,
    });
    expect(
      batchCounts(pipeline({ children: { completed: 1 } }), [card('a', 'completed'), card('b', 'queued')]),
    ).toMatchObject({ done: 1, waiting: 1, areHere: true });
  });

  it('timeLeft_OfABatch_IsBetweenItsPaces_AndNothingBelowThreeEnds', () => {
    const ended = (endedAt: number) => card(`e${endedAt}`, 'completed', { begunAt: 0, endedAt });
    const waits = [card('w1', 'pending'), card('w2', 'pending')];
    expect(timeLeft([ended(1000), ended(2000), ...waits])).toBeUndefined();
    // 4 s a file over all six of them, 1 s a file over the newest five.
    const ends = [10_000, 20_000, 21_000, 22_000, 23_000, 24_000].map(ended);
    expect(timeLeft([...ends, ...waits])).toEqual({ from: 2000, to: 8000 });
    // Three that ended in one moment do not mean that the rest takes no time.
    expect(timeLeft([ended(3000), ended(3000), ended(3000), ...waits])).toEqual({ from: 0, to: 2000 });
    expect(timeLeft(ends)).toBeUndefined();
  });

  it('warnings_ChangeThatIsNone_IsAWarningAndARecoveryIsNot', () => {
    const change = {
      transition: 2,
      version: 2,
      stage_type: 'parse',
      from: 'processing',
      to: 'processing',
      attempt: 1,
      timestamp: '',
      message: 'Pages 3–4 have no text',
    } as const;
    expect(isWarning(change)).toBe(true);
    expect(isWarning({ ...change, new_attempt: true })).toBe(false);
    expect(isWarning({ ...change, to: 'completed' })).toBe(false);
    expect(warningsOf(pipeline({ transitions: [change, change] }))).toEqual(['Pages 3–4 have no text']);
  });

  it('pausedUpload_ShowsWhatTheHostHas_WeightedAsTheStages', () => {
    const state = pipeline({
      overall_progress: 0,
      stages: [stage('upload', { weight: 1 }), stage('parse', { weight: 3 })],
    });
    const model = cardModel({ upload: upload({ phase: 'paused', sentBytes: 400, size: 1000 }), state });
    expect(model).toMatchObject({ status: 'paused', percent: 10 });
    expect(model.stages[0]).toMatchObject({ status: 'paused', percent: 40 });
  });
});
