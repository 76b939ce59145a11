import { useEffect, useState, type RefObject } from 'react';

/** A card that is nearly in sight is followed already, so that it is true when it comes. */
export const near = '400px 0px';

/** Of very many that run: the list's own states do for those that are not even this near. */
export const inSight = '100px 0px';

type Margin = typeof near | typeof inSight;

class Observed {
  readonly #listeners = new Map<Element, (seen: boolean) => void>();
  readonly #observer: IntersectionObserver;

  constructor(margin: Margin) {
    this.#observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) this.#listeners.get(target)?.(isIntersecting);
      },
      { rootMargin: margin },
    );
  }

  observe(element: Element, listener: (seen: boolean) => void): () => void {
    this.#listeners.set(element, listener);
    this.#observer.observe(element);
    return () => {
      this.#listeners.delete(element);
      this.#observer.unobserve(element);
    };
  }
}

const all = new Map<Margin, Observed>();

function observedAt(margin: Margin): Observed {
  const observed = all.get(margin) ?? new Observed(margin);
  all.set(margin, observed);
  return observed;
}

/** Whether an element is in sight, or as near as that; true until that is known. One observer for all of them. */
export function useSeen(element: RefObject<Element | null>, margin: Margin = near): boolean {
  const [seen, setSeen] = useState(true);
  useEffect(() => {
    if (!element.current || typeof IntersectionObserver === 'undefined') return undefined;
    return observedAt(margin).observe(element.current, setSeen);
  }, [element, margin]);
  return seen;
}
