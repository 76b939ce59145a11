import type { PipelineState } from '../pipeline/types';

/** A bar may be 5 points from the state; so much is left for the way to the next frame. */
const points = 3;

const isFar = (from: number, to: number): boolean => Math.abs(to - from) >= points;

/** Whether what is shown must not stay until the cards are drawn anyway: another status, another run, a jump. */
export function isFarFrom(shown: PipelineState | undefined, state: PipelineState | undefined): boolean {
  if (!shown || !state) return shown !== state;
  return (
    shown.status !== state.status ||
    shown.epoch !== state.epoch ||
    shown.attempt !== state.attempt ||
    shown.stages.length !== state.stages.length ||
    isFar(shown.overall_progress, state.overall_progress) ||
    state.stages.some((stage, at) => {
      const before = shown.stages[at];
      return (
        before !== stage &&
        (before?.status !== stage.status || before.attempt !== stage.attempt || isFar(before.progress, stage.progress))
      );
    })
  );
}
