import { isCount, isObject, isPercent, isText, type Json } from './json.js';
import { hasPosition, parseState, readMarks } from './parseState.js';
import { isStatus } from './ProgressStatus.js';
import type { ServerFrame } from './ServerFrame.js';

/** Reads one message; undefined for what is not JSON, of no known type, or lacks what its type needs. Unknown fields do no harm. */
export function parseFrame(text: unknown): ServerFrame | undefined {
  const json = isText(text) ? parseJson(text) : undefined;
  if (!isObject(json)) return undefined;
  const type = json['type'];
  if (type === 'pipeline_progress') return parseState(json);
  if (type === 'ping') return { ...json, type, marks: readMarks(json['marks']) };
  const isReadable = isText(type) && Object.hasOwn(readable, type) ? readable[type] : undefined;
  return isReadable?.(json) ? ({ ...json } as unknown as ServerFrame) : undefined;
}

const readable: Readonly<Record<string, (json: Json) => boolean>> = {
  connection: () => true,
  pong: () => true,
  stage_update: (json) =>
    hasPosition(json) &&
    isCount(json['transition']) &&
    isText(json['stage_type']) &&
    isStatus(json['status']) &&
    isPercent(json['progress']) &&
    isPercent(json['overall_progress']),
  subscription_confirmed: (json) => isText(json['pipeline_id']),
  unsubscription_confirmed: (json) => isText(json['pipeline_id']),
  error: (json) => isText(json['code']),
  control_accepted: (json) => isText(json['request_id']),
  reconnect: (json) => isCount(json['after_ms']),
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
