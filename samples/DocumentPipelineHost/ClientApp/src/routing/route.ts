/** A page of the application, as its address names it. */
export type Route =
  | { readonly page: 'upload' }
  | { readonly page: 'documents' }
  | { readonly page: 'document'; readonly id: string }
  | { readonly page: 'search'; readonly query: string };

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Reads `location.hash`; an address that is none of ours is the upload page. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [page, id] = path.split('/');
  if (page === 'documents') return id ? { page: 'document', id: decode(id) } : { page };
  if (page === 'search') return { page, query: new URLSearchParams(query).get('q') ?? '' };
  return { page: 'upload' };
}

export function routeHref(route: Route): string {
  switch (route.page) {
    case 'document':
      return `#/documents/${encodeURIComponent(route.id)}`;
    case 'search':
      return route.query ? `#/search?q=${encodeURIComponent(route.query)}` : '#/search';
    default:
      return `#/${route.page}`;
  }
}
