import type { Polled } from './FakeServer.js';

/** The client's request for server-sent events, and the server's end of it. */
export class FakeStream {
  readonly response: Response;
  aborted = false;
  #open = true;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;

  constructor(
    readonly url: string,
    readonly positions: Polled['positions'],
    readonly headers: Record<string, string>,
    signal: AbortSignal | undefined,
  ) {
    const body = new ReadableStream<Uint8Array>({ start: (controller) => void (this.#controller = controller) });
    this.response = new Response(body, { headers: { 'content-type': 'text/event-stream' } });
    signal?.addEventListener('abort', () => {
      this.aborted = true;
      this.#fail(new DOMException('aborted', 'AbortError'));
    });
  }

  get query(): Record<string, string> {
    return Object.fromEntries(new URL(this.url).searchParams);
  }

  /** The server greets: the client is streaming. */
  greet(heartbeatMs = 15_000): void {
    this.push({
      type: 'connection',
      status: 'connected',
      user_id: 'user-1',
      connection_id: 's',
      protocol: 1,
      heartbeat_interval_ms: heartbeatMs,
    });
  }

  push(frame: object): void {
    this.pushText(`data: ${JSON.stringify(frame)}\n\n`);
  }

  pushText(text: string): void {
    if (this.#open) this.#controller?.enqueue(new TextEncoder().encode(text));
  }

  /** The server ends it. */
  end(): void {
    this.#open = false;
    this.#controller?.close();
  }

  /** The network cuts it. */
  cut(): void {
    this.#fail(new TypeError('network error'));
  }

  #fail(error: Error): void {
    if (this.#open) this.#controller?.error(error);
    this.#open = false;
  }
}
