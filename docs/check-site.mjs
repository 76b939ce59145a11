// Follows every link, picture and anchor of the built site that leads to the site itself; names those that lead
// nowhere and ends with 1. Run by `npm run build`.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, extname, join, relative, resolve } from 'node:path';

const site = resolve(process.argv[2] ?? join(import.meta.dirname, '.vitepress/dist'));
const own = 'http://site';
const ids = new Map();
const dead = [];
let followed = 0;

const pages = readdirSync(site, { recursive: true }).map(String).filter((name) => name.endsWith('.html'));
for (const page of pages) {
  const html = readFileSync(join(site, page), 'utf8').replace(/<(script|style)\b.*?<\/\1>/gs, '');
  for (const [, raw] of html.matchAll(/<(?:a|img|link)\b[^>]*?\s(?:href|src)="([^"]*)"/g)) {
    const link = raw.replaceAll('&amp;', '&');
    // A page's address has no ending, so a link is relative to its folder.
    const url = new URL(link, `${own}/${dirname(page) === '.' ? '' : `${dirname(page)}/`}${page.split('/').at(-1)}`);
    if (url.origin !== own) continue;
    followed++;
    const file = fileOf(decodeURIComponent(url.pathname));
    if (!file) dead.push(`${page}: ${link}: no such page`);
    else if (url.hash.length > 1 && extname(file) === '.html' && !idsOf(file).has(decodeURIComponent(url.hash.slice(1))))
      dead.push(`${page}: ${link}: no such heading`);
  }
}

if (pages.length < 10 || followed < 100) dead.push(`only ${pages.length} pages and ${followed} links were found`);
for (const each of dead) console.error(each);
console.log(`${pages.length} pages, ${followed} links within the site, ${dead.length} dead`);
process.exit(dead.length === 0 ? 0 : 1);

function fileOf(path) {
  const file = join(site, path);
  if (relative(site, file).startsWith('..')) return undefined;
  return [file, `${file}.html`, join(file, 'index.html')].find((each) => existsSync(each) && statSync(each).isFile());
}

function idsOf(file) {
  if (!ids.has(file))
    ids.set(file, new Set([...readFileSync(file, 'utf8').matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id)));
  return ids.get(file);
}
