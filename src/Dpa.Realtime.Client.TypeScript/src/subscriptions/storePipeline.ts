import { isEnd } from '../protocol/ProgressStatus.js';
import type { PipelineState } from '../protocol/PipelineState.js';
import type { ErrorFrame } from '../protocol/ServerFrame.js';
import type { Presence } from './Presence.js';
import type { StateListener, WatchOptions } from './WatchOptions.js';

/** A pipeline as it is known at one moment. Never changed: a newer one is a new object. */
export interface PipelineSnapshot {
  /** Undefined while nothing is known, which is not 0 %, and if the pipeline cannot be seen. */
  readonly state: PipelineState | undefined;
  /** Whether there is a state, and if not, why. */
  readonly presence: Presence;
  /** What the server refused about it, e.g. `too_many_subscriptions`, until it accepts it. */
  readonly error: ErrorFrame | undefined;
  /** The newest attempt has completed, failed or was cancelled. It may be retried. */
  readonly isEnded: boolean;
}

/** A pipeline as a store. It is watched while there is a subscriber. */
export interface PipelineStore {
  /** Calls the listener at once and with each change; returns a function that ends this. */
  subscribe(listener: (snapshot: PipelineSnapshot) => void): () => void;
  getSnapshot(): PipelineSnapshot;
}

/** The parts of a client that a store needs. */
export interface StoredClient {
  watch(pipelineId: string, listener: StateListener, options?: WatchOptions): () => void;
  getState(pipelineId: string): PipelineState | undefined;
  getPresence(pipelineId: string): Presence;
}

/** What is shown before anything is known. */
export const unknownPipeline: PipelineSnapshot = {
  state: undefined,
  presence: 'unknown',
  error: undefined,
  isEnded: false,
};

/** The store of one pipeline. */
export function storePipeline(client: StoredClient, id: string, options: Omit<WatchOptions, 'signal'>): PipelineStore {
  const listeners = new Set<(snapshot: PipelineSnapshot) => void>();
  let leave: (() => void) | undefined;
  let snapshot = take(client.getState(id), client.getPresence(id));

  const set = (next: PipelineSnapshot): void => {
    const { state, presence, error } = snapshot;
    if (next.state === state && next.presence === presence && next.error === error) return;
    snapshot = next;
    for (const listener of [...listeners]) listener(snapshot);
  };
  const begin = (): (() => void) =>
    client.watch(id, (state) => set(take(state, state ? 'present' : client.getPresence(id))), {
      ...options,
      onNotFound: (reason) => {
        set(take(undefined, reason));
        options.onNotFound?.(reason);
      },
      onError: (error) => {
        set({ ...snapshot, error });
        options.onError?.(error);
      },
      onErrorOver: () => {
        set({ ...snapshot, error: undefined });
        options.onErrorOver?.();
      },
    });

  return {
    subscribe(listener) {
      const own = (next: PipelineSnapshot): void => listener(next); // the same function may listen twice
      if (!leave) set(take(client.getState(id), client.getPresence(id))); // nothing is reported while nobody listens
      listeners.add(own);
      leave ??= begin();
      own(snapshot);
      return () => {
        listeners.delete(own);
        if (listeners.size > 0) return;
        leave?.();
        leave = undefined;
      };
    },
    getSnapshot: () => snapshot,
  };
}

function take(state: PipelineState | undefined, presence: Presence): PipelineSnapshot {
  if (!state && presence === 'unknown') return unknownPipeline;
  return { state, presence, error: undefined, isEnded: state !== undefined && isEnd(state.status) };
}
