import { expect, it } from 'vitest';
import { runSpans } from '../src/runs/runSpans';
import { pipeline, stage } from './states';

const at = (seconds: number): string => new Date(Date.UTC(2026, 10, 24, 10, 0, seconds)).toISOString();

it('runSpans_OfARun_AreTheStagesInItsTime', () => {
  const state = pipeline({
    status: 'completed',
    created_at: at(0),
    stages: [
      stage('parse', { status: 'completed', started_at: at(2), completed_at: at(6) }),
      stage('index', { status: 'completed', started_at: at(7), completed_at: at(10) }),
      stage('summary', { status: 'skipped' }),
    ],
  });
  const spans = runSpans(state, at(10), Date.parse(at(60)));
  expect(spans.map(({ from, share, waited, milliseconds }) => [from, share, waited, milliseconds])).toEqual([
    [20, 40, 20, 4000],
    [70, 30, 10, 3000],
    [0, 0, 0, 0],
  ]);
});

it('runSpans_StageUnderWay_GoesOnToNow', () => {
  const state = pipeline({ created_at: at(0), stages: [stage('parse', { status: 'processing', started_at: at(0) })] });
  expect(runSpans(state, null, Date.parse(at(5)))[0]).toMatchObject({ from: 0, share: 100, milliseconds: 5000 });
});
