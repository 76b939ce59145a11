/** The least time between two announcements about the same thing, in milliseconds. */
const spacing = 5000;

/**
 * Announces changes to screen readers in one polite live region: the newest text of each subject, at a limited rate.
 */
export class Announcer {
  text = '';
  readonly #spoken = new Map<string, number>();
  readonly #waiting = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  announce(subject: string, text: string): void {
    clearTimeout(this.#waiting.get(subject));
    this.#waiting.delete(subject);
    const wait = (this.#spoken.get(subject) ?? -spacing) + spacing - performance.now();
    if (wait <= 0) this.#show(subject, text);
    else this.#waiting.set(subject, setTimeout(() => this.#show(subject, text), wait));
  }

  #show(subject: string, text: string): void {
    this.#spoken.set(subject, performance.now());
    this.#waiting.delete(subject);
    this.text = text;
    for (const listener of this.#listeners) listener();
  }
}
