import { isObject } from '../protocol/json.js';
import type { HttpOptions } from './HttpOptions.js';
import { retryAfterMs } from './retryAfter.js';

/** What HTTP says of a refused socket. */
export interface Why {
  readonly status: number;
  /** The protocol's word for it; undefined where something else on the way has answered. */
  readonly code: unknown;
  readonly retryAfterMs: number;
}

/** Asks over HTTP, with nothing to ask for, what a browser does not tell of a refused socket, its origin too; fails where the server cannot be reached. */
export function askWhy(options: HttpOptions): Promise<Why> {
  return options.requests.ask(options, 'progress?check=origin', { positions: {} }, async (response) => {
    const body: unknown = await response.json().catch(() => undefined);
    const { status, headers } = response;
    return { status, code: isObject(body) ? body['code'] : undefined, retryAfterMs: retryAfterMs(headers.get('retry-after'), options.platform.now()) };
  });
}
