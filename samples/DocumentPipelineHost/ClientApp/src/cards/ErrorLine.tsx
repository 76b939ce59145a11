import { useErrorText, type ErrorSources } from './useErrorText';

/** What went wrong, in short: for a card that keeps its height. */
export function ErrorLine(sources: ErrorSources) {
  return <span className="card-lost">{useErrorText(sources).message}</span>;
}
