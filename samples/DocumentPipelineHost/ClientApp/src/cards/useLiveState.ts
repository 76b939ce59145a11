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
const busyBrief = { detail: 'summary', maxHz: 2 } as const satisfies WatchOptions;

/** How closely a card is followed: with its stages, or as a line of many, or of many that run at once. */
export type Followed = 'whole' | 'line' | 'busyLine';

const options: Readonly<Record<Followed, WatchOptions>> = { whole, line: brief, busyLine: busyBrief };

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
      // The bars of an open card glide, which takes time of its own.
      takeBack = drawClock.next(draw, this.#options.detail !== 'summary' || isFarFrom(this.#shown, state));
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
 * without an id. @param wait The pipeline may not be there yet. @param how How closely it is followed.
 */
export function useLiveState(
  id: string | undefined,
  wait: boolean,
  how: Followed = 'whole',
): PipelineState | undefined {
  const client = useRealtimeClient();
  const live = useMemo(() => new LiveState(client, id, { ...options[how], wait }), [client, id, wait, how]);
  return useSyncExternalStore(live.subscribe, live.get);
}
