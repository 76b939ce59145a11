/**
 * Runs something soon after each ask, with the next frame at first and then so seldom: a hidden page has no frames, and
 * so no work.
 */
export class Pace {
  readonly #run: () => void;
  /** The least time between two runs, in milliseconds; none where it is 0. */
  ms: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #frame: number | undefined;
  #asked = false;

  constructor(run: () => void, ms: number) {
    this.#run = run;
    this.ms = ms;
  }

  readonly ask = (): void => {
    this.#asked = true;
    if (this.#timer === undefined) this.#frame ??= requestAnimationFrame(this.#show);
  };

  end(): void {
    clearTimeout(this.#timer);
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#timer = this.#frame = undefined;
  }

  readonly #show = (): void => {
    this.#frame = undefined;
    this.#asked = false;
    if (this.ms > 0)
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        if (this.#asked) this.ask();
      }, this.ms);
    this.#run();
  };
}
