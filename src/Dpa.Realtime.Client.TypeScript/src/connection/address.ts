/** The server's address without a slash at its end: the option's, or the page's own. Throws where there is neither, or it is no address. */
export function originOf(baseUrl = globalThis.location?.origin as string | undefined): string {
  if (!/^https?:\/\/[^/]/.test(baseUrl ?? '')) throw new TypeError(`baseUrl "${baseUrl}" is no http(s) address`);
  return (baseUrl as string).replace(/\/+$/, '');
}

/** Protocol section 2. */
export function socketUrl(baseUrl: string | undefined, userId: string, ticket: string | undefined): string {
  const url = `${originOf(baseUrl)}/api/v1/ws/${encodeURIComponent(userId)}`.replace('http', 'ws');
  return ticket === undefined ? url : `${url}?ticket=${encodeURIComponent(ticket)}`;
}
