import { useSyncExternalStore } from 'react';
import type { BaseLocationHook, BaseSearchHook } from 'wouter';

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
}

const bare = (): string => location.hash.replace(/^#\/?/, '');
const path = (): string => `/${bare().split('?', 1)[0]}`;
const search = (): string => bare().split('?', 2)[1] ?? '';

function go(to: string, { replace = false }: { replace?: boolean } = {}): void {
  const hash = `#${to}`;
  if (replace) location.replace(hash);
  else location.hash = hash;
}

/** The router's path is the address's hash, so that the page works below any base path. */
export const useHashPath: BaseLocationHook = () => [useSyncExternalStore(subscribe, path), go];

/** The query stands in the hash too. */
export const useHashSearch: BaseSearchHook = () => useSyncExternalStore(subscribe, search);
