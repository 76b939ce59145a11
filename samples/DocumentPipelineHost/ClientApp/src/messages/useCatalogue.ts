import { useSyncExternalStore } from 'react';

type Catalogue = typeof import('./messages');

let catalogue: Catalogue | undefined;
let loads = false;
const listeners = new Set<() => void>();

function load(): void {
  if (catalogue || loads) return;
  loads = true;
  import('./messages')
    .then((loaded) => {
      catalogue = loaded;
      for (const listener of listeners) listener();
    })
    .catch(() => undefined) // Texts stay in the upload's language; the next one that is shown tries again.
    .finally(() => (loads = false));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  load();
  return () => listeners.delete(listener);
}

/** The host's catalogue of messages; undefined until it is loaded, which the first text of the host begins. */
export const useCatalogue = (): Catalogue | undefined => useSyncExternalStore(subscribe, () => catalogue);
