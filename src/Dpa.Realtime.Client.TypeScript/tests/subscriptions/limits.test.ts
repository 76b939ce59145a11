import { describe, expect, it } from 'vitest';
import { FakeServer } from '../fakes/FakeServer.js';
import { fullState, stageUpdate } from '../fakes/frames.js';

const greeting = (limits: object): object => ({ type: 'connection', status: 'connected', protocol: 1, limits });

describe('the limits that the server greets with', () => {
  it('MaxSubscriptions_IsWhatOneMessageNames', async () => {
    const server = new FakeServer();
    const client = server.client();
    for (let index = 0; index < 450; index++) client.watch(`p${index}`, () => {});
    client.start();
    await server.clock.advance(0);
    server.socket.push(greeting({ max_subscriptions: 150, max_message_bytes: 1_000_000 }));
    const asked = server.socket.sentOf('subscribe_pipeline').map((frame) => (frame['pipeline_ids'] as string[]).length);
    expect(asked).toEqual([200, 200, 50]); // a message takes 200 at least
  });

  it('MaxSubscriptions_IsWhatOnePollNames', async () => {
    const server = new FakeServer();
    const client = server.client();
    for (let index = 0; index < 250; index++) client.watch(`p${index}`, () => {});
    client.start();
    await server.clock.advance(0);
    server.socket.push(greeting({ max_subscriptions: 100 }));
    server.socket.drop(4409);
    await server.clock.advance(100);
    expect(server.polls.map(({ positions }) => Object.keys(positions).length)).toEqual([100, 100, 50]);
  });

  it('PipelineWithoutRoom_IsAskedForAgainAsSoonAsAnotherIsLeft', async () => {
    const server = new FakeServer();
    const client = await server.live();
    const errors: string[] = [];
    const leave = client.watch('p1', () => {});
    await server.clock.advance(0);
    client.watch('p2', () => {}, { onError: ({ code }) => errors.push(code) });
    await server.clock.advance(0);
    server.socket.push({ type: 'error', code: 'too_many_subscriptions', message: '', pipeline_id: 'p2' });
    await server.clock.advance(10_000);
    expect(errors).toEqual(['too_many_subscriptions']);
    const before = server.socket.sent.length;
    leave();
    await server.clock.advance(0);
    expect(server.socket.sent.slice(before)).toMatchObject([
      { type: 'unsubscribe_pipeline', pipeline_ids: ['p1'] },
      { type: 'subscribe_pipeline', pipeline_ids: ['p2'] },
    ]);
  });

  it('ListThatScrollsAtSixtyHertz_StaysBelowTheServersFiftyMessagesASecond', async () => {
    const server = new FakeServer();
    const client = await server.live();
    const sentAt: number[] = [];
    server.socket.onSent = () => sentAt.push(server.clock.now());
    let leave = (): void => {};
    for (let frame = 0; frame < 300; frame++) {
      const before = leave;
      leave = client.watch(`p${frame}`, () => {}, { maxHz: (frame % 2) + 1 });
      before();
      await server.clock.advance(1000 / 60);
      if (frame % 60 === 0) server.socket.push({ type: 'ping', timestamp: 't' });
    }
    await server.clock.advance(1_000);
    for (const at of sentAt) {
      expect(sentAt.filter((other) => other >= at && other < at + 1_000).length).toBeLessThan(50);
    }
    const last = server.socket.sentOf('subscribe_pipeline').at(-1);
    expect(last).toMatchObject({ pipeline_ids: ['p299'] });
  });

  it('SaveData_HealsToo', async () => {
    const server = new FakeServer();
    const connection = Object.assign(new EventTarget(), { saveData: true });
    server.navigator = { connection };
    const client = await server.live();
    client.watch('p1', () => {});
    await server.clock.advance(0);
    server.socket.push(fullState({ version: 1 }));
    server.socket.push(stageUpdate({ version: 5, transition: 3, change: 'status' })); // two transitions are missing
    await server.clock.advance(2_000);
    expect(client.counters.heals).toBeGreaterThan(0);
  });
});
