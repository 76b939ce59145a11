import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const docs = resolve(import.meta.dirname, '..');
const root = resolve(docs, '..');
// https://host/owner/name, where the repository can be looked at: as eng/release.sh has it.
const repository = process.env.PROJECT_URL?.replace(/\/$/, '');

interface Token {
  type: string;
  attrGet(name: string): string | null;
  attrSet(name: string, value: string): void;
  tag: string;
  attrs: [string, string][] | null;
}

/**
 * Where a page's link leads on the site: undefined for another page or an address outside, a file that is copied
 * beside the pages, or what only the repository has.
 */
function target(href: string, page: string): { kind: 'file' | 'repository'; path: string } | undefined {
  if (/^([a-z][a-z0-9+.-]*:|#|\/)/i.test(href)) return undefined;
  const [path = '', anchor] = href.split('#');
  const file = resolve(dirname(page), path);
  if (!existsSync(file)) return undefined; // VitePress says so
  const below = relative(docs, file);
  const isPage = file.endsWith('.md') && !below.startsWith('..') && !below.startsWith('protocol/');
  if (isPage) return undefined;
  if (!below.startsWith('..') && statSync(file).isFile() && !file.endsWith('.md')) return { kind: 'file', path: below };
  return { kind: 'repository', path: relative(root, file) + (anchor ? `#${anchor}` : '') };
}

/**
 * A link that leaves the pages leads to the repository where its address is known, and is plain text otherwise.
 * markdown-it comes with VitePress, its types do not.
 */
export function rewriteLinks(md: any): void {
  md.core.ruler.push('links-of-the-repository', (state: any) => {
    const page: string = state.env.realPath ?? state.env.path;
    for (const block of state.tokens) {
      const open: Token[] = [];
      for (const token of (block.children ?? []) as Token[]) {
        if (token.type === 'link_open') {
          rewrite(token, page);
          open.push(token);
        } else if (token.type === 'link_close') {
          token.tag = open.pop()?.tag ?? token.tag;
        }
      }
    }
  });
  const link = md.renderer.rules.link_open;
  md.renderer.rules.link_open = (tokens: Token[], index: number, ...rest: unknown[]) =>
    tokens[index]!.tag === 'span' || tokens[index]!.attrGet('target') === '_self'
      ? (rest[2] as { renderToken(t: Token[], i: number, o: unknown): string }).renderToken(tokens, index, rest[0])
      : link(tokens, index, ...rest);
}

function rewrite(token: Token, page: string): void {
  const found = target(token.attrGet('href') ?? '', page);
  if (!found) return;
  if (found.kind === 'file') {
    token.attrSet('href', `/${found.path}`);
    token.attrSet('target', '_self'); // no page of the site's router
  } else if (repository) {
    const isFolder = existsSync(join(root, found.path)) && statSync(join(root, found.path)).isDirectory();
    token.attrSet('href', `${repository}/${isFolder ? 'tree' : 'blob'}/main/${found.path}`);
  } else {
    token.tag = 'span';
    token.attrs = [['title', `${found.path} in the repository`]];
  }
}
