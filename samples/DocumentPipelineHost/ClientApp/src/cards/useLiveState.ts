import type { RealtimeClient, WatchOptions } from '@dpa/realtime';
import { useRealtimeClient } from '@dpa/realtime/react';
import { useMemo, useSyncExternalStore } from 'react';
import type { PipelineState } from '../pipeline/types';
import { drawClock } from './drawClock';
import { isFarFrom } from './isFarFrom';

// More often than this is not seen, because the bars glide from value to value.
const whole = { maxHz: 10 } as const satisfies WatchOptions;

/** One line of very many: no stages, and as often as is seen there. */
const brief = { detail: 'summary', maxHz: 4 } as const satisfies WatchOptions;

/** What a card shows of a pipeline: the newest state as of when the cards were drawn. */
class LiveState {
  readonly #client: RealtimeClient;
  readonly #id: string | undefined;
  readonly #options: WatchOptions;
  #shown: PipelineState | undefined;
  #newest: PipelineState | undefined;

  constructor(client: RealtimeClient, id: string | undefined, options: WatchOptions) {
    this.#client = client;
    this.#id = id;
    this.#options = options;
    this.#shown = this.#newest = id === undefined ? undefined : client.getState(id);
  }

  readonly get = (): PipelineState | undefined => this.#shown;

  readonly subscribe = (listener: () => void): (() => void) => {
    if (this.#id === undefined) return () => undefined;
    const draw = (): void => {
      if (this.#shown === this.#newest) return;
      this.#shown = this.#newest;
      listener();
    };
    let takeBack: (() => void) | undefined;
    const take = (state: PipelineState | undefined): void => {
      this.#newest = state;
      takeBack = drawClock.next(draw, isFarFrom(this.#shown, state));
    };
    const leave = this.#client.watch(this.#id, take, this.#options);
    return () => {
      leave();
      takeBack?.();
    };
  };
}

/**
 * The newest state of a pipeline, drawn together with those of the other cards; undefined until there is one, or
 * without an id. @param wait The pipeline may not be there yet. @param line Without its stages, as one of very many.
 */
export function useLiveState(id: string | undefined, wait: boolean, line = false): PipelineState | undefined {
  const client = useRealtimeClient();
  const live = useMemo(
    () => new LiveState(client, id, { ...(line ? brief : whole), wait }),
    [client, id, wait, line],
  );
  return useSyncExternalStore(live.subscribe, live.get);
}
