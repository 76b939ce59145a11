import { dropNulls, isCount, isObject, isText, type Json } from './json.js';
import type { PipelineState } from './PipelineState.js';
import type { ServerFrame } from './ServerFrame.js';
import { readQuestion } from './readQuestion.js';
import { readResult } from './readResult.js';
import { readChildren, readStatus } from './readStatus.js';

/** Reads one message; undefined if it is not JSON or not a frame. */
export function parseFrame(text: unknown): ServerFrame | undefined {
  try {
    return readFrame(JSON.parse(text as string));
  } catch {
    return undefined;
  }
}

/** A full state as it comes over HTTP, with what it leaves out; the given object is not changed. */
export function readState(json: unknown): PipelineState | undefined {
  const frame = parseFrame(JSON.stringify({ ...(json as object), type: 'pipeline_progress' }));
  if (frame?.type !== 'pipeline_progress') return undefined;
  const { type: _type, ...fields } = frame;
  return { transitions: [], stages: [], ...fields };
}

/**
 * Undefined if it has no type or, as a state, lacks what the rules of merging need
 * (docs/protocol.md#what-a-client-does-with-a-frame). Unknown types and fields are accepted.
 */
export function readFrame(json: unknown): ServerFrame | undefined {
  if (!isObject(json) || !isText(json['type'])) return undefined;
  const isReadable = readable[json['type']];
  if (isReadable && !isReadable(json)) return undefined;
  dropNulls(json);
  if (isReadable) readStatuses(json);
  readQuestion(json);
  readResult(json);
  return json as unknown as ServerFrame;
}

const readable: Readonly<Record<string, (json: Json) => boolean>> = {
  pipeline_progress: (json) => hasStatus(json) && isList(json['stages'], 'id', isText) && hasTransitions(json),
  pipeline_update: (json) => hasStatus(json) && hasTransitions(json),
  stage_update: (json) => hasStatus(json) && isText(json['stage_type']) && isText(json['change']),
  progress: (json) => hasPosition(json) && isCount(json['stage']),
};

/** Reads the statuses of the object, its stages and its transitions. */
function readStatuses(json: Json): void {
  readStatus(json);
  readChildren(json);
  readStatus(json, 'from');
  for (const stage of objects(json['stages'])) readStatus(stage);
  for (const transition of objects(json['transitions'])) {
    readStatus(transition, 'from');
    readStatus(transition, 'to');
  }
}

function objects(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function hasPosition(json: Json): boolean {
  return (
    isText(json['pipeline_id']) &&
    isText(json['epoch']) &&
    isCount(json['version']) &&
    isCount(json['transition'])
  );
}

function hasStatus(json: Json): boolean {
  return hasPosition(json) && isText(json['status']);
}

function hasTransitions(json: Json): boolean {
  return isList(json['transitions'], 'transition', isCount);
}

/** Absent, or a list of objects that each have such a field. */
function isList(value: unknown, field: string, isRight: (value: unknown) => boolean): boolean {
  return (
    value == null || (Array.isArray(value) && value.every((element) => isObject(element) && isRight(element[field])))
  );
}
