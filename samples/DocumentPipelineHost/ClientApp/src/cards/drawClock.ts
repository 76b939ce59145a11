import { Pace } from './Pace';

/** While very many documents are under way, the cards wait so long for the next frame, in milliseconds. */
const crowdedMs = 235;

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

  /** Whether very many documents are under way. */
  set crowded(crowded: boolean) {
    this.#pace.ms = crowded ? crowdedMs : 0;
  }

  get crowded(): boolean {
    return this.#pace.ms > 0;
  }

  #run(): void {
    const draws = [...this.#waiting];
    this.#waiting.clear();
    for (const draw of draws) draw();
  }
}

/** The one of the page. */
export const drawClock = new DrawClock();
