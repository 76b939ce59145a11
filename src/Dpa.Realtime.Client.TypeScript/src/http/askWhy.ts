import type { Explanation } from '../connection/StandIn.js';
import { isObject } from '../protocol/json.js';
import type { HttpOptions } from './HttpOptions.js';
import { retryAfterMs } from './retryAfter.js';

/** Asks over HTTP what a browser does not reveal of a refused socket, its origin too; fails if there is no answer. */
export function askWhy(options: HttpOptions): Promise<Explanation> {
  return options.requests.ask(options, 'progress?check=origin', { positions: {} }, async (response) => {
    const body: unknown = await response.json().catch(() => undefined);
    const { status, headers } = response;
    const asked = retryAfterMs(headers.get('retry-after'), options.platform.date());
    return { status, code: isObject(body) ? body['code'] : undefined, retryAfterMs: asked };
  });
}
