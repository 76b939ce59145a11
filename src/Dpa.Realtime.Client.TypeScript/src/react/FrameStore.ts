import { onNextFrame } from '../motion/onNextFrame.js';

/**
 * Holds a value for React and notifies of newer ones at most once an animation frame. In a hidden page no frame is
 * painted, so nothing is notified.
 */
export class FrameStore<T> {
  readonly #listeners = new Set<() => void>();
  #shown: T;
  #newest: T;
  #cancel: (() => void) | undefined;

  constructor(first: T) {
    this.#shown = this.#newest = first;
  }

  readonly get = (): T => this.#shown;

  readonly set = (value: T): void => {
    this.#newest = value;
    this.#cancel ??= onNextFrame(this.#show);
  };

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#cancel?.();
      this.#cancel = undefined;
    };
  };

  readonly #show = (): void => {
    this.#cancel = undefined;
    if (Object.is(this.#shown, this.#newest)) return;
    this.#shown = this.#newest;
    for (const listener of [...this.#listeners]) listener();
  };
}
