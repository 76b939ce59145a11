import type { SocketLike } from '../../src/index.js';

/** What a test reads of a message that the client sent. */
export type Sent = Record<string, unknown> & { readonly type: string };

/** The client's end and the server's end of one socket. */
export class FakeSocket implements SocketLike {
  onmessage: ((event: { readonly data: unknown }) => void) | null = null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null = null;
  onerror: ((event: object) => void) | null = null;
  readonly sent: Sent[] = [];
  /** The code that the client closed with. */
  closedWith: number | undefined;
  onSent: ((frame: Sent) => void) | undefined;

  constructor(
    readonly url: string,
    readonly protocols: string[],
  ) {}

  send(text: string): void {
    const frame = JSON.parse(text) as Sent;
    this.sent.push(frame);
    this.onSent?.(frame);
  }

  close(code?: number): void {
    this.closedWith = code ?? 1005;
  }

  /** The server greets: the client is live. */
  greet(heartbeatMs = 15_000): void {
    this.push({
      type: 'connection',
      status: 'connected',
      user_id: 'user-1',
      connection_id: 'c',
      protocol: 1,
      heartbeat_interval_ms: heartbeatMs,
    });
  }

  push(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  pushText(data: unknown): void {
    this.onmessage?.({ data });
  }

  /** The server, or the network, closes it. */
  drop(code = 1006): void {
    this.onclose?.({ code, reason: '' });
  }

  /** The upgrade is refused: an error, and in browsers a close in the same task. */
  refuse(closeCode?: number): void {
    this.onerror?.({});
    if (closeCode !== undefined) this.drop(closeCode);
  }

  sentOf(type: string): readonly Sent[] {
    return this.sent.filter((frame) => frame.type === type);
  }
}
