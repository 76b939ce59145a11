import type { ReactNode } from 'react';
import type { Problem } from '../api/problem';
import { useTexts } from '../i18n/LanguageProvider';

interface Props {
  readonly title: string;
  readonly problem: Problem;
  readonly onRetry?: () => void;
  readonly children?: ReactNode;
}

/** What happened, what to do about it, and a button to do it. */
export function ErrorState({ title, problem, onRetry, children }: Props) {
  const { t } = useTexts();
  const network = problem.code === 'network';
  const message = problem.message ?? (network ? t('error.network') : undefined);
  const suggestion = problem.suggestion ?? (network ? t('error.network.hint') : undefined);
  return (
    <div className="error-box" role="alert" data-code={problem.code}>
      <p className="error-title">
        <span className="emoji" aria-hidden="true">
          ❌
        </span>{' '}
        {title}
      </p>
      {message && <p>{message}</p>}
      {suggestion && (
        <p>
          <strong>{t('error.suggestion')}</strong> {suggestion}
        </p>
      )}
      <div className="actions">
        {onRetry && (
          <button type="button" className="button" onClick={onRetry}>
            {t('action.reload')}
          </button>
        )}
        {children}
      </div>
    </div>
  );
}
