import { RealtimeClient, type NavigatorLike, type Platform, type RealtimeClientOptions } from '../../src/index.js';
import { FakeClock } from './FakeClock.js';
import { FakeSocket } from './FakeSocket.js';
import { FakeStream } from './FakeStream.js';

/** A page's `window` and `document` as far as the client listens to them. */
export class FakePage extends EventTarget {
  visibilityState = 'visible';
}

/** A request that polling made. */
export interface Polled {
  readonly url: string;
  readonly positions: Record<string, { epoch: string; version: number } | null>;
  readonly headers: Record<string, string>;
  readonly at: number;
  readonly signal: AbortSignal | null | undefined;
}

/** A control request without a socket. */
export interface Posted {
  readonly url: string;
  readonly body: Record<string, unknown>;
  readonly headers: Record<string, string>;
}

/** A request for a list. */
export type Asked = Pick<Polled, 'url' | 'headers' | 'signal'>;

/** An in-process server: sockets that the test drives, and HTTP that answers what the test wants. */
export class FakeServer {
  readonly clock = new FakeClock();
  readonly page = new FakePage();
  readonly sockets: FakeSocket[] = [];
  readonly polls: Polled[] = [];
  /** Requests that ask for nothing but why the socket was refused. */
  readonly questions: Polled[] = [];
  readonly streams: FakeStream[] = [];
  readonly posts: Posted[] = [];
  readonly gets: Asked[] = [];
  random = 0.5;
  navigator: NavigatorLike | undefined;
  /** False: each attempt fails at once. */
  accepts = true;
  /** False: each request for a stream is answered 404, as a server without streams does. */
  takesStreams = false;
  onStream: ((stream: FakeStream) => void) | undefined;
  onSocket: ((socket: FakeSocket) => void) | undefined;
  /** The answer over HTTP to a refused client; by default one that explains nothing: only sockets are refused. */
  why: (polled: Polled) => Response | Promise<Response> = () => Response.json({ pipelines: [] });
  /** The answer to a control request without a socket. */
  decide: (posted: Posted) => Response | Promise<Response> = ({ body: { pipeline_id, action, request_id } }) =>
    Response.json({ type: 'control_accepted', pipeline_id, action, request_id }, { status: 202 });
  /** The answer to a request for a list. */
  list: (asked: Asked) => Response | Promise<Response> = () => Response.json({ pipelines: [] });
  answer: (polled: Polled) => Response | Promise<Response> = () => Response.json({ pipelines: [], not_found: [] });

  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error('There was no attempt yet.');
    return socket;
  }

  get stream(): FakeStream {
    const stream = this.streams.at(-1);
    if (!stream) throw new Error('There was no stream yet.');
    return stream;
  }

  client(options: Partial<RealtimeClientOptions> = {}): RealtimeClient {
    return new RealtimeClient({ userId: 'user-1', baseUrl: 'http://host', platform: this.platform(), ...options });
  }

  /** A client that is live. */
  async live(options: Partial<RealtimeClientOptions> = {}): Promise<RealtimeClient> {
    const client = this.client(options);
    client.start();
    await this.clock.advance(0);
    this.socket.greet();
    await this.clock.advance(0);
    return client;
  }

  platform(): Platform {
    const server = this;
    return {
      now: this.clock.now,
      date: this.clock.date,
      random: () => this.random,
      delay: this.clock.delay,
      WebSocket: class extends FakeSocket {
        constructor(url: string, protocols: string[]) {
          super(url, protocols);
          server.sockets.push(this);
          if (!server.accepts) queueMicrotask(() => this.drop());
          server.onSocket?.(this);
        }
      },
      fetch: async (input, init) => {
        if (init?.method === 'GET') {
          const asked = { url: String(input), headers: init.headers as Record<string, string>, signal: init.signal };
          this.gets.push(asked);
          return this.list(asked);
        }
        const body = JSON.parse(String(init?.body)) as Pick<Polled, 'positions'> & Posted['body'];
        if (String(input).endsWith('/control')) {
          const posted = { url: String(input), body, headers: init?.headers as Record<string, string> };
          this.posts.push(posted);
          return this.decide(posted);
        }
        const { positions } = body;
        if (String(input).includes('/events')) return this.#stream(String(input), positions, init);
        const polled = {
          url: String(input),
          positions,
          headers: init?.headers as Record<string, string>,
          at: this.clock.now(),
          signal: init?.signal,
        };
        const asksWhy = Object.keys(positions).length === 0 && polled.url.endsWith('?check=origin');
        (asksWhy ? this.questions : this.polls).push(polled);
        return (asksWhy ? this.why : this.answer)(polled);
      },
      window: this.page,
      document: this.page,
      navigator: this.navigator,
      BroadcastChannel: undefined,
    };
  }

  #stream(url: string, positions: Polled['positions'], init: RequestInit | undefined): Response {
    const stream = new FakeStream(url, positions, init?.headers as Record<string, string>, init?.signal ?? undefined);
    this.streams.push(stream);
    if (!this.takesStreams) return Response.json({ code: 'not_found' }, { status: 404 });
    this.onStream?.(stream);
    return stream.response;
  }
}
