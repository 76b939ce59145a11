import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RealtimeClientOptions } from '../../src/index.js';
import { FakeServer } from '../fakes/FakeServer.js';
import { fullState } from '../fakes/frames.js';

let server: FakeServer;
beforeEach(() => {
  server = new FakeServer();
});
afterEach(() => void vi.restoreAllMocks());

describe('wrong input is said at once', () => {
  it.each([
    [{ userId: '' }, /userId/],
    [{ userId: 'a\nb' }, /userId/],
    [{ auth: {} as never }, /auth/],
    [{ auth: { ticket: () => 't', renewMs: 0 } }, /renewMs/],
    [{ auth: { ticket: () => 't', renewMs: NaN } }, /renewMs/],
    [{ auth: { token: () => 't', renewMs: -5 } }, /renewMs/],
    [{ pollIntervalMs: -1 }, /pollIntervalMs/],
    [{ hiddenMs: NaN }, /hiddenMs/],
    [{ backoff: { capMs: Infinity } }, /capMs/],
  ] as [Partial<RealtimeClientOptions>, RegExp][])('Options_%j_Throw', (options, words) => {
    expect(() => server.client(options)).toThrow(words);
  });

  it.each(['', 'a b', 'a/b', 'ü', 'x'.repeat(129), undefined as never])('Id_"%s"_Throws', (id) => {
    const client = server.client();
    expect(() => client.watch(id, () => {})).toThrow(/pipeline id/);
    expect(() => client.watch(id)).toThrow(/pipeline id/);
    expect(() => client.pipeline(id)).toThrow(/pipeline id/);
  });

  it.each([0, 0.09, 61, NaN, -1])('MaxHz_%d_Throws', (maxHz) => {
    const client = server.client();
    expect(() => client.watch('p1', () => {}, { maxHz })).toThrow(/maxHz/);
    expect(() => client.watchMine(() => {}, { maxHz })).toThrow(/maxHz/);
  });

  it('Start_ThatWasForgotten_IsWarnedAboutOnce', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const client = server.client();
    client.watch('p1', () => {});
    client.watch('p2', () => {});
    await server.clock.advance(60_000);
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('client.start()'));
  });

  it('Start_ThatComesAfterTheWatch_IsNotWarnedAbout', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const client = server.client();
    client.watch('p1', () => {});
    await server.clock.advance(100);
    client.start();
    await server.clock.advance(60_000);
    client.close();
    expect(warn).not.toHaveBeenCalled();
  });
});

describe('the logger', () => {
  it('Changes_AreALineEach_WithoutSecrets', async () => {
    const lines: string[] = [];
    const log = (level: string) => (line: string) => void lines.push(`${level}: ${line}`);
    const logger = { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
    await server.live({ logger, auth: { ticket: () => 'secret' } });
    server.socket.drop();
    await server.clock.advance(1_000);
    server.socket.drop(4403);
    await server.clock.advance(0);
    expect(lines).toEqual([
      'info: Connected (live).',
      'info: Connection lost: closed_1006.',
      'error: The server refuses this client: forbidden.',
    ]);
    expect(lines.join()).not.toContain('secret');
  });
});

describe('a prefix of the server\'s choice', () => {
  it('SocketsStreamsPollsAndQuestions_GoThere', async () => {
    server.accepts = false;
    const client = server.client({ baseUrl: 'http://host/app', socketPrefix: '/rt/', progressPrefix: 'state' });
    client.watch('p1', () => {});
    client.start();
    while (client.connection.status !== 'polling') await server.clock.advance(1_000);
    expect(server.socket.url).toBe('ws://host/app/rt/user-1');
    expect(server.questions[0]?.url).toBe('http://host/app/state/progress?check=origin');
    expect(server.streams[0]?.url).toBe('http://host/app/state/events');
    expect(server.polls[0]?.url).toBe('http://host/app/state/progress');
  });
});

describe('a connection that delivers nothing', () => {
  it('SocketsThatGreetAndFallSilent_AreNoSuccess_SoThatStreamsAreTried', async () => {
    server.onSocket = (socket) => setTimeout(() => socket.greet(), 0);
    const client = server.client();
    client.watch('p1', () => {});
    client.start();
    // As at 1 KB/s, where a state of 33 KB is cut off by the heartbeat's limit each time.
    for (let turn = 0; turn < 400 && server.streams.length === 0; turn++) {
      await server.clock.advance(1_000);
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    expect(server.streams).toHaveLength(1);
    expect(server.sockets).toHaveLength(5);
  });

  it('SocketThatWasHeardForLong_AndFallsSilent_IsOne', async () => {
    const client = await server.live();
    await server.clock.advance(11_000);
    server.socket.push({ type: 'pong' });
    await server.clock.advance(30_000);
    expect(client.connection).toMatchObject({ status: 'reconnecting', reason: 'heartbeat_missed', attempt: 0 });
  });
});

describe('a late poll', () => {
  it('NotFound_OfAPollThatTheSocketOvertook_ErasesNothing', async () => {
    server.accepts = false;
    server.answer = () => Response.json({ pipelines: [] });
    const client = server.client();
    client.watch('p1', () => {});
    client.start();
    while (client.connection.status !== 'polling') await server.clock.advance(1_000);
    let answer = (_: Response): void => {};
    server.answer = () => new Promise((resolve) => (answer = resolve));
    await server.clock.advance(2_000);
    server.accepts = true;
    server.page.dispatchEvent(new Event('online'));
    await server.clock.advance(0);
    server.socket.greet();
    server.socket.push(fullState({ version: 3 }));
    answer(Response.json({ pipelines: [], not_found: ['p1'] }));
    await server.clock.advance(100);
    expect(client.getState('p1')).toMatchObject({ version: 3 });
    expect(client.getPresence('p1')).toBe('present');
  });
});
