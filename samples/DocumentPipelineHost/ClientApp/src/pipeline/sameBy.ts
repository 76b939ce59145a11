/** For `memo`: properties are the same where all that is shown of them is. */
export const sameBy =
  <P>(shown: (props: P) => readonly unknown[]) =>
  (before: P, now: P): boolean => {
    const old = shown(before);
    const next = shown(now);
    return old.length === next.length && next.every((value, position) => Object.is(value, old[position]));
  };
