/** The largest distance between what is shown and the value, in points of a percent. */
export const maxPoints = 5;

/** The longest time that a bar needs for that distance, in milliseconds. */
export const glideMs = 200;

/**
 * A way of fewer points than this is gone at once: it is not seen, and an animation costs the browser three frames of
 * its own, however short it is.
 */
export const unseenPoints = 0.4;

/** Where a bar is at once when it receives a value: so near that it is true. */
export const near = (shown: number, target: number): number => Math.max(shown, target - maxPoints);

/** The position of a bar a frame of `elapsedMs` later, on its way to `target`: forward only, and there in time. */
export const glide = (shown: number, target: number, elapsedMs: number): number =>
  Math.max(shown, Math.min(target, near(shown, target) + (maxPoints * elapsedMs) / glideMs));
