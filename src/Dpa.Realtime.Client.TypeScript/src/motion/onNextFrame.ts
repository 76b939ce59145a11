import { call } from '../platform/call.js';

const waiting = new Set<(at: number) => void>();
let request: number | undefined;

/**
 * Runs something at the next animation frame, together with everything else that waits for it, so that React draws all
 * of it in one go. A hidden page has no frames. Returns what takes it back.
 */
export function onNextFrame(callback: (at: number) => void): () => void {
  waiting.add(callback);
  request ??= requestAnimationFrame(run);
  return () => {
    waiting.delete(callback);
    if (waiting.size > 0 || request === undefined) return;
    cancelAnimationFrame(request);
    request = undefined;
  };
}

function run(at: number): void {
  request = undefined;
  const callbacks = [...waiting];
  waiting.clear();
  for (const callback of callbacks) call(callback, at); // one that throws holds up no other
}
