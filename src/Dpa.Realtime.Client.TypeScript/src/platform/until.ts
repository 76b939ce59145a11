/**
 * Begins something that ends once, by the returned function or by the signal, whichever comes first. Nothing begins if
 * the signal has already aborted.
 */
export function until(signal: AbortSignal | undefined, begin: () => () => void): () => void {
  if (signal?.aborted) return () => {};
  const end = begin();
  const leave = (): void => {
    signal?.removeEventListener('abort', leave);
    end();
  };
  signal?.addEventListener('abort', leave);
  return leave;
}
