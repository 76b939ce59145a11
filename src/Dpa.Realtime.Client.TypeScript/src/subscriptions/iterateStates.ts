import type { PipelineState } from '../protocol/PipelineState.js';
import { RealtimeError } from '../RealtimeError.js';
import type { StateListener, WatchOptions } from './WatchOptions.js';

/** Starts a watch; gives what ends it. */
type Watch = (listener: StateListener, options: WatchOptions) => () => void;

/**
 * The newest state each time that the reader is ready; a slow reader misses those in between, never the last.
 * @param onEnd Registers what ends the iteration from outside; gives what takes it back.
 */
export async function* iterateStates(watch: Watch, options: WatchOptions, onEnd: (end: () => void) => () => void): AsyncGenerator<PipelineState, void, void> {
  let newest: PipelineState | undefined;
  let ended = false;
  let failure: RealtimeError | undefined;
  let wake = (): void => {};
  const end = (): void => {
    ended = true;
    wake();
  };
  const onNotFound: NonNullable<WatchOptions['onNotFound']> = (reason) => {
    options.onNotFound?.(reason);
    failure = new RealtimeError(reason, 'There is no such pipeline that this user may see.');
    end();
  };
  const leave = watch(
    (state) => {
      newest = state;
      wake();
    },
    { ...options, onNotFound },
  );
  const forget = onEnd(end);
  options.signal?.addEventListener('abort', end);
  try {
    while (!ended && !options.signal?.aborted) {
      const state = newest;
      newest = undefined;
      if (state) yield state;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
    if (failure) throw failure;
  } finally {
    options.signal?.removeEventListener('abort', end);
    forget();
    leave();
  }
}
