import type { Position } from '../protocol/Position.js';

/**
 * Below, at or above zero if `left` is older than, the same as or newer than `right`: first the epoch, as text, then
 * the version.
 */
export function comparePositions(left: Position, right: Position): number {
  return left.epoch === right.epoch ? left.version - right.version : left.epoch < right.epoch ? -1 : 1;
}
