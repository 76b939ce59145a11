import { useTexts } from '../i18n/LanguageProvider';
import type { RollUp } from './rollUp';

const kinds = ['done', 'failed', 'running', 'waiting', 'held', 'warned'] as const;

/** Of fewer than this nothing keeps a place: they do not come and go that often. */
const many = 12;

/**
 * "12 done · 1 failed · 3 running · 24 waiting · 2 with warnings"; a count of zero is not shown. With many cards it
 * keeps its place while work is in progress, because it comes and goes then; the warnings are counted at the end.
 */
export function RollUpCounts({ counts }: { counts: RollUp }) {
  const { t } = useTexts();
  const all = kinds.reduce((sum, kind) => sum + counts[kind], -counts.warned);
  const isBusy = all > many && counts.running + counts.waiting > 0;
  return (
    <span className="roll-up-counts" data-many={all > many}>
      {kinds
        .filter((kind) => (isBusy && kind !== 'held' ? kind !== 'warned' : counts[kind] > 0))
        .map((kind) => (
          <span key={kind} data-kind={kind} data-none={counts[kind] === 0}>
            {t(`queue.${kind}`, { n: counts[kind] })}
          </span>
        ))}
    </span>
  );
}
