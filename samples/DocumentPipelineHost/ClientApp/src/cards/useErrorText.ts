import { formatBytes } from '../i18n/format';
import { useTexts } from '../i18n/LanguageProvider';
import { useHostText } from '../messages/useHostText';
import type { CardError, CardModel } from './cardModel';

export interface ErrorSources {
  readonly error: CardError;
  readonly model: CardModel;
  /** The limit that a file which was not sent is over, in bytes. */
  readonly limit: number | undefined;
}

/** An error in the page's language: what went wrong, and what to do about it where that is known. */
export function useErrorText({ error, model, limit }: ErrorSources): {
  readonly message: string;
  readonly suggestion: string | undefined;
} {
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
  return { message, suggestion };
}
