import { useLayoutEffect, useRef, type RefObject } from 'react';

/** A row that moves in the list takes the focus with it: the browser drops it from an element that is put elsewhere. */
export function useKeptFocus(list: RefObject<HTMLElement | null>): void {
  const focused = useRef<Element | null>(null);
  useLayoutEffect(() => {
    const before = focused.current;
    if (document.activeElement === document.body && before instanceof HTMLElement && before.isConnected) {
      before.focus({ preventScroll: true });
    }
    const now = document.activeElement;
    focused.current = now && list.current?.contains(now) ? now : null;
  });
  useLayoutEffect(() => {
    const here = list.current;
    const take = (event: FocusEvent): void => {
      focused.current = event.target as Element;
    };
    here?.addEventListener('focusin', take);
    return () => here?.removeEventListener('focusin', take);
  }, [list]);
}
