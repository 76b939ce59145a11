import type { ConnectContext } from '../connection/connect.js';
import { post } from './post.js';

/** How long an answer may take, in milliseconds. */
const answerMs = 10_000;

/** Requests with a time limit: a network that went silent must not hold up the requests after them. */
export class Requests {
  readonly #underWay = new Set<AbortController>();

  /** Sends a request, and reads the answer within the same time. `renew`: with a new token. */
  async ask<T>(
    options: ConnectContext,
    path: string,
    body: unknown,
    read: (response: Response) => T | Promise<T>,
    renew = false,
  ): Promise<T> {
    const limit = new AbortController();
    const { signal } = limit;
    this.#underWay.add(limit);
    const cancel = options.platform.delay(() => limit.abort(), answerMs);
    try {
      return await read(await post(options, path, body, { accept: 'application/json', signal, renew }));
    } finally {
      cancel();
      this.#underWay.delete(limit);
    }
  }

  /** The answers are no longer needed. */
  abandon(): void {
    for (const limit of [...this.#underWay]) limit.abort();
  }
}
