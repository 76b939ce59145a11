import { describe, expect, it } from 'vitest';
import { nextCrowd, noCrowd, type Crowd } from '../src/workspace/crowd';
import { isFarFrom } from '../src/cards/isFarFrom';
import { pipeline, stage } from './states';

const after = (...counts: readonly (readonly [underWay: number, running: number])[]): Crowd =>
  counts.reduce((crowd, [underWay, running]) => nextCrowd(crowd, underWay, running), noCrowd);

describe('nextCrowd', () => {
  it('few_AreNone', () => {
    expect(after([12, 12])).toMatchObject({ many: false, busy: false });
  });

  it('many_StayOne_ToTheEndOfAll_AndAMomentBeyond', () => {
    expect(after([100, 2])).toMatchObject({ many: true, busy: false });
    expect(after([100, 2], [3, 2])).toMatchObject({ many: true });
    expect(after([100, 2], [0, 0])).toMatchObject({ many: true, over: true });
  });

  it('few_AfterManyHaveEnded_AreNone', () => {
    expect(after([100, 2], [0, 0], [1, 1])).toEqual(noCrowd);
  });

  it('manyAtOnce_AreABusyOne_ToTheEndOfAll', () => {
    expect(after([100, 100], [50, 3])).toMatchObject({ many: true, busy: true });
    expect(after([100, 100], [0, 0], [100, 2])).toMatchObject({ many: true, busy: false });
  });

  it('eightAtOnce_AreNotBusy_AndNineAre', () => {
    expect(after([100, 8])).toMatchObject({ busy: false });
    expect(after([100, 9])).toMatchObject({ busy: true });
  });

  it('nothingNew_IsTheSameObject', () => {
    const crowd = after([100, 2]);
    expect(nextCrowd(crowd, 99, 2)).toBe(crowd);
    const over = nextCrowd(crowd, 0, 0);
    expect(nextCrowd(over, 0, 0)).toBe(over);
  });
});

describe('isFarFrom', () => {
  const at = (overall_progress: number, progress: number) =>
    pipeline({ overall_progress, stages: [stage('parse', { status: 'processing', progress })] });

  it.each([
    ['a little further', at(10, 40), at(11, 42), false],
    ['a jump of all', at(10, 40), at(14, 40), true],
    ['a jump of a stage', at(10, 40), at(11, 44), true],
    ['another status', at(10, 40), { ...at(10, 40), status: 'completed' as const }, true],
    ['another attempt', at(10, 40), { ...at(10, 40), attempt: 2 }, true],
    ['the first state', undefined, at(0, 0), true],
    ['none', undefined, undefined, false],
  ])('%s', (_, shown, state, far) => {
    expect(isFarFrom(shown, state)).toBe(far);
  });
});
