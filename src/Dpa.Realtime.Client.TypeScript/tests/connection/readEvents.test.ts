import { describe, expect, it } from 'vitest';
import { readEvents } from '../../src/http/readEvents.js';

function read(...pieces: string[]): string[] {
  const events: string[] = [];
  const take = readEvents((data) => events.push(data));
  for (const piece of pieces) take(piece);
  return events;
}

describe('readEvents', () => {
  it.each([
    ['one event', ['data: {"a":1}\n\n'], ['{"a":1}']],
    ['two in one piece', ['data: 1\n\ndata: 2\n\n'], ['1', '2']],
    ['one in many pieces', ['da', 'ta: {"a"', ':1}\n', '\n'], ['{"a":1}']],
    ['line ends of CRLF, cut in between', ['data: 1\r', '\n\r', '\ndata: 2\r\n\r\n'], ['1', '2']],
    ['comments, ids and retries', [': ping\n\nretry: 2000\n\nid: p@e:1\ndata: 1\n\n'], ['1']],
    ['several lines of data', ['data: 1\ndata: 2\n\n'], ['1\n2']],
    ['no blank after the colon', ['data:1\n\n'], ['1']],
    ['an event that is not finished', ['data: 1\n'], []],
  ])('%s', (_, pieces, events) => {
    expect(read(...pieces)).toEqual(events);
  });

  it('EventThatDoesNotEnd_Throws', () => {
    const read = readEvents(() => {});
    const piece = 'x'.repeat(1024 * 1024);
    read('data: ');
    for (let count = 0; count < 3; count++) read(piece);
    expect(() => read(piece)).toThrow('too long');
    const lines = readEvents(() => {});
    expect(() => {
      for (let count = 0; count < 5; count++) lines(`data: ${piece}\n`);
    }).toThrow('too long');
  });
});
