import type { Position } from '../protocol/Position.js';

/** Below, at or above zero as `left` is older than, the same as or newer than `right`: first the epoch, as text, then the version. */
export function comparePositions(left: Position, right: Position): number {
  if (left.epoch !== right.epoch) return left.epoch < right.epoch ? -1 : 1;
  return left.version - right.version;
}
