import { glideMs, near, unseenPoints } from './glide.js';
import { prefersReducedMotion } from './reducedMotion.js';
import type { Run } from './Run.js';

/** The browser may have painted one frame more than it reported: the next movement begins where that frame was. */
const frameMs = 17;

const at = (percent: number): string => `scaleX(${percent / 100})`;

/**
 * Moves an element's `transform` to each value. The browser animates: between two values no script runs, however many
 * bars there are. What is shown is never more than 5 points from the value, and there within 200 ms, even if the next
 * value comes earlier.
 */
export class SmoothBar {
  #element: HTMLElement | undefined;
  #run: Run | null | undefined;
  #from = 0;
  #target: number | undefined;
  #animation: Animation | undefined;
  #ms = 0;

  /**
   * @param run What the percent belongs to: it goes back only with another run, or if it is null.
   * @param glides False: each value is there at once.
   */
  show(element: HTMLElement, percent: number | undefined, run: Run | null, glides = true): void {
    const begins = element !== this.#element || run !== this.#run || this.#target === undefined;
    this.#element = element;
    this.#run = run;
    if (percent === undefined) return this.#clear(element);
    const before = begins ? percent : (this.#target ?? percent);
    if (!begins && (percent === before || (percent < before && run !== null))) return;

    const now = this.#shown();
    const speed = this.#animation ? (before - this.#from) / this.#ms : 0;
    const from = percent > before ? near(now, percent) : percent;
    this.#animation?.cancel();
    this.#animation = undefined;
    this.#from = from;
    this.#target = percent;
    element.style.transform = at(percent);
    // Never slower than it was on its way: what came before is there in its own time.
    if (!glides || percent - from < unseenPoints) return;
    this.#glide(element, Math.min(glideMs, (percent - from) / Math.max(speed, Number.MIN_VALUE)));
  }

  end(): void {
    this.#animation?.cancel();
    this.#animation = undefined;
  }

  #clear(element: HTMLElement): void {
    this.end();
    this.#target = undefined;
    element.style.transform = '';
  }

  #glide(element: HTMLElement, ms: number): void {
    if (prefersReducedMotion() || document.visibilityState === 'hidden' || typeof element.animate !== 'function')
      return;
    // Backwards: a busy browser paints a frame before the start, which must not be the target.
    const timing = { duration: ms, fill: 'backwards' as const };
    const animation = element.animate([{ transform: at(this.#from) }, { transform: at(this.#target ?? 0) }], timing);
    animation.onfinish = () => {
      if (this.#animation === animation) this.#animation = undefined;
    };
    this.#animation = animation;
    this.#ms = ms;
  }

  /** The position at the next frame. */
  #shown(): number {
    const target = this.#target ?? 0;
    if (!this.#animation) return target;
    const way = Math.min(1, (Number(this.#animation.currentTime ?? 0) + frameMs) / this.#ms);
    return this.#from + (target - this.#from) * way;
  }
}
