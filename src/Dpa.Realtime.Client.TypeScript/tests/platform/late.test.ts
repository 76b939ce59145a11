import { expect, it, vi } from 'vitest';
import { late } from '../../src/platform/late.js';
import { FakeServer } from '../fakes/FakeServer.js';

const server = new FakeServer();
const load = (failures: number) =>
  vi.fn(() => (failures-- > 0 ? Promise.reject(new TypeError('network error')) : Promise.resolve('part')));

it('Part_ThatCannotBeLoaded_IsAskedForAgain', async () => {
  const loads = load(2);
  const end = vi.fn();
  const use = vi.fn(() => end);
  const leave = late(loads, server.platform(), use);
  await server.clock.advance(9_999);
  expect(use).not.toHaveBeenCalled();
  await server.clock.advance(1);
  expect(use).toHaveBeenCalledExactlyOnceWith('part');
  leave();
  expect(end).toHaveBeenCalledOnce();
});

it.each([0, 1])('Part_ThatIsLeftBeforeItCame_After_%i_Failures_IsNotUsed', async (failures) => {
  const use = vi.fn(() => () => {});
  const leave = late(load(failures), server.platform(), use);
  if (failures > 0) await server.clock.advance(1);
  leave();
  await server.clock.advance(20_000);
  expect(use).not.toHaveBeenCalled();
  expect(server.clock.pending).toBe(0);
});
