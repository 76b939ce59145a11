/**
 * Rooms that are loaded when they are needed, so that a page which is live loads none of them: what stands in for the socket, and the sharing of one.
 * A room that could not be loaded is asked for again the next time.
 */
function room<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => {
    loaded ??= load().catch((error: unknown) => {
      loaded = undefined;
      throw error;
    });
    return loaded;
  };
}

export const httpRoom = room(() => import('../http/index.js'));
export const sharingRoom = room(() => import('../sharing/index.js'));
