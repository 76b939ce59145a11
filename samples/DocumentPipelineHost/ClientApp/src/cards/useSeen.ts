import { useEffect, useState, type RefObject } from 'react';

/** A card that is nearly in sight is followed already, so that it is true when it comes. */
const margin = '400px 0px';

const listeners = new Map<Element, (seen: boolean) => void>();
let observer: IntersectionObserver | undefined;

function observe(element: Element, listener: (seen: boolean) => void): () => void {
  observer ??= new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) listeners.get(target)?.(isIntersecting);
    },
    { rootMargin: margin },
  );
  const own = observer;
  listeners.set(element, listener);
  own.observe(element);
  return () => {
    listeners.delete(element);
    own.unobserve(element);
  };
}

/** Whether an element is in sight, or nearly; true until that is known. One observer for all of them. */
export function useSeen(element: RefObject<Element | null>): boolean {
  const [seen, setSeen] = useState(true);
  useEffect(() => {
    if (!element.current || typeof IntersectionObserver === 'undefined') return undefined;
    return observe(element.current, setSeen);
  }, [element]);
  return seen;
}
