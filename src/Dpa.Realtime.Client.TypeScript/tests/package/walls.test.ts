import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, it } from 'vitest';

/** Each folder below `src` uses those after it only. */
const order = [
  'react', 'element', 'sharing', 'controls', 'lists', 'http', 'ownPipelines', 'pageLife', 'motion', 'progress',
  'subscriptions', 'connection', 'state', 'protocol', 'platform',
];

/** Of the files beside the folders: what a folder may use, and why. */
const beside: Readonly<Record<string, string>> = {
  'RealtimeError.js': 'what all parts throw, and public',
  'react -> RealtimeClient.js': 'the hooks are built upon the client',
  'subscriptions -> RealtimeClient.js': 'a type alone: what it iterates over',
};

it('folders_UseOnlyThoseBelowThem', () => {
  const root = join(import.meta.dirname, '../../src');
  const found = new Set<string>();
  const wrong: string[] = [];
  for (const file of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    const [folder = '', inner] = file.split('/');
    if (!/\.tsx?$/.test(file) || inner === undefined) continue;
    found.add(folder);
    for (const [, path = ''] of readFileSync(join(root, file), 'utf8').matchAll(/(?:from|import\(?)\s*'(\.[^']+)'/g)) {
      const [used = '', ...rest] = normalize(join(dirname(file), path)).split('/');
      if (used === folder) continue;
      const isBelow = order.indexOf(used) > order.indexOf(folder);
      if (rest.length > 0 ? !isBelow : !(used in beside || `${folder} -> ${used}` in beside))
        wrong.push(`${file} uses ${path}`);
    }
  }
  expect(wrong).toEqual([]);
  expect([...found].sort()).toEqual([...order].sort());
});
