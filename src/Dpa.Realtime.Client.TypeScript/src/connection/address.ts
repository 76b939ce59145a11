import type { RealtimeClientOptions } from './RealtimeClientOptions.js';

/** The server's address without a slash at its end: the option's, or the page's own. Throws where it is no address. */
export function originOf({
  baseUrl = globalThis.location?.origin as string | undefined,
}: Pick<RealtimeClientOptions, 'baseUrl'>): string {
  if (!/^https?:/.test(baseUrl ?? '')) throw new TypeError(`baseUrl "${baseUrl}" is no http(s) address`);
  return trimmed(baseUrl as string);
}

/** Of the socket; docs/protocol.md#connecting. */
export function socketUrl(options: RealtimeClientOptions): string {
  return `${socketPrefix(options)}/${encodeURIComponent(options.userId)}`.replace('http', 'ws');
}

/** Where a bearer token is exchanged for a ticket. */
export function ticketUrl(options: RealtimeClientOptions): string {
  return `${socketPrefix(options)}/ticket`;
}

/** Of polling and of server-sent events; docs/protocol.md#the-same-state-over-http. */
export function progressUrl(options: Pick<RealtimeClientOptions, 'baseUrl' | 'progressPrefix'>, path: string): string {
  return `${originOf(options)}${rooted(options.progressPrefix ?? '/api/v1/pipelines')}/${path}`;
}

const socketPrefix = (options: RealtimeClientOptions): string =>
  originOf(options) + rooted(options.socketPrefix ?? '/api/v1/ws');
const trimmed = (path: string): string => path.replace(/\/+$/, '');
const rooted = (path: string): string => trimmed(path.replace(/^\/*/, '/'));
