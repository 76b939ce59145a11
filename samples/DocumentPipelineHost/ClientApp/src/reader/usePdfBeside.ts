import { useState, useSyncExternalStore } from 'react';
import { browserStorage } from '../session/browserStorage';

const storageKey = 'dpa.reader.pdf';

/** The width from which two columns fit; the styles have the same limit. */
const query = typeof matchMedia === 'function' ? matchMedia('(min-width: 1000px)') : undefined;

function subscribe(listener: () => void): () => void {
  query?.addEventListener('change', listener);
  return () => query?.removeEventListener('change', listener);
}

/**
 * Whether the PDF is beside the text: where there is enough space and the browser has a viewer, unless it was hidden.
 */
export function usePdfBeside() {
  const isWide = useSyncExternalStore(subscribe, () => query?.matches ?? false);
  const [wanted, want] = useState(() => browserStorage.read(storageKey) !== 'hidden');
  const possible = isWide && navigator.pdfViewerEnabled === true;
  const toggle = (): void => {
    browserStorage.write(storageKey, wanted ? 'hidden' : 'shown');
    want(!wanted);
  };
  return { possible, shown: possible && wanted, toggle };
}
