import { QueryClient } from '@tanstack/react-query';
import { ApiError } from '../api/problem';

/** Retries transient errors only, twice. */
const retry = (failures: number, error: unknown): boolean =>
  failures < 2 && error instanceof ApiError && [0, 502, 503, 504].includes(error.problem.status);

/** The answers of the host, shared by the pages of one user. */
export const newQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      // The page may be offline for its own host only; a request finds that out.
      queries: { retry, networkMode: 'always', staleTime: 10_000, refetchOnWindowFocus: true },
      mutations: { networkMode: 'always' },
    },
  });
