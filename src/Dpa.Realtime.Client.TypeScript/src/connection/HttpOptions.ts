import type { BackoffOptions } from './backoff.js';
import type { Platform } from './Platform.js';

/** What the transports over HTTP need. */
export interface HttpOptions {
  readonly platform: Platform;
  readonly baseUrl: string | undefined;
  readonly headers: () => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
  readonly pollIntervalMs: number;
  readonly probeIntervalMs: number;
  readonly backoff: BackoffOptions;
}

/** Those of a request with a JSON body. */
export async function headersOf({ headers }: HttpOptions, accept: string): Promise<Record<string, string>> {
  return { 'content-type': 'application/json', accept, ...(await headers()) };
}
