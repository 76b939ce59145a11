import { originOf } from '../connection/address.js';
import type { HttpOptions } from './HttpOptions.js';

/** Posts JSON to an address of protocol section 9, as the user. */
export async function post(options: HttpOptions, path: string, body: unknown, accept: string, signal?: AbortSignal): Promise<Response> {
  const { platform, headers } = options;
  return platform.fetch(`${originOf(options)}/api/v1/pipelines/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept, ...(await headers?.()) },
    body: JSON.stringify(body),
    credentials: 'include',
    cache: 'no-store',
    ...(signal && { signal }),
  });
}
