import { isObject, isText, type Json } from './json.js';

/** A question that cannot be read is none: the state is shown all the same. */
export function readQuestion(json: Json): void {
  const question = json['question'];
  if (question === undefined) return;
  const isReadable = isObject(question) && isText(question['id']) && isText(question['text']);
  if (!isReadable) delete json['question'];
  else if (!Array.isArray(question['choices']) || !question['choices'].every(isText)) delete question['choices'];
}
