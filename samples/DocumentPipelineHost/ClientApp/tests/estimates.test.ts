import { describe, expect, it } from 'vitest';
import type { Estimate } from '../src/api/types';
import { cardModel } from '../src/cards/cardModel';
import { timeLeft } from '../src/cards/timeLeft';
import type { StageState } from '../src/pipeline/types';
import { pipeline, stage } from './states';

const usual = (name: string, from_ms: number | null, to_ms: number | null) => ({
  stage: name,
  samples: 3,
  from_ms,
  to_ms,
});
const asked = (percent: number, ...stages: Estimate['stages']) => ({
  estimate: { pipeline_id: 'p-1', stages },
  stage: 'parse',
  percent,
});
const stagesOf = (...stages: readonly StageState[]) => cardModel({ state: pipeline({ stages }) }).stages;
const uploaded = stage('upload', { status: 'completed', progress: 100 });

describe('timeLeft', () => {
  it('runningAndWaitingStages_AreSummedByTheirRest', () => {
    const stages = stagesOf(uploaded, stage('parse', { status: 'processing', progress: 50 }), stage('index'));
    expect(timeLeft(stages, asked(0, usual('parse', 1000, 2000), usual('index', 500, 800)))).toEqual({
      from: 1000,
      to: 1800,
    });
    // Asked in the middle of the stage: the answer was of the rest.
    expect(timeLeft(stages, asked(50, usual('parse', 1000, 2000), usual('index', 500, 800)))).toEqual({
      from: 1500,
      to: 2800,
    });
  });

  it('ownPace_WidensTheRange', () => {
    const stages = stagesOf(uploaded, stage('parse', { status: 'processing', progress: 50, eta_ms: 4000 }));
    expect(timeLeft(stages, asked(0, usual('parse', 1000, 2000)))).toEqual({ from: 500, to: 4000 });
    const range = { eta_ms: 4000, eta_low_ms: 300, eta_high_ms: 9000 };
    const ranged = stagesOf(uploaded, stage('parse', { status: 'processing', progress: 50, ...range }));
    expect(timeLeft(ranged, asked(0, usual('parse', 1000, 2000)))).toEqual({ from: 300, to: 9000 });
  });

  it('tooLittleKnownOfAStage_TellsNothing', () => {
    const stages = stagesOf(uploaded, stage('parse', { status: 'processing', progress: 50 }), stage('index'));
    expect(timeLeft(stages, asked(0, usual('parse', 1000, 2000), usual('index', null, null)))).toBeUndefined();
    expect(timeLeft(stages, asked(0, usual('parse', 1000, 2000)))).toBeUndefined();
    expect(timeLeft([], asked(0))).toBeUndefined();
  });
});
