import type { ConnectionSnapshot } from '../connection/ConnectionSnapshot.js';
import type { PipelineState } from '../protocol/PipelineState.js';
import type { RealtimeClient } from '../RealtimeClient.js';
import { RealtimeError } from '../RealtimeError.js';
import type { WatchOptions } from './WatchOptions.js';

/**
 * The newest state each time that the reader is ready; a slow reader misses intermediate states, never the last one.
 * Ends by the reader, by the signal and when the client is closed; fails if the pipeline cannot be seen, and if the
 * server refuses this client.
 */
export async function* iterateStates(
  client: RealtimeClient,
  id: string,
  options: WatchOptions = {},
): AsyncGenerator<PipelineState, void, void> {
  const { signal } = options;
  let newest: PipelineState | undefined;
  let ended = false;
  let failure: RealtimeError | undefined;
  let wake = (): void => {};
  const end = (): void => {
    ended = true;
    wake();
  };
  const look = ({ status, reason }: ConnectionSnapshot): void => {
    if (status !== 'closed') return;
    // A silent end would look like the end of the work.
    if (reason) failure ??= new RealtimeError(reason, 'The server refuses this client.');
    end();
  };
  const ends = [
    client.watch(
      id,
      (state) => {
        newest = state;
        wake();
      },
      {
        ...options,
        onNotFound: (reason) => {
          options.onNotFound?.(reason);
          failure = new RealtimeError(reason, 'There is no such pipeline that this user may see.');
          end();
        },
      },
    ),
    client.onConnection(look),
    () => signal?.removeEventListener('abort', end),
  ];
  signal?.addEventListener('abort', end);
  if (client.connection.reason) look(client.connection); // refused before
  try {
    while (!signal?.aborted) {
      const state = newest;
      newest = undefined;
      if (state) yield state;
      else if (ended) break;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
    if (failure) throw failure;
  } finally {
    for (const leave of ends) leave();
  }
}
