import { useCallback, useEffect, useState, type KeyboardEvent } from 'react';

/** How long the question stands, in milliseconds. */
const timeoutMs = 4000;

/** Esc on the focused card interrupts it, but only when pressed twice: the first one asks. */
export function useEscape(possible: boolean, interrupt: () => void) {
  const [asking, setAsking] = useState(false);

  useEffect(() => {
    if (!asking) return undefined;
    const timer = setTimeout(() => setAsking(false), timeoutMs);
    return () => clearTimeout(timer);
  }, [asking]);

  const onKeyDown = useCallback(
    (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || !possible) return;
      event.stopPropagation();
      if (asking) interrupt();
      setAsking(!asking);
    },
    [asking, possible, interrupt],
  );
  return { asking: asking && possible, onKeyDown };
}
