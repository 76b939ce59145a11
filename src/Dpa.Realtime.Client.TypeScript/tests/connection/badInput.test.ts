import { beforeEach, describe, expect, it } from 'vitest';
import { FakeServer } from '../fakes/FakeServer.js';
import { fullState } from '../fakes/frames.js';

let server: FakeServer;
beforeEach(() => {
  server = new FakeServer();
});

/** Everything that was asked of the network. */
const attempts = (): number =>
  server.sockets.length + server.polls.length + server.streams.length + server.questions.length;

describe('bad input', () => {
  it.each(['host', '//host', 'ftp://host', 'javascript:alert(1)', ''])(
    'Address_"%s"_IsRefusedWithItsName',
    (baseUrl) => {
      expect(() => server.client({ baseUrl }).start()).toThrow(`baseUrl "${baseUrl}" is no http(s) address`);
      expect(attempts()).toBe(0);
    },
  );

  it('AddressThatNoSocketTakes_IsToldAndNotRetriedInATightLoop', async () => {
    const platform = server.platform();
    let dials = 0;
    const client = server.client({
      platform: {
        ...platform,
        WebSocket: class {
          constructor() {
            dials++;
            throw new SyntaxError('invalid url');
          }
        } as never,
      },
    });
    client.start();
    await server.clock.advance(60_000);
    expect(dials).toBeLessThanOrEqual(7);
    expect(client.connection).toMatchObject({ status: 'polling', reason: 'not_dialled' });
  });

  it('NetworkThatFailsEverything_IsToldAndAskedAtMostFortyTimesAMinute', async () => {
    // As with a TLS error or a name that does not resolve: the browser gives no details.
    server.accepts = false;
    server.takesStreams = true;
    server.onStream = (stream) => stream.cut();
    server.answer = () => Promise.reject(new TypeError('network error'));
    const client = server.client();
    client.watch('p1', () => {});
    client.start();
    await server.clock.advance(120_000);
    const before = attempts();
    await server.clock.advance(600_000);
    expect((attempts() - before) / 10).toBeLessThanOrEqual(40);
    expect(client.connection).toMatchObject({ status: 'reconnecting', reason: 'unreachable' });
  });

  it('HtmlInsteadOfJson_IsToldAndAskedMoreAndMoreSeldom', async () => {
    server.accepts = false;
    server.why = server.answer = () =>
      new Response('<!doctype html><p>Sign in', { headers: { 'content-type': 'text/html' } });
    const client = server.client();
    client.watch('p1', () => {});
    client.start();
    await server.clock.advance(300_000);
    expect(client.connection).toMatchObject({ status: 'reconnecting', reason: 'bad_answer' });
    const before = server.polls.length;
    await server.clock.advance(60_000);
    expect(server.polls.length - before).toBeLessThanOrEqual(5);
  });

  it.each([null, [], 7, { pipelines: {} }, { pipelines: [null, 7, {}], not_found: 'p1' }])(
    'Json_%j_DoesNoHarm',
    async (answer) => {
      server.accepts = false;
      server.answer = () => Response.json(answer);
      const client = server.client();
      client.watch('p1', () => {});
      client.start();
      await server.clock.advance(60_000);
      const isAnswer = Array.isArray((answer as { pipelines?: unknown } | null)?.pipelines);
      expect(client.connection.status).toBe(isAnswer ? 'polling' : 'reconnecting');
      expect(client.getPresence('p1')).toBe('unknown');
    },
  );

  it('UnknownTypesAndFields_AreIgnored', async () => {
    const client = await server.live();
    client.watch('p1', () => {});
    await server.clock.advance(0);
    for (const frame of [{ type: 'gossip', pipeline_id: 'p1' }, { type: 'constructor' }, {}, []])
      server.socket.push(frame);
    server.socket.push(fullState({ version: 2, colour: 'red' }));
    expect(client.getState('p1')).toMatchObject({ version: 2, colour: 'red' });
    expect(client.connection.status).toBe('live');
  });

  it('NewerProtocol_IsToldAndNotTriedAgain', async () => {
    const client = server.client();
    client.start();
    await server.clock.advance(0);
    server.socket.push({
      type: 'connection',
      status: 'connected',
      protocol: 2,
      limits: { max_message_bytes: 9_000, max_dreams: 3 },
    });
    await server.clock.advance(0);
    expect(client.connection).toMatchObject({ status: 'closed', reason: 'unsupported_protocol' });
    await server.clock.advance(3_600_000);
    expect(server.sockets).toHaveLength(1);
  });

  it.each(['no list', 7, [null], [7], [{}]])('ListOf_%j_IsAFrameThatCannotBeRead', async (list) => {
    const client = await server.live();
    client.watch('p1', () => {});
    await server.clock.advance(0);
    for (const name of ['stages', 'transitions']) server.socket.push(fullState({ version: 2, [name]: list }));
    expect(client.counters.ignored).toBe(2);
    expect(client.getPresence('p1')).toBe('unknown');
  });

  it('RetryAfter_OfAThousandYears_IsOneHour', async () => {
    server.accepts = false;
    server.why = () => new Response(null, { status: 503, headers: { 'retry-after': '31536000000' } });
    server.client().start();
    await server.clock.advance(3_599_000);
    expect(server.sockets).toHaveLength(1);
    await server.clock.advance(2_000);
    expect(server.sockets).toHaveLength(2);
  });

  it('Reconnect_TimeAndAgain_IsNoTightLoop', async () => {
    server.onSocket = (socket) =>
      queueMicrotask(() => {
        socket.greet();
        socket.push({ type: 'reconnect', after_ms: 0 });
      });
    const client = server.client();
    client.start();
    await server.clock.advance(60_000);
    expect(server.sockets.length).toBeLessThanOrEqual(121);
    client.close();
    expect(server.clock.pending).toBe(0);
  });

  it.each([undefined, -5, 'soon'])('Reconnect_After_%s_IsNoTightLoop', async (after_ms) => {
    const client = await server.live();
    server.socket.push({ type: 'reconnect', after_ms });
    server.socket.drop(1012);
    await server.clock.advance(60_000);
    expect(server.sockets.length).toBeGreaterThan(1);
    expect(server.sockets.length).toBeLessThan(10);
    client.close();
  });
});
