// What a page loads of each entry: bundled and minified as an application of its own, gzipped. React itself is left out.
// Parts that are loaded late are files of their own. As a module it gives the numbers, as a script it prints them.
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';

const applications = {
  '.': "import { RealtimeClient } from './src/index.ts'; globalThis.client = new RealtimeClient(globalThis.options);",
  './element':
    "import { defineProgress } from './src/element/index.ts'; defineProgress(globalThis.client);",
  './react': "import * as hooks from './src/react/index.ts'; globalThis.hooks = hooks;",
};

/** The bytes of each file that the application makes, its own first. */
export async function measure(entry) {
  const root = fileURLToPath(new URL('.', import.meta.url));
  const bundle = await rolldown({
    cwd: root,
    input: 'application',
    external: /^react/,
    plugins: [
      {
        name: 'application',
        resolveId: (id) => (id === 'application' ? `${root}application.ts` : undefined),
        load: (id) => (id.endsWith('application.ts') ? applications[entry] : undefined),
      },
    ],
    resolve: { extensionAlias: { '.js': ['.ts', '.tsx'] } },
  });
  const { output } = await bundle.generate({ format: 'es', minify: true });
  return output.map(({ name, code }) => ({ name, bytes: gzipSync(code, { level: 9 }).length, minified: code.length }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const entry of Object.keys(applications)) {
    for (const { name, bytes, minified } of await measure(entry)) console.log(`${entry} ${name}: ${minified} bytes minified, ${bytes} bytes gzipped`);
  }
}
