import type { RealtimeClient, WatchOptions } from '@dpa/realtime';
import { expect, it } from 'vitest';
import { noCrowd } from '../src/workspace/crowd';
import { ListFollower } from '../src/cards/ListFollower';

/** Writes down what is watched, and whether anything ever was not. */
function watching() {
  const now = new Map<string, WatchOptions[]>();
  const gaps: string[] = [];
  const watch = (id: string, _: unknown, options: WatchOptions) => {
    now.set(id, [...(now.get(id) ?? []), options]);
    return () => {
      now.set(id, (now.get(id) ?? []).filter((each) => each !== options));
      if (now.get(id)?.length === 0) gaps.push(id);
    };
  };
  const client = { watch, watchMine: (_: unknown, options: WatchOptions) => watch('mine', _, { ...options }) };
  return { client: client as unknown as RealtimeClient, now, gaps };
}

const named = ['a', 'b'].map((id) => ({ id, wait: false }));

it('follow_OfACrowd_IsWithoutStages_AtTheRateOfItsCards_AndNothingIsLeftInBetween', () => {
  const { client, now, gaps } = watching();
  const follower = new ListFollower(client, () => undefined);
  follower.follow(named, noCrowd);
  expect(now.get('a')).toMatchObject([{ detail: 'summary', maxHz: 1 }]);
  follower.follow(named, { many: true, busy: false, over: false });
  expect(now.get('a')).toMatchObject([{ detail: 'summary', maxHz: 4 }]);
  expect(now.get('mine')).toMatchObject([{ detail: 'summary', maxHz: 1 }]);
  follower.follow(named, { many: true, busy: true, over: false });
  expect([now.get('b')?.[0]?.maxHz, now.get('mine')?.[0]?.maxHz]).toEqual([0.2, 0.2]);
  expect(gaps).toEqual([]);
  follower.follow(named.slice(1), noCrowd);
  expect(gaps).toEqual(['a']);
  follower.end();
  expect(gaps.sort()).toEqual(['a', 'b', 'mine']);
});
