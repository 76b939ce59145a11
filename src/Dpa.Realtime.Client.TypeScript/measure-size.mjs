// What a page loads of each entry: bundled and minified as an application of its own by three bundlers, gzipped. React
// itself is left out. Parts that are loaded late are files of their own. As a module it gives the numbers, as a script it
// prints them.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import * as esbuild from 'esbuild';
import { rolldown } from 'rolldown';
import webpack from 'webpack';

const root = fileURLToPath(new URL('.', import.meta.url));

const applications = {
  '.': "import { RealtimeClient } from '@/index.ts'; globalThis.client = new RealtimeClient(globalThis.options);",
  './element': "import { defineProgress } from '@/element/index.ts'; defineProgress(globalThis.client);",
  './react': "import * as hooks from '@/react/index.ts'; globalThis.hooks = hooks;",
};

/** Each makes the files of an application: their names, code, and whether the page loads them at once. */
export const bundlers = {
  async rolldown(file) {
    const bundle = await rolldown({
      input: { application: file },
      external: /^react/,
      resolve: { extensionAlias: { '.js': ['.ts', '.tsx'] } },
    });
    const { output } = await bundle.generate({ format: 'es', minify: true });
    const atOnce = reached('application.js', (name) => output.find((one) => one.fileName === name).imports);
    return output.map(({ fileName, name, code }) => ({ name, code, isFirst: atOnce.has(fileName) }));
  },

  /** The bundler of many tools; splits by what a file is used for, and so makes files that several others share. */
  async esbuild(file) {
    const { outputFiles, metafile } = await esbuild.build({
      entryPoints: { application: file },
      bundle: true,
      minify: true,
      splitting: true,
      format: 'esm',
      target: 'es2022',
      external: ['react', 'react/*'],
      outdir: '/',
      write: false,
      metafile: true,
    });
    const imports = new Map(Object.entries(metafile.outputs).map(([path, { imports }]) => [basename(path), imports]));
    const isAtOnce = ({ kind, external }) => kind === 'import-statement' && external !== true;
    const atOnce = reached('application.js', (name) =>
      imports.get(name).filter(isAtOnce).map(({ path }) => basename(path)),
    );
    return outputFiles.map(({ path, text }) => ({
      name: basename(path).replace(/(-[A-Z0-9]+)?\.js$/, ''),
      code: text,
      isFirst: atOnce.has(basename(path)),
    }));
  },

  /** Next.js and older set-ups; its types are taken away by esbuild, which every set-up does in some way. */
  async webpack(file, folder) {
    const path = join(folder, 'webpack');
    const stats = await new Promise((resolve, reject) =>
      webpack(
        {
          mode: 'production',
          context: root,
          entry: { application: file },
          experiments: { outputModule: true },
          output: { path, module: true, chunkFormat: 'module', library: { type: 'module' } },
          externals: [/^react/],
          externalsType: 'module',
          resolve: { extensionAlias: { '.js': ['.ts', '.tsx'] } },
          module: { rules: [{ test: /\.tsx?$/, use: fileURLToPath(new URL('size/typesAway.cjs', import.meta.url)) }] },
        },
        (error, done) => (error ? reject(error) : resolve(done.toJson({ all: false, assets: true, errors: true }))),
      ),
    );
    if (stats.errors.length > 0) throw new Error(stats.errors.map(({ message }) => message).join('\n'));
    return Promise.all(
      stats.assets.map(async ({ name, chunkNames }) => ({
        name: name.replace(/\.m?js$/, ''),
        code: await readFile(join(path, name), 'utf8'),
        isFirst: chunkNames.includes('application'), // its own file is all that is loaded at once
      })),
    );
  },
};

/** A file and all that it imports at once, which import others. */
function reached(first, importsOf) {
  const all = new Set([first]);
  for (const name of all) for (const next of importsOf(name)) if (!/^react/.test(next)) all.add(next);
  return all;
}

/** The bytes of each file that the application makes. */
export async function measure(entry, bundler = 'rolldown') {
  const folder = await mkdtemp(join(tmpdir(), 'dpa-size-'));
  try {
    const file = join(folder, 'application.mjs');
    await writeFile(file, applications[entry].replace('@', join(root, 'src')));
    return (await bundlers[bundler](file, folder)).map(({ name, code, isFirst }) => ({
      name,
      isFirst,
      bytes: gzipSync(code, { level: 9 }).length,
      minified: code.length,
    }));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What a page loads of an entry at once, and what it may load later, in bytes. */
export async function sizes(entry, bundler) {
  const files = await measure(entry, bundler);
  const sum = (some) => some.reduce((all, { bytes }) => all + bytes, 0);
  return { atOnce: sum(files.filter(({ isFirst }) => isFirst)), later: sum(files.filter(({ isFirst }) => !isFirst)) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const bundler of Object.keys(bundlers))
    for (const entry of Object.keys(applications)) {
      for (const { name, bytes, isFirst } of await measure(entry, bundler))
        console.log(`${bundler} ${entry} ${name}: ${bytes} bytes gzipped${isFirst ? '' : ', loaded late'}`);
      console.log(`${bundler} ${entry} in all:`, await sizes(entry, bundler));
    }
}
