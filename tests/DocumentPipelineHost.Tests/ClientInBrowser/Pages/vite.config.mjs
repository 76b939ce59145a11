// Bundles the React page for production. Run in the client's package, whose React and Vite it takes; the client itself is the built one.
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const built = here('../../../../artifacts/client-pages/');

export default {
  base: '/many/',
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic' } },
  resolve: {
    alias: [
      { find: '@dpa/realtime/react', replacement: `${built}client/react/index.js` },
      { find: '@dpa/realtime', replacement: `${built}client/index.js` },
    ],
    dedupe: ['react', 'react-dom'],
  },
  build: {
    outDir: `${built}many`,
    emptyOutDir: true,
    rollupOptions: { input: here('many/main.tsx'), output: { entryFileNames: 'main.js', chunkFileNames: '[name].js' } },
  },
};
