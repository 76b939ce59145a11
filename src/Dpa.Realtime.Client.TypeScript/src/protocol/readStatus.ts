import { isCount, isObject, isText, type Json } from './json.js';
import { isStatus } from './ProgressStatus.js';

/**
 * A status that this client does not know is read as running, or as cancelled if the object contains `ended`; the
 * original word is handed on beside it, as `status_word` (docs/protocol.md#words-that-a-client-does-not-know).
 */
export function readStatus(json: Json, field = 'status'): void {
  const word = json[field];
  if (!isText(word) || isStatus(word)) return;
  json[`${field}_word`] = word;
  json[field] = json['ended'] === true && field !== 'from' ? 'cancelled' : 'processing';
}

/** Children under a status that this client does not know count as running. */
export function readChildren(json: Json): void {
  const { children } = json;
  if (!isObject(children)) return;
  const counts: Record<string, number> = {};
  for (const [word, count] of Object.entries(children)) {
    const status = isStatus(word) ? word : 'processing';
    if (isCount(count)) counts[status] = (counts[status] ?? 0) + (count as number);
  }
  json['children'] = counts;
}
