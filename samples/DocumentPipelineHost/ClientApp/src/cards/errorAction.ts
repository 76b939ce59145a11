import type { CardError } from './cardModel';

export type ErrorAction = 'retryUpload' | 'chooseOther' | null;

/** What is wrong with the file itself: the same bytes would fail again. */
const ofTheFile: ReadonlySet<string> = new Set([
  'unsupported_type',
  'type_mismatch',
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

/** The button that does what the suggestion says; a failed run's own retry stands with its other controls. */
export function toErrorAction(error: CardError, canSendAgain: boolean): ErrorAction {
  if (ofTheFile.has(error.code)) return 'chooseOther';
  return canSendAgain ? 'retryUpload' : null;
}
