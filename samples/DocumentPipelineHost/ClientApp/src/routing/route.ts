/** A page of the application. */
export type Route =
  | { readonly page: 'upload' | 'documents' | 'statistics' | 'notifications' }
  | { readonly page: 'document'; readonly id: string }
  | { readonly page: 'reader'; readonly id: string; readonly number: number; readonly query?: string }
  | { readonly page: 'search'; readonly query: string; readonly filters?: Readonly<Record<string, string>> };

/** The patterns of the router, by page. */
export const patterns = {
  upload: '/upload',
  documents: '/documents',
  document: '/documents/:id',
  reader: '/documents/:id/pages/:number',
  search: '/search',
  statistics: '/statistics',
  notifications: '/notifications',
} as const;

const query = (values: Readonly<Record<string, string>>): string => {
  const given = Object.entries(values).filter(([, value]) => value !== '');
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
};

/** The link to a page: its address's hash. */
export function routeHref(route: Route): string {
  switch (route.page) {
    case 'document':
      return `#/documents/${encodeURIComponent(route.id)}`;
    case 'reader':
      return `#/documents/${encodeURIComponent(route.id)}/pages/${route.number}${query({ q: route.query ?? '' })}`;
    case 'search':
      return `#/search${query({ q: route.query, ...route.filters })}`;
    default:
      return `#/${route.page}`;
  }
}

/** Stays on the page but lets go of what it shows: the document, the words that were looked for. */
export function leavePlace(): void {
  const [page = ''] = location.hash.replace(/^#\/?/, '').split(/[/?]/, 1);
  location.replace(`#/${page}`);
}

/** Goes to a page; `replace` leaves no step back. */
export function navigate(route: Route, { replace = false } = {}): void {
  if (replace) location.replace(routeHref(route));
  else location.hash = routeHref(route);
}
