/** Small choices that this browser remembers. Where its storage is closed or full they last until the page is left. */
export const browserStorage = {
  read(name: string): string | null {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  },

  write(name: string, value: string): void {
    try {
      localStorage.setItem(name, value);
    } catch {
      // See above: the choice lasts until the page is left.
    }
  },
} as const;
