import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { RealtimeClient } from '../../src/index.js';
import { parseFrame } from '../../src/protocol/parseFrame.js';
import type { Json } from '../../src/protocol/json.js';
import type { ProgressFrames, ServerFrame } from '../../src/protocol/ServerFrame.js';
import { merge } from '../../src/state/merge.js';
import { mergeSent } from '../../src/state/mergeSent.js';
import { Subscription } from '../../src/subscriptions/Subscription.js';
import { FakeServer } from '../fakes/FakeServer.js';

interface Step {
  readonly frame: Json & { readonly type: string };
  readonly answers_without_since?: boolean;
  readonly expect?: Json;
}

interface Case {
  readonly name: string;
  readonly detail?: 'pipeline' | 'summary';
  readonly steps: readonly Step[];
}

// The golden vectors that every implementation of the protocol agrees with; their format:
// docs/protocol/vectors/README.md.
const file = new URL('../../../../docs/protocol/vectors/merge-steps.json', import.meta.url);
const { base, cases } = JSON.parse(readFileSync(file, 'utf8')) as {
  readonly base: Record<string, Json>;
  readonly cases: readonly Case[];
};

const complete = (given: Step['frame']): Json => {
  const frame: Json = { ...base[given.type], ...given };
  for (const [list, element] of [['stages', 'stage'], ['transitions', 'transition']] as const) {
    const given = frame[list];
    if (Array.isArray(given)) frame[list] = given.map((one: Json) => ({ ...base[element], ...one }));
  }
  return frame;
};

/** Of an object only the fields named are compared, null meaning absent; lists have the length of the one expected. */
function compare(wanted: unknown, actual: unknown, path: string): void {
  if (Array.isArray(wanted)) {
    expect(actual, path).toHaveLength(wanted.length);
    wanted.forEach((one, at) => compare(one, (actual as unknown[])[at], `${path}[${at}]`));
  } else if (typeof wanted === 'object' && wanted !== null) {
    expect(actual, path).toBeTypeOf('object');
    for (const [field, value] of Object.entries(wanted)) compare(value, (actual as Json)[field], `${path}.${field}`);
  } else {
    expect(actual ?? null, path).toEqual(wanted);
  }
}

describe('the merge vectors, step by step', () => {
  it.each(cases.map((one) => [one.name, one] as const))('%s', (_name, { detail, steps }) => {
    const subscription = new Subscription('p');
    subscription.watchers.add({ listener: () => {}, options: detail ? { detail } : {} });
    const raised: unknown[] = [];
    const skips: number[] = [];
    steps.forEach(({ frame, answers_without_since, expect: wanted = {} }, at) => {
      const read = parseFrame(JSON.stringify(complete(frame)));
      let heal = false;
      if (read && isProgress(read)) {
        const merged = merge(subscription.held, read, answers_without_since);
        subscription.held = merged.held;
        raised.push(...merged.raised);
        if (merged.skipped > 0) skips.push(merged.skipped);
        heal = merged.behind ?? false;
      } else {
        heal = sees(read, subscription);
      }
      const state = subscription.held?.state ?? null;
      const position = state && { epoch: state.epoch, version: state.version };
      const seen: Json = {
        heal,
        raised,
        skips,
        state,
        position,
        counter: state?.transition,
        complete: subscription.held?.whole,
      };
      for (const [field, value] of Object.entries(wanted)) {
        expect(seen, 'an expectation that this test knows').toHaveProperty(field);
        compare(value, seen[field], `step ${at + 1}: ${field}`);
      }
    });
  });
});

function isProgress(frame: ServerFrame): frame is ProgressFrames {
  return ['pipeline_progress', 'pipeline_update', 'stage_update', 'progress'].includes(frame.type);
}

/** Whether a confirmation or a mark shows that something is missing. */
function sees(read: ReturnType<typeof parseFrame>, subscription: Subscription): boolean {
  if (read?.type === 'subscription_confirmed') subscription.goal = read.version > 0 ? read : undefined;
  if (read?.type === 'ping') {
    const [epoch = '', version] = (read.marks?.['p'] ?? '').split(':');
    subscription.goal = version === undefined ? undefined : { epoch, version: Number(version) };
  }
  const isAboutIt =
    read?.type === 'subscription_confirmed' ? read.version > 0 : read?.type === 'ping' && read.marks !== undefined;
  const heal = isAboutIt && subscription.isBehind;
  if (subscription.goal) subscription.held = mergeSent(subscription.held, subscription.goal);
  subscription.goal = undefined;
  return heal;
}

describe('the merge vectors, through the client', () => {
  it.each(cases.map((one) => [one.name, one] as const))('%s', async (_name, { detail, steps }) => {
    const server = new FakeServer();
    const client: RealtimeClient = await server.live();
    const raised: unknown[] = [];
    const skips: number[] = [];
    client.watch('p', () => {}, {
      ...(detail && { detail }),
      onTransition: (transition) => raised.push(transition),
      onTransitionsSkipped: (count) => skips.push(count),
    });
    await server.clock.advance(0);
    for (const [at, { frame, answers_without_since, expect: wanted = {} }] of steps.entries()) {
      const asked = (): number => server.socket.sentOf('subscribe_pipeline').length;
      const held = client.getState('p');
      if (held && !answers_without_since) {
        server.socket.push({
          type: 'subscription_confirmed',
          pipeline_id: 'p',
          epoch: held.epoch,
          version: held.version,
        });
        await server.clock.advance(3_000);
      }
      if (answers_without_since) {
        // What leaves something missing is asked about by a request without `since` every second time.
        server.socket.push(complete(frame));
        await server.clock.advance(3_000);
      }
      const before = asked();
      server.socket.push(complete(frame));
      await server.clock.advance(3_000);
      if (wanted['heal'] !== undefined) expect(asked() > before, `step ${at + 1}: heal`).toBe(wanted['heal']);
      if (wanted['raised'] !== undefined) compare(wanted['raised'], raised, `step ${at + 1}: raised`);
      if (wanted['skips'] !== undefined) expect(skips, `step ${at + 1}: skips`).toEqual(wanted['skips']);
    }
    client.close();
  });
});
