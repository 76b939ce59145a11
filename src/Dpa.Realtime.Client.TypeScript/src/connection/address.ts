/** The server's address without a slash at its end: the option's, or the page's own. */
export function originOf(baseUrl: string | undefined): string {
  const scope: Partial<Pick<typeof globalThis, 'location'>> = globalThis;
  const origin = baseUrl ?? scope.location?.origin;
  if (origin === undefined) throw new TypeError('Outside a page, RealtimeClientOptions.baseUrl says where the server is.');
  return origin.replace(/\/+$/, '');
}

/** Protocol section 2. */
export function socketUrl(baseUrl: string | undefined, userId: string, ticket: string | undefined): string {
  const url = `${originOf(baseUrl)}/api/v1/ws/${encodeURIComponent(userId)}`.replace(/^http/, 'ws');
  return ticket === undefined ? url : `${url}?ticket=${encodeURIComponent(ticket)}`;
}

/** Protocol section 8. */
export function eventsUrl(baseUrl: string | undefined, query: string): string {
  return `${originOf(baseUrl)}/api/v1/pipelines/events${query && `?${query}`}`;
}

/** Protocol section 8. */
export function progressUrl(baseUrl: string | undefined): string {
  return `${originOf(baseUrl)}/api/v1/pipelines/progress`;
}
