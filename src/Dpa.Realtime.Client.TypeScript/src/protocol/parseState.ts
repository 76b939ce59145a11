import { isCount, isObject, isPercent, isText, readList, type Json } from './json.js';
import { isStatus } from './ProgressStatus.js';
import type { PipelineFrame } from './ServerFrame.js';
import type { StageState } from './StageState.js';
import type { Transition } from './Transition.js';

/** Reads a full state, from a frame or an HTTP answer. What may be left out gets its default; unknown fields are kept, they are attributes. */
export function parseState(message: Json): PipelineFrame | undefined {
  const json = withoutNulls(message);
  const stages = json['stages'] === undefined ? undefined : readList(json['stages'], readStage);
  const transitions = readList(json['transitions'] ?? [], readTransition);
  const readable =
    hasPosition(json) &&
    isStatus(json['status']) &&
    isPercent(json['overall_progress']) &&
    isCount(json['transition']) &&
    transitions !== undefined &&
    (stages !== undefined || json['stages'] === undefined);
  if (!readable) return undefined;
  return { ...pipelineDefaults, ...json, ...(stages && { stages }), transitions, type: 'pipeline_progress' } as unknown as PipelineFrame;
}

/** A field that is null says no more than one that is left out. */
function withoutNulls(json: Json): Json {
  return Object.fromEntries(Object.entries(json).filter(([, value]) => value !== null));
}

/** The fields that name a pipeline and a position in it. */
export function hasPosition(json: Json): boolean {
  return isText(json['pipeline_id']) && isText(json['epoch']) && isCount(json['version']);
}

function readStage(element: Json): StageState | undefined {
  const json = withoutNulls(element);
  const readable = isText(json['id']) && isStatus(json['status']) && isPercent(json['progress']);
  return readable ? ({ ...stageDefaults, name: json['id'], ...json } as unknown as StageState) : undefined;
}

function readTransition(element: Json): Transition | undefined {
  const json = withoutNulls(element);
  const readable = isCount(json['transition']) && isStatus(json['to']);
  return readable ? ({ from: null, ...json } as unknown as Transition) : undefined;
}

/** `epoch:version` of a heartbeat's mark. */
export function readMarks(marks: unknown): ReadonlyMap<string, { epoch: string; version: number }> {
  const read = new Map<string, { epoch: string; version: number }>();
  for (const [id, mark] of Object.entries(isObject(marks) ? marks : {})) {
    const [epoch, version] = isText(mark) ? mark.split(':') : [];
    if (epoch !== undefined && isCount(Number(version))) read.set(id, { epoch, version: Number(version) });
  }
  return read;
}

const pipelineDefaults = {
  current_stage: null,
  attempt: 1,
  can_interrupt: false,
  can_resume: false,
  can_cancel: false,
  can_retry: false,
  interrupted: false,
  completed: false,
};

const stageDefaults = {
  stage_id: '',
  version: 0,
  weight: 1,
  attempt: 1,
  message: null,
  can_interrupt: false,
  started_at: null,
  completed_at: null,
  duration: null,
};
