import type { ReactNode } from 'react';
import { useTexts } from '../i18n/LanguageProvider';
import { useErrorText, type ErrorSources } from './useErrorText';

interface Props extends ErrorSources {
  readonly children: ReactNode;
}

/** What went wrong and what to do about it; its children are the buttons that do it. */
export function ErrorBox({ children, ...sources }: Props) {
  const { t } = useTexts();
  const { message, suggestion } = useErrorText(sources);
  return (
    <div className="error-box" role="alert" data-code={sources.error.code}>
      <p>{message}</p>
      {suggestion && (
        <p>
          <span className="emoji" aria-hidden="true">
            💡
          </span>{' '}
          <strong>{t('error.suggestion')}</strong> {suggestion}
        </p>
      )}
      <div className="actions">{children}</div>
    </div>
  );
}
