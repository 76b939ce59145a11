import { isText, type Json } from './json.js';
import { isStatus } from './ProgressStatus.js';

/**
 * A status that this client does not know is a running one, or, where the object says `ended`, a cancelled one; the
 * word itself is handed on beside it, as `status_word` (docs/protocol.md#words-that-a-client-does-not-know).
 */
export function readStatus(json: Json, field = 'status'): void {
  const word = json[field];
  if (!isText(word) || isStatus(word)) return;
  json[`${field}_word`] = word;
  json[field] = json['ended'] === true && field !== 'from' ? 'cancelled' : 'processing';
}
