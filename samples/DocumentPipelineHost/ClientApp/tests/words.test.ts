import { describe, expect, it } from 'vitest';
import { formatDuration, formatElapsed, formatEta } from '../src/i18n/format';
import { initialLanguage } from '../src/i18n/language';
import { strings } from '../src/i18n/strings';
import { translate } from '../src/i18n/translate';
import { unitsText } from '../src/pipeline/units';
import { parseRoute, routeHref } from '../src/routing/route';

const t = (key: keyof typeof strings, parameters = {}) => translate('en', key, parameters);

describe('words', () => {
  it('strings_EveryKey_HasTheSamePlaceholdersInBothLanguages', () => {
    const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
    for (const [key, { en, zh }] of Object.entries(strings)) {
      for (const text of typeof en === 'string' ? [en] : en) expect([key, ...names(text)]).toEqual([key, ...names(zh)]);
    }
  });

  it('initialLanguage_BrowserChinese_IsChineseUnlessChosenOtherwise', () => {
    expect(initialLanguage(null, 'zh-TW')).toBe('zh');
    expect(initialLanguage('en', 'zh-CN')).toBe('en');
    expect(initialLanguage('xx', 'de')).toBe('en');
  });

  it('translate_Plural_FollowsN', () => {
    expect(t('documents.pages', { n: 1 })).toBe('1 page');
    expect(t('documents.pages', { n: 2 })).toBe('2 pages');
  });

  it('unitsText_NoTotal_HasNoDivision', () => {
    expect(unitsText(t, { completed_units: 3, total_units: 0, unit: 'pages' })).toBe('3 pages');
    expect(unitsText(t, { completed_units: 1024 * 1024, total_units: 2 * 1024 * 1024, unit: 'bytes' })).toBe('1.0 MB of 2.0 MB');
    expect(unitsText(t, {})).toBe('');
  });

  it('formatEta_NearTheEnd_IsNeverZeroSeconds', () => {
    expect(formatEta('en', 0)).toBe('almost done');
    expect(formatEta('zh', 90_000)).toBe('约剩 2 分钟');
  });

  it('formatDuration_BelowATenth_SaysNothing', () => {
    expect(formatDuration('en', 40)).toBe('');
    expect(formatDuration('en', 140)).toBe('0.1 s');
    expect(formatDuration('en', 61_000)).toBe('1 min 1 s');
    expect(formatElapsed('en', 999)).toBe('');
    expect(formatElapsed('zh', 2_999)).toBe('2 秒');
    expect(formatElapsed('en', 61_000)).toBe('1 min 1 s');
  });

  it('routes_ThereAndBack_AreTheSame', () => {
    for (const route of [{ page: 'document', id: 'a/b ?' }, { page: 'search', query: '文档 & 100 %' }, { page: 'documents' }] as const) {
      expect(parseRoute(routeHref(route))).toEqual(route);
    }
    expect(parseRoute('#/nonsense')).toEqual({ page: 'upload' });
  });
});
