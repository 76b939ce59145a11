import { dropNulls, isCount, isObject, isText, type Json } from './json.js';
import type { ServerFrame } from './ServerFrame.js';
import { isStatus } from './ProgressStatus.js';

/** Reads one message; undefined for what is not JSON or no frame. */
export function parseFrame(text: unknown): ServerFrame | undefined {
  try {
    return readFrame(JSON.parse(text as string));
  } catch {
    return undefined;
  }
}

/** Undefined for what has no type or, as a state, lacks what the rules of merging need (protocol section 5). Unknown types and fields do no harm. */
export function readFrame(json: unknown): ServerFrame | undefined {
  if (!isObject(json) || !isText(json['type'])) return undefined;
  const isFull = json['type'] === 'pipeline_progress';
  const isReadable = isFull ? hasPosition(json) && isList(json['stages'], 'id', isText) && isList(json['transitions'], 'transition', isCount) : json['type'] !== 'stage_update' || isStage(json);
  if (!isReadable) return undefined;
  dropNulls(json);
  if (isFull) json['transitions'] ??= [];
  return json as unknown as ServerFrame;
}

function hasPosition(json: Json): boolean {
  return isText(json['pipeline_id']) && isText(json['epoch']) && isCount(json['version']) && isCount(json['transition']) && isStatus(json['status']);
}

function isStage(json: Json): boolean {
  return hasPosition(json) && isText(json['stage_type']) && isText(json['change']);
}

/** Absent, or a list of objects that each have such a field. */
function isList(value: unknown, field: string, isRight: (value: unknown) => boolean): boolean {
  return value == null || (Array.isArray(value) && value.every((element) => isObject(element) && isRight(element[field])));
}
