import { useRef } from 'react';

/**
 * The highest value seen for this key: a bar never goes back within a run, whatever order its sources report in.
 * What is not known now is null, whatever was known before.
 */
export function useHighest(key: string, value: number | null): number | null {
  const held = useRef<{ key: string; value: number | null }>({ key, value: null });
  if (held.current.key !== key) held.current = { key, value: null };
  if (value === null) return null;
  held.current.value = Math.max(held.current.value ?? 0, value);
  return held.current.value;
}
