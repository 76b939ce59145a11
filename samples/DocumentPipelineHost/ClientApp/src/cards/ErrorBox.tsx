import type { ReactNode } from 'react';
import { useTexts } from '../i18n/LanguageProvider';
import { useHostText } from '../messages/useHostText';
import { formatBytes } from '../i18n/format';
import type { CardError, CardModel } from './cardModel';

interface Props {
  readonly error: CardError;
  readonly model: CardModel;
  /** The limit that a file which was not sent is over, in bytes. */
  readonly limit: number | undefined;
  readonly children: ReactNode;
}

/** What went wrong and what to do about it; its children are the buttons that do it. */
export function ErrorBox({ error, model, limit, children }: Props) {
  const { t } = useTexts();
  const hostText = useHostText();
  const network = error.code === 'network';
  const refused = error.code === 'too_large' && limit !== undefined;
  const message = refused
    ? t('error.tooLarge', { name: model.name, size: formatBytes(model.size ?? 0), limit: formatBytes(limit) })
    : error.message
      ? hostText(error.message)
      : t(network ? 'error.network' : 'error.failed');
  const suggestion =
    (error.suggestion && hostText(error.suggestion)) ??
    (refused ? t('error.tooLarge.hint') : network ? t('error.network.hint') : undefined);
  return (
    <div className="error-box" role="alert" data-code={error.code}>
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
