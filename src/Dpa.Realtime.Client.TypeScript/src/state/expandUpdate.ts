import { dropNulls } from '../protocol/json.js';
import type { PipelineState } from '../protocol/PipelineState.js';
import type { PipelineFrame, UpdateFrame } from '../protocol/ServerFrame.js';
import { timeAfter } from './timeAfter.js';

/** What a `pipeline_update` lacks of these is gone; of all else it lacks nothing has changed. */
const mayBeAbsent = new RegExp(
  '^(stages|transitions(_from)?|status_word|ended|current_stage|message|eta_ms|error(_info)?|stalled|' +
    'children(_weight|_progress)?)$',
);
/** In the order of their bits. */
const actions = ['cancel', 'interrupt', 'resume', 'retry'];

/**
 * The frame without stages that has, in what a `pipeline_update` leaves out, what is held
 * (docs/protocol.md#what-a-client-does-with-a-frame).
 */
export function expandUpdate(before: PipelineState, { at, overall, can, ...told }: UpdateFrame): PipelineFrame {
  const kept = Object.entries(before).filter(([field]) => !mayBeAbsent.test(field));
  const controls = actions.map((action, bit) => [`can_${action}`, ((can >> bit) & 1) > 0]);
  const { status } = told;
  return dropNulls({
    ...Object.fromEntries([...kept, ...controls]),
    ...told,
    type: 'pipeline_progress',
    overall_progress: overall,
    interrupted: status === 'interrupted',
    completed: status === 'completed',
    timestamp: timeAfter(before, at),
  }) as unknown as PipelineFrame;
}
