import { useQuery } from '@tanstack/react-query';
import { getQueue } from '../api/calls';
import { useAnyWaitingSeen } from './waitingSeen';

/** How often the places are asked for while something waits, in milliseconds. */
const every = 5000;

/** The place in the queue of each waiting pipeline, asked for only while a card in sight waits. */
export function useQueuePlaces(): ReadonlyMap<string, number> {
  const anyWaits = useAnyWaitingSeen();
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
