import { defineConfig } from 'vitest/config';

// The limit is for a test that hangs: on a busy machine one that computes takes several times as long.
export default defineConfig({
  test: { include: ['tests/**/*.test.{ts,tsx}'], setupFiles: ['tests/loadParts.ts'], testTimeout: 60_000 },
});
