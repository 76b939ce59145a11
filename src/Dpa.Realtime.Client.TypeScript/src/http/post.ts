import { originOf } from '../connection/address.js';
import type { HttpOptions } from './HttpOptions.js';

/** Posts JSON to an address of protocol section 9, as the user. Fails when the signal aborts, whatever the application's headers or the network do. */
export function post(options: HttpOptions, path: string, body: unknown, accept: string, signal: AbortSignal): Promise<Response> {
  const { platform, headers, ticket } = options;
  const send = async (): Promise<Response> => {
    const own = await headers?.();
    const isKnown = Object.keys(own ?? {}).some((name) => /^authorization$/i.test(name));
    const authorization = ticket && !isKnown && { authorization: `DpaTicket ${await ticket()}` };
    return platform.fetch(`${originOf(options)}/api/v1/pipelines/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept, ...authorization, ...own },
      body: JSON.stringify(body),
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
