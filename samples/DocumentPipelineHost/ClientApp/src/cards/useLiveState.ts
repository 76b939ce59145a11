import type { RealtimeClient } from '@dpa/realtime';
import { useRealtimeClient } from '@dpa/realtime/react';
import { useMemo, useSyncExternalStore } from 'react';
import type { PipelineState } from '../pipeline/types';
import { drawClock } from './drawClock';

// More often than this is not seen, because the bars glide from value to value.
const maxHz = 10;

/** What a card shows of a pipeline: the newest state as of when the cards were drawn. */
class LiveState {
  readonly #client: RealtimeClient;
  readonly #id: string | undefined;
  readonly #wait: boolean;
  #shown: PipelineState | undefined;
  #newest: PipelineState | undefined;

  constructor(client: RealtimeClient, id: string | undefined, wait: boolean) {
    this.#client = client;
    this.#id = id;
    this.#wait = wait;
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
      takeBack = drawClock.next(draw);
    };
    const leave = this.#client.watch(this.#id, take, { maxHz, wait: this.#wait });
    return () => {
      leave();
      takeBack?.();
    };
  };
}

/**
 * The newest state of a pipeline, drawn together with those of the other cards; undefined until there is one, or
 * without an id. @param wait The pipeline may not be there yet.
 */
export function useLiveState(id: string | undefined, wait: boolean): PipelineState | undefined {
  const client = useRealtimeClient();
  const live = useMemo(() => new LiveState(client, id, wait), [client, id, wait]);
  return useSyncExternalStore(live.subscribe, live.get);
}
