import type { CardError } from './cardModel';

export type ErrorAction = 'retryUpload' | 'chooseOther' | null;

/** What is wrong with the file itself: the same bytes would fail again. */
const ofTheFile: ReadonlySet<string> = new Set([
  'unsupported_type',
  'type_mismatch',
  'unknown_encoding',
  'encrypted',
  'corrupt',
  'no_text',
  'empty',
  'too_large',
  'too_many_pages',
  'archive_bomb',
  'too_complex',
  'parser_crashed',
]);

/** Another file is needed, not another try. */
export const isOfTheFile = (error: CardError | undefined): boolean => error !== undefined && ofTheFile.has(error.code);

/** Another try is what the person likely wants: it failed, and not because of the file. */
export const isWorthARetry = (status: string, error: CardError | undefined): boolean =>
  status === 'failed' && !isOfTheFile(error) && error?.retryable !== false;

/** The button that follows the suggestion; a failed run's own retry is among its other controls. */
export function toErrorAction(error: CardError, canSendAgain: boolean): ErrorAction {
  if (isOfTheFile(error)) return 'chooseOther';
  return canSendAgain ? 'retryUpload' : null;
}
