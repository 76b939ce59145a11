/** What a message is before it was looked at. */
export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

export function isPercent(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 100;
}

/** Reads each element, or nothing at all if one cannot be read: a list with holes would be a wrong state. */
export function readList<T>(value: unknown, read: (element: Json) => T | undefined): readonly T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const list: T[] = [];
  for (const element of value) {
    const item = isObject(element) ? read(element) : undefined;
    if (item === undefined) return undefined;
    list.push(item);
  }
  return list;
}
