/**
 * Parts that are loaded late, so that a page is live before it has loaded them. A bundler makes a file of each, or puts
 * them into its single file. A part that could not be loaded is requested again the next time.
 */
export function part<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () =>
    (loaded ??= load().catch((error: unknown) => {
      loaded = undefined;
      throw error;
    }));
}

export const recoveryPart = part(() => import('./recoveryPart.js'));
export const identityPart = part(() => import('./connection/Identity.js'));
export const pagePart = part(() => import('./pagePart.js'));
export const sharingPart = part(() => import('./sharing/SharedLink.js'));
