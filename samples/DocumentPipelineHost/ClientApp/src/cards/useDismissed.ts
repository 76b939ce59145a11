import { useCallback, useState } from 'react';

const storageKey = 'dpa.dismissed';
/** The oldest are forgotten beyond this; by then they are no longer recent and not shown anyway. */
const kept = 500;

function read(): readonly string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '[]');
    return Array.isArray(stored) ? stored.map(String) : [];
  } catch {
    return [];
  }
}

/** The finished cards that the person cleared away in this browser; the documents themselves stay. */
export function useDismissed() {
  const [dismissed, setDismissed] = useState<ReadonlySet<string>>(() => new Set(read()));
  const dismiss = useCallback((keys: readonly (string | undefined)[]) => {
    setDismissed((before) => {
      const after = [...before, ...keys.filter((key) => key !== undefined)].slice(-kept);
      localStorage.setItem(storageKey, JSON.stringify(after));
      return new Set(after);
    });
  }, []);
  return { dismissed, dismiss };
}
