import { describe, expect, it } from 'vitest';
import { closeCodes, ruleOf } from '../../src/connection/closeCodes.js';
import { idle, isActive, supervise, type Supervision, type SupervisionEvent } from '../../src/connection/supervise.js';
import { SeededRandom } from '../fakes/SeededRandom.js';

const rules = { baseMs: 1000, capMs: 30_000, attempts: 5, stableMs: 10_000, probeMs: 60_000 };

const run = (state: Supervision, ...events: SupervisionEvent[]): Supervision =>
  events.reduce((before, event) => supervise(before, event, rules), state);
const down = (code: number, now = 0, quietMs = 0, random = 0.5): SupervisionEvent => ({
  type: 'down',
  now,
  random,
  code,
  quietMs,
});
const started = run(idle, { type: 'start' });
const live = run(started, { type: 'up', now: 0 });

describe('supervise', () => {
  it.each([
    [closeCodes.cut, 'waiting', 'closed_1006', undefined],
    [closeCodes.unauthorized, 'dialling', 'unauthorized', undefined],
    [closeCodes.forbidden, 'stopped', 'forbidden', undefined],
    [closeCodes.tooManyConnections, 'waiting', 'too_many_connections', 'polls'],
    [closeCodes.noWebSocket, 'waiting', 'no_websocket', 'streams'],
    [closeCodes.newerProtocol, 'stopped', 'unsupported_protocol', undefined],
    [closeCodes.refusedToken, 'stopped', 'unauthorized', undefined],
    [4999, 'stopped', 'refused_4999', undefined],
  ])('Code_%i_Is_%s', (code, phase, reason, standIn) => {
    expect(run(started, down(code))).toMatchObject({ phase, reason });
    expect(run(started, down(code)).standIn).toBe(standIn);
    expect(ruleOf(code).reason).toBe(reason);
  });

  it('Silence_CountsOnlyTheTimeInWhichSomethingCame', () => {
    expect(run(live, down(closeCodes.silent, 30_000, 30_000)).failures).toBe(1);
    expect(run(live, down(closeCodes.silent, 41_000, 30_000)).failures).toBe(0);
  });

  it('ReconnectTime_IsKept_WhateverWakesUp', () => {
    const planned = run(live, { type: 'reconnect', now: 20_000, random: 0.5, afterMs: 3_000 }, down(1012, 21_000));
    expect(planned).toMatchObject({ phase: 'waiting', dueAt: 23_000, failures: 0 });
    expect(run(planned, { type: 'wake' })).toMatchObject({ phase: 'waiting', dueAt: 23_000 });
  });

  it('ServerBack_AfterAnOutage_IsDialledAtOnce_AndAsOftenAsAfterAnyLoss', () => {
    const failed = Array.from({ length: 4 }, (): SupervisionEvent[] => [down(closeCodes.cut), { type: 'due' }]).flat();
    const cutOff = run(started, ...failed, down(closeCodes.cut, 1_000));
    expect(cutOff).toMatchObject({ phase: 'waiting', standIn: 'streams', dueAt: 61_000 });
    const back = run(cutOff, { type: 'back' });
    expect(back).toMatchObject({ phase: 'dialling', standIn: 'streams', failures: 0 });
    expect(run(back, down(closeCodes.cut, 2_000)).dueAt).toBeLessThan(4_000);
    expect(run(back, { type: 'up', now: 2_000 }).standIn).toBeUndefined();
  });

  it('ServerBack_WhileAnAttemptIsUnderWay_TheNextOneComesSoon', () => {
    const failed = Array.from({ length: 5 }, (): SupervisionEvent[] => [down(closeCodes.cut), { type: 'due' }]).flat();
    const dialling = run(started, ...failed);
    expect(dialling).toMatchObject({ phase: 'dialling', standIn: 'streams' });
    expect(run(dialling, { type: 'back' }, down(closeCodes.cut, 2_000)).dueAt).toBeLessThan(4_000);
  });

  it('AnyEvents_LeaveAStateThatMakesSense', () => {
    const seed = Date.now() % 1_000_000;
    const random = new SeededRandom(seed);
    const pick = <T>(items: readonly T[]): T => items[Math.floor(random.next() * items.length)] as T;
    const words = [undefined, 'forbidden', 'forbidden_origin'];
    const codes = [...Object.values(closeCodes), 1000, 1012, 4001, 4400, 4500, 5000];
    let state = idle;
    let now = 0;
    for (let step = 0; step < 20_000; step++) {
      now += Math.floor(random.next() * 20_000);
      const event = pick<SupervisionEvent>([
        { type: pick(['start', 'close', 'pause', 'wake', 'due', 'back'] as const) },
        { type: 'up', now },
        down(pick(codes), now, random.next() * 40_000, random.next()),
        { type: 'reconnect', now, random: random.next(), afterMs: pick([0, -5, 'soon', 1e12]) },
        { type: 'explained', now, status: pick([401, 403, 503]), code: pick(words), retryAfterMs: pick([0, 9_000]) },
        { type: 'refused', reason: 'unauthorized' },
      ]);
      const before = state;
      state = supervise(before, event, rules);
      const said = `seed ${seed}, step ${step}, ${JSON.stringify({ before, event, state })}`;
      expect(state.dials - before.dials, said).toBeGreaterThanOrEqual(0);
      expect(state.dials - before.dials, said).toBeLessThanOrEqual(1);
      expect(state.failures, said).toBeGreaterThanOrEqual(0);
      // Only one that waits, or has a planned reconnect, has a time; an inactive one has neither a time nor `standIn`.
      if (state.dueAt !== undefined) expect(['waiting', 'up'], said).toContain(state.phase);
      if (!isActive(state) || state.phase === 'up') expect(state.standIn, said).toBeUndefined();
      // A waiting client has a time to reconnect or uses HTTP; it stays disconnected only if it was asked to.
      if (state.phase === 'waiting') expect(state.dueAt !== undefined || state.standIn !== undefined, said).toBe(true);
      if (state.dueAt !== undefined) expect(state.dueAt - now, said).toBeLessThanOrEqual(3_600_000);
    }
  });
});
