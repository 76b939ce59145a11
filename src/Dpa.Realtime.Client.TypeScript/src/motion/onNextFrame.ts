import { call } from '../platform/call.js';

const waiting = new Set<(at: number) => void>();
let request: number | undefined;

/**
 * Runs a callback at the next animation frame, together with all others that wait for it, so that React renders them at
 * once. A hidden page has no frames. Returns a function that cancels it.
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
  for (const callback of callbacks) call(callback, at); // one that throws does not stop the others
}
