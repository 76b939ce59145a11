/** From more documents under way than this on they are a crowd. */
export const manyUnderWay = 12;

/**
 * Of more documents that run at the same time than this, what the list follows comes seldom, and the bars in sight go
 * in steps, some times a second, all in one frame.
 */
const manyRunning = 8;

/**
 * Very many documents under way: each is one line, which is followed without its stages. It stays so to the end of
 * all of them, so that nothing unfolds while the last ones run.
 */
export interface Crowd {
  readonly many: boolean;
  /** So many run at once that only those in sight are followed closely. */
  readonly busy: boolean;
  /** All have ended; the next ones start a new crowd. */
  readonly over: boolean;
}

export const noCrowd: Crowd = { many: false, busy: false, over: false };

/** @param underWay How many run or wait. @param running How many of them run. */
export function nextCrowd(before: Crowd, underWay: number, running: number): Crowd {
  if (underWay === 0) return before.over ? before : { ...before, over: true };
  const goesOn = before.many && !before.over;
  const many = goesOn || underWay > manyUnderWay;
  const busy = many && ((goesOn && before.busy) || running > manyRunning);
  return before.many === many && before.busy === busy && !before.over ? before : { many, busy, over: false };
}
