import type { RealtimeClientOptions } from './RealtimeClientOptions.js';

/** The server's address without a slash at its end: the option's, or the page's own. Throws where there is neither, or it is no address. */
export function originOf({ baseUrl = globalThis.location?.origin as string | undefined }: Pick<RealtimeClientOptions, 'baseUrl'>): string {
  if (!/^https?:/.test(baseUrl ?? '')) throw new TypeError(`baseUrl "${baseUrl}" is no http(s) address`);
  return (baseUrl as string).replace(/\/+$/, '');
}

/** Protocol section 2. */
export function socketUrl(options: RealtimeClientOptions): string {
  return `${originOf(options)}/api/v1/ws/${encodeURIComponent(options.userId)}`.replace('http', 'ws');
}
