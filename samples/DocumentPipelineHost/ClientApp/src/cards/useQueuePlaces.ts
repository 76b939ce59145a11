import { useQuery } from '@tanstack/react-query';
import { getQueue } from '../api/calls';

/** How often the places are asked for while something waits, in milliseconds. */
const every = 5000;

/** The place in the queue of each waiting pipeline, asked for only while something waits and the page is seen. */
export function useQueuePlaces(anyWaits: boolean): ReadonlyMap<string, number> {
  const { data } = useQuery({
    queryKey: ['queue'],
    queryFn: ({ signal }) => getQueue(signal),
    select: ({ places }) => new Map(places.map(({ pipeline_id: id, place }) => [id, place] as const)),
    enabled: anyWaits,
    refetchInterval: every,
    retry: false,
  });
  return anyWaits && data ? data : none;
}

const none: ReadonlyMap<string, number> = new Map();
