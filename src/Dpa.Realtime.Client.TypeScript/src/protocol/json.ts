/** An unchecked message. */
export type Json = Record<string, unknown>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null;
}

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

export function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Removes fields that are null, at every depth: they mean the same as missing fields. Returns the object. */
export function dropNulls(value: Json): Json {
  for (const name in value) {
    const field = value[name];
    if (field == null) delete value[name];
    else if (typeof field === 'object') dropNulls(field as Json);
  }
  return value;
}
