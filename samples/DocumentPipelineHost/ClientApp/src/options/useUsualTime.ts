import { useQuery } from '@tanstack/react-query';
import { getStatistics } from '../api/calls';

/** Fewer documents than this are not sufficient for an estimate. */
const least = 3;

/**
 * How long these stages took lately for one document, in milliseconds: the sum of the medians and of the 95th
 * percentiles.
 */
export function useUsualTime(stages: readonly string[]): { readonly from: number; readonly to: number } | undefined {
  const { data } = useQuery({
    queryKey: ['statistics', '7d', false],
    queryFn: ({ signal }) => getStatistics('7d', false, signal),
    staleTime: 60_000,
    retry: false,
  });
  const figures = stages.map((id) => data?.stages.find(({ stage }) => stage === id));
  // The upload depends on the network, and is not among what the host measured of every document.
  const known = figures.filter((each, position) => stages[position] !== 'upload' || each);
  if (known.length === 0 || known.some((each) => !each || each.count < least)) return undefined;
  const sum = (of: 'p50_ms' | 'p95_ms'): number => known.reduce((all, each) => all + (each?.[of] ?? 0), 0);
  return { from: sum('p50_ms'), to: sum('p95_ms') };
}
