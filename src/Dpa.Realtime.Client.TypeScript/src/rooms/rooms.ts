/**
 * Rooms that are loaded late, so that a page is live before it has loaded them: a bundler makes a file of each, or none where it makes one file of
 * all. One that could not be loaded is asked for again the next time.
 */
function room<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () =>
    (loaded ??= load().catch((error: unknown) => {
      loaded = undefined;
      throw error;
    }));
}

export const recoveryRoom = room(() => import('../recovery/index.js'));
export const extrasRoom = room(() => import('../extras/index.js'));
export const sharingRoom = room(() => import('../sharing/SharedLink.js'));
