/** Where a path of the host is found: below the page's own folder, so that the page works under any base path. */
export const address = (path: string): string => new URL(path.replace(/^\//, ''), document.baseURI).href;
