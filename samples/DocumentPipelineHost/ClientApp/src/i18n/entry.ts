/** One text in both languages; an English pair is `[singular, plural]` by `n`. */
export interface Entry {
  readonly en: string | readonly [string, string];
  readonly zh: string;
}
