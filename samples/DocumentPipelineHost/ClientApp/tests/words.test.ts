import { describe, expect, it } from 'vitest';
import { formatDuration, formatElapsed, formatEta, formatRange, formatSpan } from '../src/i18n/format';
import { initialLanguage } from '../src/i18n/language';
import { notificationStrings } from '../src/i18n/notificationStrings';
import { statisticsStrings } from '../src/i18n/statisticsStrings';
import { strings } from '../src/i18n/strings';
import { translate } from '../src/i18n/translate';
import { unitsText } from '../src/pipeline/units';
import { routeHref } from '../src/routing/route';

const t = (key: keyof typeof strings, parameters = {}) => translate('en', key, parameters);

describe('words', () => {
  it('strings_EveryKey_HasTheSamePlaceholdersInBothLanguages', () => {
    const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
    for (const [key, { en, zh }] of Object.entries({ ...strings, ...notificationStrings, ...statisticsStrings })) {
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

  it('translate_Number_HasItsThousandsApartEverywhere', () => {
    expect(t('documents.pages', { n: 3225 })).toBe('3,225 pages');
    expect(t('reader.of', { total: 10_006 })).toBe('of 10,006');
    expect(unitsText(t, { completed_units: 1200, total_units: 3225, unit: 'page' })).toBe('page 1,200 of 3,225');
    expect(translate('zh', 'documents.pages', { n: 3225 })).toBe('3,225 页');
  });

  it.each(['interrupt', 'resume', 'cancel'] as const)('%s_OfABatch_IsTheWordOfACard', (action) => {
    expect(strings[`batch.${action}`].en).toBe(`${String(strings[`action.${action}`].en)} all`);
    expect(strings[`batch.${action}`].zh).toBe(`全部${strings[`action.${action}`].zh}`);
  });

  it('unitsText_NoTotal_HasNoDivision', () => {
    expect(unitsText(t, { completed_units: 3, total_units: 0, unit: 'pages' })).toBe('3 pages');
    expect(unitsText(t, { completed_units: 1024 * 1024, total_units: 2 * 1024 * 1024, unit: 'bytes' })).toBe(
      '1.0 MB of 2.0 MB',
    );
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

  it('routes_OddNames_AreOneAddressEach', () => {
    expect(routeHref({ page: 'document', id: 'a/b ?' })).toBe('#/documents/a%2Fb%20%3F');
    expect(routeHref({ page: 'reader', id: 'd', number: 3, query: '文档 & 100 %' })).toBe(
      `#/documents/d/pages/3?${new URLSearchParams({ q: '文档 & 100 %' })}`,
    );
    expect(routeHref({ page: 'search', query: 'a', filters: { type: 'pdf', status: '' } })).toBe(
      '#/search?q=a&type=pdf',
    );
    expect(routeHref({ page: 'search', query: '' })).toBe('#/search');
  });

  it('range_OfWhatIsLeft_IsRoundedAndNeverZero', () => {
    const left = (from: number, to: number) => formatRange('en', { from, to });
    expect(left(20_000, 40_000)).toBe('about 20–40 s left');
    expect(left(130_000, 250_000)).toBe('about 2–4 min left');
    expect(left(50_000, 90_000)).toBe('about 50 s – 2 min left');
    expect(left(20_000, 20_100)).toBe('about 20–21 s left');
    expect(left(20_000, 20_000)).toBe('about 20 s left');
    expect(left(0, 200)).toBe('almost done');
    expect(left(0, 5000)).toBe('about 5 s left');
    expect(formatRange('zh', { from: 20_000, to: 40_000 })).toBe('约剩 20–40 秒');
  });

  it('span_OfASpanOfTime_NamesItsUnitOnce', () => {
    expect(formatSpan('en', { from: 400, to: 3600 })).toBe('1–4 s');
    expect(formatSpan('zh', { from: 400, to: 900 })).toBe('1 秒');
    expect(formatSpan('en', { from: 20_000, to: 130_000 })).toBe('20 s – 2 min 10 s');
  });
});
