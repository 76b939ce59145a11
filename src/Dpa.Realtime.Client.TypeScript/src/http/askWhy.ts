import type { HttpOptions } from './HttpOptions.js';
import { post } from './post.js';
import { retryAfterMs } from './retryAfter.js';

/** Asks over HTTP, with nothing to ask for, what a browser does not tell of a refused socket; fails where the server cannot be reached. */
export async function askWhy(options: HttpOptions): Promise<{ readonly status: number; readonly retryAfterMs: number }> {
  const { status, headers } = await post(options, 'progress', { positions: {} }, 'application/json');
  return { status, retryAfterMs: retryAfterMs(headers.get('retry-after'), options.platform.now()) };
}
