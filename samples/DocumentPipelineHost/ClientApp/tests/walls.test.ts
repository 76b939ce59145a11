import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, it } from 'vitest';

/** Each folder below `src` uses those after it only; the README describes them. */
const order = [
  'upload', 'search', 'statistics', 'batches', 'documents', 'runs', 'cards', 'reader', 'notifications', 'options',
  'workspace', 'shell', 'feedback', 'sending', 'query', 'pipeline', 'api', 'messages', 'i18n', 'routing', 'session',
  'styles',
];

it('folders_UseOnlyThoseBelowThem', () => {
  const root = join(import.meta.dirname, '../src');
  const found = new Set<string>();
  const wrong: string[] = [];
  for (const file of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    const [folder = '', inner] = file.split('/');
    if (!/\.(tsx?|css)$/.test(file) || inner === undefined) continue;
    found.add(folder);
    for (const [, path = ''] of readFileSync(join(root, file), 'utf8').matchAll(/(?:from|import\(?)\s*'(\.[^']+)'/g)) {
      const [used = '', ...rest] = normalize(join(dirname(file), path)).split('/');
      if (used === '..' || used === folder) continue;
      if (rest.length === 0 || order.indexOf(used) <= order.indexOf(folder)) wrong.push(`${file} uses ${path}`);
    }
  }
  expect(wrong).toEqual([]);
  expect([...found].sort()).toEqual([...order].sort());
});
