import { describe, expect, it } from 'vitest';
import type { PipelineState } from '../../src/index.js';
import { comparePositions } from '../../src/state/comparePositions.js';
import { LossyServer } from '../fakes/LossyServer.js';
import { ReferencePipeline } from '../fakes/ReferencePipeline.js';
import { SeededRandom } from '../fakes/SeededRandom.js';

const histories = 300;

/** One random life of a pipeline and of a client that watches it, over a wire that loses, repeats and breaks. */
async function live(seed: number, statuses: Set<string>): Promise<void> {
  const random = new SeededRandom(seed);
  const truth = new ReferencePipeline('p1', random);
  const server = new LossyServer(truth, random);
  server.random = 0;
  server.takesStreams = random.chance(0.7);
  const told: string[] = [];
  const skips = new Map<number, number>();
  let first: { run: number; count: number } | undefined;
  let shown: PipelineState | undefined;

  const client = await server.live();
  client.watch(
    'p1',
    (state) => {
      if (!state) throw new Error('It was never lost.');
      if (shown && comparePositions(state, shown) < 0) throw new Error('The position went back.');
      for (const stage of shown?.epoch === state.epoch ? shown.stages : []) {
        const now = state.stages.find((other) => other.id === stage.id);
        if (now && (now.attempt - stage.attempt || now.progress - stage.progress) < 0)
          throw new Error('Progress went back.');
      }
      first ??= { run: state['run'] as number, count: state.transition };
      shown = state;
    },
    {
      detail: random.pick(['stages', 'pipeline']),
      onTransition: (transition) => told.push(String(transition.message)),
      onTransitionsSkipped: (count, state) =>
        skips.set(state['run'] as number, (skips.get(state['run'] as number) ?? 0) + count),
    },
  );

  let leave = (): void => {};
  for (let step = 0; step < 120; step++) {
    const roll = random.below(100);
    if (roll < 50) server.publish(truth.progress());
    else if (roll < 70) server.publish(truth.move());
    else if (roll < 72) server.publish(truth.grow());
    else if (roll < 76) server.publish(truth.moveAll());
    else if (roll < 78) server.publish(truth.lose());
    else if (roll < 79) server.publish(truth.reuse());
    else if (roll < 83) server.beat();
    else if (roll < 85) server.socket.drop();
    else if (roll < 86) server.streams.at(-1)?.cut();
    else if (roll < 88) server.accepts = !server.accepts;
    else if (roll < 92) leave = client.watch('p1', () => {});
    else if (roll < 94) leave();
    await server.clock.advance(random.below(800));
    statuses.add(client.connection.status);
    if (client.connection.status !== 'live' && server.accepts) server.socket.greet();
  }

  // Progress in the middle of a stream is never lost alone (TCP), only replaced by newer: the last word on each stage
  // is a transition.
  for (const frame of truth.finish()) server.publish(frame);
  server.lossy = false;
  server.accepts = true;
  for (let beat = 0; beat < 8; beat++) {
    server.page.dispatchEvent(new Event('online'));
    await server.clock.advance(0);
    if (client.connection.status !== 'live') server.socket.greet();
    server.beat();
    await server.clock.advance(3000);
  }
  client.watch('p1', () => {}); // wants the stages, whatever the others do
  await server.clock.advance(0);

  const { stages, ...pipeline } = client.getState('p1') as PipelineState;
  expect(pipeline).toMatchObject({
    ...truth.position,
    transition: truth.transition,
    overall_progress: truth.overall,
    run: truth.run,
  });
  expect(
    stages.map(({ id, status, progress, attempt, version }) => ({ id, version, status, progress, attempt })),
  ).toEqual(truth.stages);
  expect(new Set(told).size).toBe(told.length);
  const begun = first?.run === truth.run ? first.count : 0;
  const toldOfRun = told.filter((name) => name.startsWith(`run ${truth.run},`)).length;
  expect(toldOfRun + (skips.get(truth.run) ?? 0)).toBe(truth.transition - begun);
  client.close();
  await server.clock.advance(0);
  expect(server.clock.pending).toBe(0);
}

describe('convergence', () => {
  it(`RandomHistories_${histories}_EndAtTheTruthWithEachTransitionOnce`, { timeout: 600_000 }, async () => {
    const begin = Number(process.env['SEED'] ?? 1);
    const count = process.env['SEED'] ? 1 : Number(process.env['HISTORIES'] ?? histories);
    const statuses = new Set<string>();
    for (let seed = begin; seed < begin + count; seed++) {
      try {
        await live(seed, statuses);
      } catch (error) {
        throw new Error(`SEED=${seed} fails`, { cause: error });
      }
    }
    // Every way of falling back was taken.
    if (count >= histories)
      expect([...statuses]).toEqual(expect.arrayContaining(['live', 'streaming', 'polling', 'reconnecting']));
  });
});
