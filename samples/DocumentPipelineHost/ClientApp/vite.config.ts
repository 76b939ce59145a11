import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const client = '../../../src/Dpa.Realtime.Client.TypeScript/src';
const messages = '../../DocumentEngine/Messages';
const host = process.env['DPA_HOST'] ?? 'http://127.0.0.1:8200';

/** Files of the first screen. One that is missing here is loaded all the same. */
const ofFirstScreen = /(^|\/)(index|rolldown-runtime|jsx-runtime|LanguageProvider|query|call|RealtimeError)-/;

export default defineConfig({
  // The page's files are found beside it, under whatever path it is served.
  base: './',
  plugins: [react()],
  resolve: {
    // The client is used from its source, so one `npm ci` (this folder's) is enough for the whole page.
    alias: [
      { find: '@dpa/realtime/react', replacement: here(`${client}/react/index.ts`) },
      { find: '@dpa/realtime', replacement: here(`${client}/index.ts`) },
    ],
    dedupe: ['react', 'react-dom'],
  },
  build: {
    outDir: here('../wwwroot'),
    emptyOutDir: true,
    target: 'es2023',
    sourcemap: false,
    // An inlined asset would be a data: URL, which `default-src 'self'` refuses.
    assetsInlineLimit: 0,
    modulePreload: {
      // Every browser that runs the page preloads modules by itself.
      polyfill: false,
      // What the first screen has loaded needs no preloading for the other pages: their lists of it are bytes.
      resolveDependencies: (_, files) => files.filter((file) => !ofFirstScreen.test(file)),
    },
  },
  server: {
    fs: { allow: [here('.'), here(client), here(messages)] },
    proxy: { '/api': { target: host, ws: true } },
  },
  test: {
    environment: 'jsdom',
    include: ['tests/**/*.test.{ts,tsx}'],
    restoreMocks: true,
    // For a test that hangs: on a busy machine one that computes takes several times as long.
    testTimeout: 60_000,
  },
});
