import { post, type PostOptions } from './post.js';
import { retryAfterMs } from './retryAfter.js';

/** Asks over HTTP, with nothing to ask for, what a browser does not tell of a refused socket; fails where the server cannot be reached. */
export async function askWhy(options: Omit<PostOptions, 'platform'>, platform: PostOptions['platform']): Promise<{ status: number; retryAfterMs: number }> {
  const { status, headers } = await post({ ...options, platform }, 'progress', { positions: {} }, 'application/json');
  return { status, retryAfterMs: retryAfterMs(headers.get('retry-after'), platform.now()) };
}
