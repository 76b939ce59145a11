import { progressUrl } from '../connection/address.js';
import type { ConnectContext } from '../connection/connect.js';

/** How one request is made. */
export interface PostOptions {
  readonly accept: string;
  readonly signal: AbortSignal;
  /** The last token was refused. */
  readonly renew?: boolean;
}

/**
 * Posts JSON, or gets where there is none, as the user. Fails when the signal aborts, whatever the application's
 * headers or the network do.
 */
export function post(context: ConnectContext, path: string, body: unknown, request: PostOptions): Promise<Response> {
  const { options, platform, loadIdentity } = context;
  const { accept, signal, renew } = request;
  const send = async (): Promise<Response> => {
    const own = await options.headers?.();
    const isKnown = Object.keys(own ?? {}).some((name) => /^authorization$/i.test(name));
    const authorization = isKnown ? undefined : await (await loadIdentity?.())?.header(renew);
    const isGet = body === undefined;
    return platform.fetch(progressUrl(options, path).replace('/?', '?'), {
      method: isGet ? 'GET' : 'POST',
      headers: {
        ...(!isGet && { 'content-type': 'application/json' }),
        accept,
        ...(authorization && { authorization }),
        ...own,
      },
      ...(!isGet && { body: JSON.stringify(body) }),
      credentials: 'include',
      cache: 'no-store',
      signal,
    });
  };
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
    send().then(resolve, reject);
  });
}
