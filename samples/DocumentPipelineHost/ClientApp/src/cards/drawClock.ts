import { Pace } from './Pace';

/**
 * While very many documents run, the cards wait so long for the next frame, in milliseconds: what is known is shown
 * within 300. Their bars do not glide, which takes 200 more.
 */
export const busyMs = 200;

/**
 * When the cards are drawn: all that changed in one frame. A frame costs the browser more than the card that is drawn
 * in it, so of very many documents there are no more of them than are seen.
 */
export class DrawClock {
  readonly #waiting = new Set<() => void>();
  readonly #pace = new Pace(() => this.#run(), 0);
  readonly #soon = new Pace(() => this.#run(), 0);

  /**
   * Runs it with the frame in which the cards are drawn next; returns what takes it back.
   * @param soon With the very next frame: what is shown would be too far from the truth until then.
   */
  readonly next = (draw: () => void, soon = false): (() => void) => {
    this.#waiting.add(draw);
    (soon ? this.#soon : this.#pace).ask();
    return () => this.#waiting.delete(draw);
  };

  /** The least time between two drawings, in milliseconds. */
  set everyMs(ms: number) {
    this.#pace.ms = ms;
  }

  #run(): void {
    const draws = [...this.#waiting];
    this.#waiting.clear();
    for (const draw of draws) draw();
  }
}

/** The one of the page. */
export const drawClock = new DrawClock();
