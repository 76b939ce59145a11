import { paintedDelays } from '../workspace/paintedDelays';
import { useTexts } from '../i18n/LanguageProvider';
import { useClock } from '../pipeline/useClock';
import { Figure } from './Figure';

/** Of 95 % of the changes that this page showed, within what time they were seen; nothing before it showed any. */
export function SeenFigure() {
  const { t } = useTexts();
  useClock(true);
  const delays = paintedDelays();
  return delays ? <Figure name={t('statistics.seen')} value={t('time.ms', { ms: Math.round(delays.p95) })} /> : null;
}
