import { expect, it } from 'vitest';
import { reflow } from '../src/reader/reflow';

const text = (parts: readonly { text: string }[]) => parts.map((part) => part.text).join('');
const of = (...lines: string[]) => text(reflow([{ text: lines.join('\n'), hit: false }]));

const full = 'Cooks value spinach for tarts, curries and eggs; gardeners value it because it';
const rest = 'asks for little beyond what its goosefoot family needs. Long days make it run to';

it('linesThatThePaperBroke_GoOn_AndParagraphsStay', () => {
  expect(of('Spinach', '', full, rest, 'seed.', '', full, 'The end.')).toBe(
    ['Spinach', '', `${full} ${rest} seed.`, '', `${full} The end.`].join('\n'),
  );
});

it('listsAndColumns_StayAsTheyAre', () => {
  const list = [full, '- the first of the list', '2. the second one of it'];
  expect(of(...list)).toBe(list.join('\n'));
  const table = ['Name of the column     Another column, which is longer', 'Row one                1,000'];
  expect(of(...table)).toBe(table.join('\n'));
});

it('shortLines_AreAPoem', () => {
  expect(of('Roses are red', 'violets are blue')).toBe('Roses are red\nviolets are blue');
});

it('chinese_IsJoinedWithoutASpace', () => {
  const line = '港口共有七台龙门起重机每台起重机可以吊起四十吨的集装箱';
  expect(of(line, '每年春天都要检修。')).toBe(`${line}每年春天都要检修。`);
});

it('hits_StayHits', () => {
  const parts = [
    { text: `${full} a\n`, hit: false },
    { text: 'hit', hit: true },
    { text: ' here.', hit: false },
  ];
  expect(reflow(parts)).toEqual([{ text: `${full} a `, hit: false }, parts[1], parts[2]]);
});
