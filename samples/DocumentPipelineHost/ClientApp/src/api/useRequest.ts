import { useCallback, useEffect, useState } from 'react';
import { toProblem, type Problem } from './problem';

export type Loaded<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly problem: Problem }
  | { readonly state: 'ready'; readonly value: T };

export interface Request<T> {
  readonly result: Loaded<T>;
  readonly reload: () => void;
}

/** Runs `load` when it changes and on `reload`; what was loaded before stays visible while it is loaded again. */
export function useRequest<T>(load: (signal: AbortSignal) => Promise<T>): Request<T> {
  const [held, setHeld] = useState<{ load: unknown; result: Loaded<T> }>({ load, result: { state: 'loading' } });
  const [round, setRound] = useState(0);

  useEffect(() => {
    const aborter = new AbortController();
    const keep = (result: Loaded<T>): void => {
      if (!aborter.signal.aborted) setHeld({ load, result });
    };
    load(aborter.signal).then(
      (value) => keep({ state: 'ready', value }),
      (error: unknown) => keep({ state: 'failed', problem: toProblem(error) }),
    );
    return () => aborter.abort();
  }, [load, round]);

  const reload = useCallback(() => {
    setHeld((now) => (now.result.state === 'failed' ? { ...now, result: { state: 'loading' } } : now));
    setRound((n) => n + 1);
  }, []);
  return { result: held.load === load ? held.result : { state: 'loading' }, reload };
}
