import type { SnippetPart } from '../api/types';

/** A line that is at least so much of the longest one was broken by the page's width, and not by its author. */
const nearlyFull = 0.7;

/** Pages of shorter lines than this are lists, tables or poems. */
const leastLength = 36;

const wide = /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]/;
const item = /^\s*(?:[-–—•*·▪◦]|\(?\d{1,3}[.)]|[a-z][.)])\s/i;
const columns = /\t|\S {3,}\S/;

/** Wide characters take the place of two. */
const lengthOf = (line: string): number => [...line.trim()].reduce((sum, one) => sum + (wide.test(one) ? 2 : 1), 0);

function joint(line: string, next: string): string {
  const [end = '', begin = ''] = [line.trimEnd().slice(-1), next.trimStart().slice(0, 1)];
  return (wide.test(end) && wide.test(begin)) || end === '-' ? '' : ' ';
}

/**
 * The text of a printed page, so that its paragraphs fill whatever width they are read at: where a line ends because
 * the paper did, it goes on. Hits stay what they were.
 */
export function reflow(parts: readonly SnippetPart[]): readonly SnippetPart[] {
  const lines = parts.map((part) => part.text).join('').split('\n');
  const longest = Math.max(...lines.map(lengthOf));
  if (longest < leastLength) return parts;
  const joints = lines.map((line, at) => {
    const next = lines[at + 1] ?? '';
    const isFull = lengthOf(line) >= nearlyFull * longest && !columns.test(line.trim());
    return isFull && next.trim() !== '' && !item.test(next) && !/^\s{2}/.test(next) ? joint(line, next) : '\n';
  });
  let at = 0;
  return parts.map((part) => ({ ...part, text: part.text.replaceAll('\n', () => joints[at++] ?? '\n') }));
}
