/**
 * Something that ends by the function that is returned or by the signal, whichever comes first, once; nothing begins
 * where the signal aborted before.
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
