import { formatBytes } from '../i18n/format';
import type { Translate } from '../i18n/translate';
import type { StageState } from './types';

type Counted = Pick<StageState, 'completed_units' | 'total_units' | 'unit'>;

const known = {
  page: 'pages',
  pages: 'pages',
  slides: 'slides',
  sections: 'sections',
  chunk: 'chunks',
  chunks: 'chunks',
} as const;

const isKnown = (unit: string): unit is keyof typeof known => unit in known;

/** "page 12 of 80", or "12 pages" while the total is unknown; empty where nothing is counted. */
export function unitsText(t: Translate, { completed_units: done, total_units: total, unit = '' }: Counted): string {
  if (done === undefined) return '';
  if (unit === 'bytes' || unit === 'byte') {
    return total ? t('unit.bytes', { done: formatBytes(done), total: formatBytes(total) }) : formatBytes(done);
  }
  if (isKnown(unit)) {
    const name = known[unit];
    return total ? t(`unit.${name}`, { done, total }) : t(`unit.${name}.open`, { n: done });
  }
  return total ? t('unit.other', { done, total, unit }).trim() : t('unit.other.open', { n: done, unit }).trim();
}
