/** Lets everything that waits for a promise go on. */
export function turn(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port2.onmessage = () => {
      port1.close();
      resolve();
    };
    port1.postMessage(undefined);
  });
}

/** Time that passes only when a test advances it. */
export class FakeClock {
  #now = Date.parse('2026-01-01T00:00:00.000Z');
  #timers: { readonly at: number; readonly order: number; readonly callback: () => void }[] = [];
  #order = 0;

  /** How far the system's clock is from the time that passes, in milliseconds. */
  skew = 0;

  readonly now = (): number => this.#now;

  readonly date = (): number => this.#now + this.skew;

  readonly delay = (callback: () => void, ms: number): (() => void) => {
    const timer = { at: this.#now + ms, order: this.#order++, callback };
    this.#timers.push(timer);
    return () => void (this.#timers = this.#timers.filter((other) => other !== timer));
  };

  get pending(): number {
    return this.#timers.length;
  }

  /** Passes that time, timer by timer. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await turn();
    for (;;) {
      const [next] = this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at || a.order - b.order);
      if (!next) break;
      this.#now = Math.max(this.#now, next.at);
      this.#timers = this.#timers.filter((timer) => timer !== next);
      next.callback();
      await turn();
    }
    this.#now = end;
  }
}
