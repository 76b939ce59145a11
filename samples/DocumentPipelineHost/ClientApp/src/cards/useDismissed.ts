import { useCallback, useState } from 'react';
import { ownName } from '../session/ownStorage';

/** The oldest are forgotten beyond this; by then they are hardly recent any more, and not shown anyway. */
const kept = 5000;

function read(name: string): readonly string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(name) ?? '[]');
    return Array.isArray(stored) ? stored.map(String) : [];
  } catch {
    return [];
  }
}

/** The finished cards that this user cleared away in this browser; the documents themselves stay. */
export function useDismissed(userId: string) {
  const name = ownName('dpa.dismissed.', userId);
  const [dismissed, setDismissed] = useState<ReadonlySet<string>>(() => new Set(read(name)));
  const dismiss = useCallback((keys: readonly string[]) => {
    setDismissed((before) => {
      const after = new Set([...new Set([...before, ...keys])].slice(-kept));
      try {
        localStorage.setItem(name, JSON.stringify([...after]));
      } catch {
        // Storage is full or closed to the page: they stay away until it is left.
      }
      return after;
    });
  }, [name]);
  return { dismissed, dismiss };
}
