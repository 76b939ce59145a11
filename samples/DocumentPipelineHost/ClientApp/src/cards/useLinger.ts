import { useEffect, useState } from 'react';

/** How long what was so stays, in milliseconds. */
const lingerMs = 4000;

/** True at once where the value is true; false only some seconds after it became so. */
export function useLinger(value: boolean): boolean {
  const [held, hold] = useState(value);
  useEffect(() => {
    if (value) {
      hold(true);
      return undefined;
    }
    const timer = setTimeout(() => hold(false), lingerMs);
    return () => clearTimeout(timer);
  }, [value]);
  return value || held;
}
