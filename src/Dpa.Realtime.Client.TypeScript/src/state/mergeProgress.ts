import { dropNulls } from '../protocol/json.js';
import type { ProgressFrame } from '../protocol/ServerFrame.js';
import { comparePositions } from './comparePositions.js';
import { unmoved, type Held, type Merged } from './Held.js';
import { timeAfter } from './timeAfter.js';
import { inFront } from './withTransitions.js';

/**
 * Merges the progress of one stage; what the frame leaves out is as held
 * (docs/protocol.md#what-a-client-does-with-a-frame).
 */
export function mergeProgress(held: Held | undefined, frame: ProgressFrame): Merged {
  if (!held) return unmoved(held, 'behind');
  const { state: before, whole } = held;
  if (comparePositions(frame, before) <= 0) return unmoved(held, 'ignored');
  if (frame.epoch !== before.epoch || frame.transition > before.transition || !whole) return unmoved(held, 'behind');
  const old = before.stages[frame.stage];
  if (!old) return unmoved({ ...held, whole: false }, 'behind');

  const { version, progress, message, done, of, unit, eta_ms, low, high, indeterminate, overall, at } = frame;
  // A field that progress may set and that the frame lacks is removed.
  const range = { eta_low_ms: low, eta_high_ms: high };
  const brought = { message, completed_units: done, total_units: of, unit, eta_ms, ...range, indeterminate };
  const moved = dropNulls({ ...old, version, progress, ...brought }) as unknown as typeof old;
  const stages = before.stages.map((stage) => (stage === old ? moved : stage));
  const state = { ...before, version, stages, overall_progress: overall, timestamp: timeAfter(before, at) };
  return unmoved({ state, shown: inFront(held, state), whole });
}
