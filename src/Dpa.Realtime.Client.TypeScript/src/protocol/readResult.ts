import { isObject, isText, type Json } from './json.js';

/** A result that cannot be read is none, and so is each part of one: the state is shown all the same. */
export function readResult(json: Json): void {
  const result = json['result'];
  if (result === undefined) return;
  if (!isObject(result)) {
    delete json['result'];
    return;
  }
  for (const part of ['uri', 'text']) if (!isText(result[part])) delete result[part];
  const { attributes } = result;
  if (!isObject(attributes) || !Object.values(attributes).every(isText)) delete result['attributes'];
}
