import { useTexts } from '../i18n/LanguageProvider';

/** Grey lines in place of what is loading; they appear by CSS only after 300 ms, so that quick answers do not flash. */
export function Skeleton({ lines = 3 }: { lines?: number }) {
  const { t } = useTexts();
  return (
    <div className="skeleton" role="status">
      <span className="visually-hidden">{t('loading')}</span>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} className="skeleton-line" aria-hidden="true" />
      ))}
    </div>
  );
}
