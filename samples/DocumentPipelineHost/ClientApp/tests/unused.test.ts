import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { notificationStrings } from '../src/i18n/notificationStrings';
import { statisticsStrings } from '../src/i18n/statisticsStrings';
import { strings } from '../src/i18n/strings';

const root = join(import.meta.dirname, '../src');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).sort();
const read = (wanted: RegExp): string =>
  files.filter((file) => wanted.test(file)).map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
const code = read(/(?<!i18n\/\w*strings)\.tsx?$/i);

it('strings_EachKey_IsUsedSomewhere', () => {
  // Keys that are put together: a template's beginning, and the kinds of `hostWord`.
  const begins = [...code.matchAll(/`([\w.]+\.)\$\{/g)].map(([, begin = '']) => begin).concat('type.', 'complexity.');
  const unused = Object.keys({ ...strings, ...notificationStrings, ...statisticsStrings })
    .filter((key) => !code.includes(`'${key}'`) && !begins.some((begin) => key.startsWith(begin)));
  expect(unused).toEqual([]);
});

it('styles_EachClass_IsUsedSomewhere', () => {
  const styles = read(/\.css$/).replaceAll(/\/\*.*?\*\//gs, '').replaceAll(/url\([^)]*\)/g, '');
  const classes = new Set([...styles.matchAll(/\.([a-z][\w-]*)/g)].map(([, name = '']) => name));
  const unused = [...classes].filter((name) => !new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(code));
  expect(unused).toEqual([]);
});
