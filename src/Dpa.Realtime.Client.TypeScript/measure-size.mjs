// As a script, because Vite leaves the blanks in a library's modules.
// Bundles and minifies each entry, and prints what a page would load of it, gzipped. React itself is left out.
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

for (const entry of ['src/index.ts', 'src/react/index.ts']) {
  const output = await build({
    root: fileURLToPath(new URL('.', import.meta.url)),
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: true, target: 'es2022', lib: { entry, formats: ['iife'], name: 'bundle' }, rollupOptions: { external: /^react/ } },
  });
  const { code } = output[0].output[0];
  console.log(`${entry}: ${code.length} bytes minified, ${gzipSync(code, { level: 9 }).length} bytes gzipped`);
}
