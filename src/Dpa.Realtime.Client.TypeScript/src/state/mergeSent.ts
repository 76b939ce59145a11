import type { Position } from '../protocol/Position.js';
import { comparePositions } from './comparePositions.js';
import type { Held } from './Held.js';

/**
 * Takes in a position that the server has sent, from a confirmation or a mark
 * (docs/protocol.md#what-a-client-does-with-a-frame). Where it is not held, no part of a state will do: a change of one
 * stage may come before the answer, and would make the position too new for a `since`.
 */
export function mergeSent(held: Held | undefined, sent: Position): Held | undefined {
  return held && comparePositions(held.state, sent) < 0 ? { ...held, whole: false } : held;
}
