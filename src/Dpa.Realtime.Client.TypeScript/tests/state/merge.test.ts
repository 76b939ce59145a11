import { describe, expect, it } from 'vitest';
import type { Held, Merged } from '../../src/state/Held.js';
import type { PipelineFrame } from '../../src/protocol/ServerFrame.js';
import { merge } from '../../src/state/merge.js';
import { epoch1, epoch2, epoch3, fullState, read, stage, stageUpdate, transition } from '../fakes/frames.js';

const shownState = (held: Held): Held['shown'] => held.shown;

type Fields = Readonly<Record<string, unknown>>;

const held = (fields: Fields = {}): Held => merge(undefined, read(fullState(fields))).held as Held;
const full = (before: Held | undefined, fields: Fields, lastResort = false): Merged =>
  merge(before, read(fullState(fields)), lastResort);
const update = (before: Held | undefined, fields: Fields = {}): Merged => merge(before, read(stageUpdate(fields)));
const numbers = (merged: Merged): number[] => merged.raised.map((raised) => raised.transition);

describe('merge of full states', () => {
  it('First_State_RaisesNothingAndSetsTheCount', () => {
    const merged = full(undefined, { version: 9, transition: 3, transitions: [transition(2), transition(3)] });
    expect(numbers(merged)).toEqual([]);
    expect(merged.held?.state).toMatchObject({ version: 9, transition: 3 });
  });

  it('Newer_State_ReplacesAllAndRaisesEachOnce', () => {
    const merged = full(held(), {
      version: 5,
      transition: 2,
      transitions: [transition(1), transition(2)],
      stages: [stage('parse', { progress: 50 })],
    });
    expect(numbers(merged)).toEqual([1, 2]);
    expect(merged.held?.state.stages).toHaveLength(1);
  });

  it.each([0, 1])('State_AtOrBelowTheHeldPosition_%i_IsIgnored', (version) => {
    const before = held({ version: 1 });
    expect(full(before, { version, overall_progress: 99 })).toMatchObject({ held: before, ignored: true });
  });

  it('OlderEpoch_WithAGreaterVersion_IsIgnored', () => {
    expect(full(held({ epoch: epoch2 }), { epoch: epoch1, version: 99 }).ignored).toBe(true);
  });

  it('State_OptionalFieldThatIsGone_IsGone', () => {
    expect(full(held({ stalled: true, error: 'x' }), { version: 2 }).held?.state).not.toHaveProperty('error');
  });

  it('Gap_BeforeTransitionsFrom_IsCountedOnce', () => {
    const merged = full(held({ transition: 2 }), {
      version: 90,
      transition: 80,
      transitions_from: 79,
      transitions: [transition(79), transition(80)],
    });
    expect(merged).toMatchObject({ skipped: 76 });
    expect(numbers(merged)).toEqual([79, 80]);
  });

  it('Reset_BehindTheHeldPosition_IsAppliedAndCountsFromThere', () => {
    const reset = full(held({ version: 9, transition: 5 }), { version: 4, transition: 3, reset: true });
    expect(reset.held?.state).toMatchObject({ version: 4, transition: 3 });
    expect(reset).toMatchObject({ raised: [], skipped: 0 });
    expect(reset.held?.state).not.toHaveProperty('reset');
    expect(numbers(update(reset.held, { version: 5, transition: 4, change: 'status' }))).toEqual([4]);
  });
});

describe('merge across epochs', () => {
  it('ContinuedEpoch_GoesOnCounting', () => {
    const merged = full(held({ transition: 2 }), {
      epoch: epoch2,
      continues: epoch1,
      transition: 3,
      transitions: [2, 3].map((n) => transition(n)),
    });
    expect(numbers(merged)).toEqual([3]);
  });

  it.each([
    ['ListsWhatIsHeld_GoesOnCounting', '2026-01-01T00:00:00Z', [3]],
    ['ListsAnother_StartsAtZero', '2026-01-01T00:00:09Z', [1, 2, 3]],
  ])('EpochThatContinuesOneNeverSeen_%s', (_, timestamp, expected) => {
    const before = held({ transition: 2, transitions: [1, 2].map((n) => transition(n)) });
    const transitions = [1, 2, 3].map((n) => transition(n, { timestamp }));
    expect(numbers(full(before, { epoch: epoch3, continues: epoch2, transition: 3, transitions }))).toEqual(expected);
  });

  it('EpochThatContinuesOneNeverSeen_WithoutACommonTransition_TellsTheGap', () => {
    const before = held({ transition: 2, transitions: [transition(2)] });
    expect(
      full(before, { epoch: epoch3, continues: epoch2, transition: 9, transitions: [transition(9)] }),
    ).toMatchObject({ skipped: 6 });
  });

  it('ReusedId_StartsAtZero', () => {
    expect(
      numbers(full(held({ transition: 5 }), { epoch: epoch2, transition: 1, transitions: [transition(1)] })),
    ).toEqual([1]);
  });

  it('StageUpdate_OfANewerEpoch_NeedsTheState', () => {
    const before = held();
    expect(update(before, { epoch: epoch2 })).toMatchObject({ held: before, behind: true });
  });
});

describe('merge of partial states', () => {
  it('Partial_ChangesOnlyItsStages', () => {
    const before = held({ stages: [stage('parse', { progress: 30 }), stage('index')] });
    const merged = full(before, {
      version: 4,
      partial: true,
      stages: [stage('index', { progress: 60 }), stage('summary')],
    });
    expect(merged.held?.state.stages.map(({ id, progress }) => [id, progress])).toEqual([
      ['parse', 30],
      ['index', 60],
      ['summary', 0],
    ]);
    expect(merged.held?.state.stages[0]).toBe(before.state.stages[0]);
    expect(merged).toMatchObject({ held: { whole: true } });
    expect(merged).not.toHaveProperty('behind');
  });

  it('Partial_OverStaleStages_StaysStaleAndIsAskedAbout', () => {
    const stale = full(held(), { version: 2, stages: undefined }).held;
    expect(full(stale, { version: 4, partial: true, stages: [stage('index', { progress: 60 })] })).toMatchObject({
      behind: true,
      held: { whole: false },
    });
  });

  it.each([
    ['nothing', undefined],
    ['another epoch', held({ epoch: epoch1 })],
  ])('Partial_OverWhatIsNotItsBase_%s_NeedsTheState', (_, before) => {
    expect(full(before, { epoch: epoch2, partial: true, version: 4 })).toMatchObject({ held: before, behind: true });
  });
});

describe('merge of states without stages', () => {
  const bare = { stages: undefined, transitions_from: undefined };

  it('Bare_KeepsTheStagesAsStale', () => {
    const merged = full(held(), { ...bare, version: 2, overall_progress: 40 });
    expect(merged.held).toMatchObject({
      whole: false,
      state: { overall_progress: 40, stages: [{ id: 'parse' }, { id: 'index' }] },
    });
  });

  it('FullStateOfTheSamePosition_AfterBareOnes_CompletesThem', () => {
    const stale = full(held(), { ...bare, version: 2 }).held;
    expect(full(stale, { version: 2, stages: [stage('parse', { progress: 7 })] }).held).toMatchObject({
      whole: true,
      state: { stages: [{ progress: 7 }] },
    });
  });

  it('Bare_WithAGapInTheCount_NeedsTheState', () => {
    const before = held();
    expect(full(before, { ...bare, version: 2, transition: 2, transitions: [transition(2)] })).toMatchObject({
      held: before,
      behind: true,
    });
  });

  it('Bare_WithAGapAsTheLastResort_CountsIt', () => {
    expect(full(held(), { ...bare, version: 2, transition: 2, transitions: [transition(2)] }, true)).toMatchObject({
      skipped: 1,
    });
  });

  it('Bare_AddsToTheKeptTransitions', () => {
    const before = held({ transition: 1, transitions: [transition(1)] });
    const merged = full(before, { ...bare, version: 2, transition: 2, transitions: [transition(2)] });
    expect(merged.held?.state.transitions.map((kept) => kept.transition)).toEqual([1, 2]);
  });
});

describe('merge of stage updates', () => {
  it('Progress_ChangesItsStageAndThePipelinesNumbers', () => {
    const before = held({ stalled: true });
    const { state } = update(before, { completed_units: 3, total_units: 9, unit: 'pages' }).held as Held;
    expect(state).toMatchObject({ version: 2, overall_progress: 5, current_stage: 'parse' });
    expect(state.stages[0]).toMatchObject({ progress: 10, completed_units: 3, version: 2, weight: 1 });
    expect(state.stages[1]).toBe(before.state.stages[1]);
    expect(state.stalled).toBe(true); // a full state clears it
    expect(before.state.stages[0]).toMatchObject({ progress: 0 });
  });

  it('Absent_OptionalFields_LeaveTheStage', () => {
    const before = update(held(), { unit: 'pages', eta_ms: 5 }).held;
    expect(update(before, { version: 3 }).held?.state.stages[0]).not.toHaveProperty('unit');
  });

  it('Transition_IsRaisedOnceWithItsOrigin', () => {
    const merged = update(held(), { transition: 1, change: 'status', from: 'pending' });
    expect(merged.raised).toMatchObject([
      { transition: 1, stage_type: 'parse', from: 'pending', to: 'processing', attempt: 1 },
    ]);
    expect(merged.held?.state.transitions).toEqual(merged.raised);
    expect(update(merged.held, { transition: 1, change: 'status' })).toMatchObject({ ignored: true, raised: [] });
  });

  it.each([
    ['status', 2],
    ['progress', 1],
  ])('GapInTheCount_SeenBy_%s_IsShownButMovesNothing', (change, count) => {
    const before = held();
    const merged = update(before, { transition: count, change });
    expect(merged).toMatchObject({ behind: true, raised: [], held: { state: before.state } });
    expect(shownState(merged.held as Held)).toMatchObject({
      version: 1,
      transition: 0,
      stages: [{ progress: 10 }, {}],
    });
  });

  it('Provisional_IsShownUntilTheTruthOfItsStageComes', () => {
    const shown = update(held(), { provisional: true, progress: 70, version: 0 }).held as Held;
    expect(shownState(shown)).toMatchObject({ version: 1, transition: 0, stages: [{ progress: 70 }, {}] });
    const other = update(shown, { stage_type: 'index', progress: 20 }).held as Held;
    expect(shownState(other)).toMatchObject({ version: 2, stages: [{ progress: 70 }, { progress: 20 }] });
    const truth = update(other, { version: 3, progress: 75 }).held as Held;
    expect(shownState(truth)).toBe(truth.state);
  });

  it('Provisional_WithoutAState_IsIgnored', () => expect(update(undefined, { provisional: true }).ignored).toBe(true));

  it('UnknownStage_MovesNothingAndIsAskedAbout', () => {
    const before = held();
    const merged = update(before, { stage_type: 'summary', transition: 1, change: 'status' });
    expect(merged).toMatchObject({ behind: true, raised: [], held: { state: before.state, whole: false } });
  });

  it('StageTimes_ThatTheServerSays_AreTaken', () => {
    const times = { started_at: '2026-01-01T00:00:01.5Z' };
    const begun = update(held(), {
      ...times,
      completed_at: null,
      duration: null,
      timestamp: '2026-01-01T00:00:02Z',
    }).held;
    expect(begun?.state.stages[0]).toMatchObject(times);
    const end = { started_at: '2026-01-01T00:00:01.5Z', completed_at: '2026-01-01T00:00:04Z', duration: 2.25 };
    expect(
      update(begun, { ...end, version: 3, status: 'completed', timestamp: '2026-01-01T00:00:05Z' }).held?.state
        .stages[0],
    ).toMatchObject(end);
    expect(begun?.state.stages[0]).not.toHaveProperty('completed_at');
    expect(update(begun, { version: 3, started_at: null }).held?.state.stages[0]).not.toHaveProperty('started_at');
  });
});

describe('kept transitions', () => {
  const listed = [1, 2, 3, 4, 5].map((number) => transition(number));
  const bare = (fields: Fields): PipelineFrame => {
    const { stages: _, ...frame } = read(fullState(fields)) as PipelineFrame;
    return frame as PipelineFrame;
  };

  it('Reset_WithoutStages_KeepsNoneOfTheOldLine', () => {
    const before = held({ version: 10, transition: 5, transitions: listed });
    const reset = merge(before, bare({ version: 7, transition: 3, reset: true, transitions: listed.slice(0, 3) })).held;
    expect(reset?.state.transitions.map((one) => one.transition)).toEqual([1, 2, 3]);
    const next = merge(
      reset,
      bare({ version: 8, transition: 4, transitions: [transition(4, { to: 'waiting' })], transitions_from: 4 }),
    ).held;
    expect(next?.state.transitions.map((one) => [one.transition, one.to]).slice(2)).toEqual([
      [3, 'processing'],
      [4, 'waiting'],
    ]);
  });

  it('FrameThatListsNone_LeavesWhereTheListBegins', () => {
    const before = held({ version: 10, transition: 5, transitions: listed });
    const after = merge(before, bare({ version: 11, transition: 5, transitions: [], transitions_from: 6 })).held;
    expect(after?.state).toMatchObject({ version: 11, transitions_from: 1 });
    expect(after?.state.transitions).toHaveLength(5);
  });
});
