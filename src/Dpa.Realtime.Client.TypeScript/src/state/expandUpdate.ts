import { dropNulls } from '../protocol/json.js';
import type { PipelineState } from '../protocol/PipelineState.js';
import type { PipelineFrame, UpdateFrame } from '../protocol/ServerFrame.js';
import { timeAfter } from './timeAfter.js';

/** If a `pipeline_update` lacks one of these, the field is removed; any other field that it lacks is unchanged. */
const mayBeAbsent = new RegExp(
  '^(stages|transitions(_from)?|status_word|ended|current_stage|message|eta(_low|_high)?_ms|error(_info)?|question|' +
    'stalled|children(_weight|_progress)?)$',
);
/** In the order of their bits. */
const actions = ['cancel', 'interrupt', 'resume', 'retry'];

/**
 * Expands a `pipeline_update` to the frame without stages: fields that it leaves out are taken from the held state
 * (docs/protocol.md#what-a-client-does-with-a-frame).
 */
export function expandUpdate(before: PipelineState, { at, overall, can, ...rest }: UpdateFrame): PipelineFrame {
  const kept = Object.entries(before).filter(([field]) => !mayBeAbsent.test(field));
  const controls = actions.map((action, bit) => [`can_${action}`, ((can >> bit) & 1) > 0]);
  const { status } = rest;
  return dropNulls({
    ...Object.fromEntries([...kept, ...controls]),
    ...rest,
    type: 'pipeline_progress',
    overall_progress: overall,
    interrupted: status === 'interrupted',
    completed: status === 'completed',
    timestamp: timeAfter(before, at),
  }) as unknown as PipelineFrame;
}
