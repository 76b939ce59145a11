const prefixes = ['dpa.uploads.', 'dpa.dismissed.'] as const;

/** The names in this browser's storage that belong to a user begin so; no user's is the beginning of another's. */
export const ownName = (prefix: (typeof prefixes)[number], userId: string): string =>
  `${prefix}${encodeURIComponent(userId)}/`;

/** Removes what this browser keeps of the users, but for this one. */
export function forgetUsers(but?: string): void {
  const kept = but === undefined ? [] : prefixes.map((prefix) => ownName(prefix, but));
  for (const name of Object.keys(localStorage)) {
    if (prefixes.some((prefix) => name.startsWith(prefix)) && !kept.some((own) => name.startsWith(own))) {
      localStorage.removeItem(name);
    }
  }
}
