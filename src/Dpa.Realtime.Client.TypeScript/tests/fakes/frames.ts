import { parseFrame } from '../../src/protocol/parseFrame.js';
import type { PipelineFrame, StageFrame } from '../../src/protocol/ServerFrame.js';

export const epoch1 = '01900000-0000-7000-8000-000000000001';
export const epoch2 = '01900000-0000-7000-8000-000000000002';
export const epoch3 = '01900000-0000-7000-8000-000000000003';

type Fields = Readonly<Record<string, unknown>>;

export function stage(id: string, fields: Fields = {}): Fields {
  return {
    id,
    stage_id: `${id}-1`,
    name: id,
    version: 1,
    weight: 1,
    status: 'pending',
    progress: 0,
    attempt: 1,
    message: null,
    ...fields,
  };
}

export function transition(number: number, fields: Fields = {}): Fields {
  return {
    transition: number,
    version: number,
    from: 'pending',
    to: 'processing',
    timestamp: '2026-01-01T00:00:00Z',
    ...fields,
  };
}

/** A full state as the server writes it. */
export function fullState(fields: Fields = {}): Fields {
  return {
    type: 'pipeline_progress',
    pipeline_id: 'p1',
    epoch: epoch1,
    version: 1,
    transition: 0,
    status: 'processing',
    overall_progress: 0,
    current_stage: null,
    attempt: 1,
    created_at: '2026-01-01T00:00:00Z',
    timestamp: '2026-01-01T00:00:00Z',
    stages: [stage('parse'), stage('index')],
    transitions: [],
    transitions_from: 1,
    ...fields,
  };
}

/** A change of one stage as the server writes it. */
export function stageUpdate(fields: Fields = {}): Fields {
  return {
    type: 'stage_update',
    pipeline_id: 'p1',
    epoch: epoch1,
    version: 2,
    transition: 0,
    stage_type: 'parse',
    stage_id: 'parse-1',
    stage_name: 'parse',
    attempt: 1,
    status: 'processing',
    progress: 10,
    message: null,
    change: 'progress',
    overall_progress: 5,
    current_stage: 'parse',
    timestamp: '2026-01-01T00:00:01Z',
    ...fields,
  };
}

/** The same, as the client reads it. */
export function read(frame: Fields): PipelineFrame | StageFrame {
  const parsed = parseFrame(JSON.stringify(frame));
  if (parsed?.type !== 'pipeline_progress' && parsed?.type !== 'stage_update')
    throw new Error('The frame cannot be read.');
  return parsed;
}
