import { useLayoutEffect, useRef } from 'react';

/** Left and right turn the pages, but not while somebody writes or something else wants the key. */
export function usePageKeys(previous: () => void, next: () => void): void {
  const turn = useRef({ previous, next });
  turn.current = { previous, next };
  // Before the page is painted: a key that is pressed at once turns it too.
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const target = event.target as HTMLElement;
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || target.matches('input, select, textarea'))
        return;
      if (event.key === 'ArrowLeft') turn.current.previous();
      if (event.key === 'ArrowRight') turn.current.next();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}
