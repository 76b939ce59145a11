/** How long a bar takes for most of its way, in milliseconds. */
const glideMs = 250;

/** Where a bar is, a frame of `elapsedMs` later, on its way to `target`: forward only, fast first, and there in the end. */
export function glide(shown: number, target: number, elapsedMs: number): number {
  if (target <= shown) return shown;
  const next = shown + (target - shown) * (1 - Math.exp(-elapsedMs / (glideMs / 2)));
  return target - next < 0.05 ? target : next;
}
