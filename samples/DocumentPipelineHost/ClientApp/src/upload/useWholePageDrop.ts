import { useEffect } from 'react';

/** A file dropped beside the zone must not make the browser leave the page for it. */
export function useWholePageDrop(): void {
  useEffect(() => {
    const refuse = (event: Event): void => event.preventDefault();
    addEventListener('dragover', refuse);
    addEventListener('drop', refuse);
    return () => {
      removeEventListener('dragover', refuse);
      removeEventListener('drop', refuse);
    };
  }, []);
}
