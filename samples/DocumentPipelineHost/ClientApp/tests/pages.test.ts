import { describe, expect, it } from 'vitest';
import type { SearchHit } from '../src/api/types';
import { hitGroups } from '../src/search/hitGroups';
import { sinceDate } from '../src/search/SearchFilters';
import { reasonText, secondsUntil } from '../src/shell/connectionWords';
import { toCsv } from '../src/statistics/csv';
import { translate } from '../src/i18n/translate';
import { ofFolder } from '../src/upload/droppedFiles';
import { isTransient, retryDelay } from '../src/sending/retryDelay';

const hit = (documentId: string, page: number): SearchHit => ({
  document_id: documentId,
  filename: documentId,
  page,
  score: 1,
  snippet: [],
});

describe('search', () => {
  it('hits_OfOneDocument_StandUnderItWhereItsBestHitStood', () => {
    const groups = hitGroups([hit('b', 3), hit('a', 1), hit('b', 1)]);
    expect(groups.map(({ documentId, hits }) => [documentId, hits.map(({ page }) => page)])).toEqual([
      ['b', [3, 1]],
      ['a', [1]],
    ]);
  });

  it('since_IsTheSameForAMinute', () => {
    const now = Date.parse('2026-11-28T10:00:40Z');
    expect(sinceDate('day', now)).toBe('2026-11-27T10:00:00.000Z');
    expect(sinceDate('day', now)).toBe(sinceDate('day', now + 10_000));
    expect(sinceDate('', now)).toBeUndefined();
  });
});

describe('csv', () => {
  it('cells_WithCommasQuotesAndFormulas_AreSafeTexts', () => {
    expect(toCsv(['a', 'b'], [['x,"y"', 1], ['=1+1', -2]])).toBe('\ufeffa,b\r\n"x,""y""",1\r\n\'=1+1,-2\r\n');
  });
});

describe('connection', () => {
  it('reason_CodeOfASocket_IsSaidInWords', () => {
    const t = (key: Parameters<typeof translate>[1], values = {}) => translate('en', key, values);
    expect(reasonText(t, 'closed_1006')).toBe('The server cannot be reached, or the network is down.');
    expect(reasonText(t, 'forbidden_origin')).toContain(location.origin);
  });

  it('seconds_UntilTheNextTry_AreNeverNone', () => {
    expect(secondsUntil(4200, 1000)).toBe(4);
    expect(secondsUntil(900, 1000)).toBe(1);
  });
});

describe('folders', () => {
  const inFolder = (path: string): File => {
    const file = new File(['x'], path.split('/').at(-1) ?? '');
    Object.defineProperty(file, 'webkitRelativePath', { value: path });
    return file;
  };

  it('ofFolder_HiddenAndOtherFiles_AreLeftOut_OnlyTheOthersAreSaid', () => {
    const { files, leftOut } = ofFolder(
      ['f/a.PDF', 'f/b/c.md', 'f/photo.png', 'f/.git/x.md', 'f/.DS_Store'].map(inFolder),
      ['.pdf', '.md'],
    );
    expect(files.map((file) => file.name)).toEqual(['a.PDF', 'c.md']);
    expect(leftOut).toEqual(['f/photo.png']);
  });

  it('ofFolder_InWhateverOrder_IsByName', () => {
    const { files } = ofFolder(['f/page 10.md', 'f/page 9.md', 'f/a.md'].map(inFolder), ['.md']);
    expect(files.map((file) => file.name)).toEqual(['a.md', 'page 9.md', 'page 10.md']);
  });
});

describe('retries', () => {
  it('delay_Doubles_UpToHalfAMinute', () => {
    expect([1, 2, 3, 9].map(retryDelay)).toEqual([1000, 2000, 4000, 30_000]);
  });

  it('isTransient_OnlyWhatMayPass', () => {
    expect([0, 423, 503].every((status) => isTransient({ status, code: '' }))).toBe(true);
    expect([400, 409, 413, 415, 500].some((status) => isTransient({ status, code: '' }))).toBe(false);
  });
});
