import { originOf } from '../connection/address.js';
import type { HttpOptions } from './HttpOptions.js';

/** What a request needs of them. */
export type PostOptions = Pick<HttpOptions, 'baseUrl' | 'headers' | 'platform'>;

/** Posts JSON to an address of protocol section 9, as the user. */
export async function post(options: PostOptions, path: string, body: unknown, accept: string, signal?: AbortSignal): Promise<Response> {
  const { platform, baseUrl, headers } = options;
  return platform.fetch(`${originOf(baseUrl)}/api/v1/pipelines/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept, ...(await headers?.()) },
    body: JSON.stringify(body),
    credentials: 'include',
    cache: 'no-store',
    ...(signal && { signal }),
  });
}
