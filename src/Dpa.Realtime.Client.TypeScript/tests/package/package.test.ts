import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const here = fileURLToPath(new URL('../..', import.meta.url));
const project = mkdtempSync(join(tmpdir(), 'dpa-realtime-'));
const built = existsSync(join(here, 'dist'));

/** What a program prints, or what it prints before it fails. */
function run(file: string, ...args: string[]): string {
  const { stdout, stderr, status } = spawnSync(file, args, { cwd: project, encoding: 'utf8', timeout: 240_000 });
  return status === 0 ? stdout : `${status}: ${stdout}${stderr}`;
}

beforeAll(() => {
  execFileSync('npm', ['pack', '--pack-destination', project, '--loglevel=error'], { cwd: here, timeout: 240_000 });
  const [archive = ''] = readdirSync(project).filter((name) => name.endsWith('.tgz'));
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'fresh', private: true, type: 'module' }));
  run('npm', 'install', `./${archive}`, '--no-audit', '--no-fund', '--loglevel=error');
  // What a page with React has besides.
  mkdirSync(join(project, 'node_modules/@types'), { recursive: true });
  for (const name of ['react', '@types/react', '@types/prop-types', 'csstype'])
    symlinkSync(join(here, 'node_modules', name), join(project, 'node_modules', name));
  cpSync(fileURLToPath(new URL('./fresh', import.meta.url)), project, { recursive: true });
}, 500_000);

afterAll(() => {
  rmSync(project, { recursive: true, force: true });
  if (!built) rmSync(join(here, 'dist'), { recursive: true, force: true });
});

describe('the package in a fresh project', () => {
  it.each([
    ['bundler', 'esnext'],
    ['nodenext', 'nodenext'],
  ])('Types_Under_%s_Resolve', { timeout: 240_000 }, (moduleResolution, module) => {
    const tsc = join(here, 'node_modules/typescript/bin/tsc');
    expect(run(process.execPath, tsc, '-p', '.', '--module', module, '--moduleResolution', moduleResolution)).toBe('');
  });

  it('Types_UnderNode16FromACommonJsFile_Resolve', { timeout: 240_000 }, () => {
    const tsc = join(here, 'node_modules/typescript/bin/tsc');
    expect(run(process.execPath, tsc, '-p', 'commonjs')).toBe('');
  });

  it('Types_OfReact18_Resolve', { timeout: 240_000 }, () => {
    const tsc = join(here, 'node_modules/typescript/bin/tsc');
    const types = join(project, 'node_modules/@types/react');
    rmSync(types);
    symlinkSync(join(here, 'node_modules/types-react-18'), types);
    try {
      expect(run(process.execPath, tsc, '-p', '.', '--module', 'esnext', '--moduleResolution', 'bundler')).toBe('');
    } finally {
      rmSync(types);
      symlinkSync(join(here, 'node_modules/@types/react'), types);
    }
  });

  it('Require_FromCommonJs_HasTheSameNames', () => {
    const keys = (name: string): string => `Object.keys(require('@dpa/realtime${name}')).sort().join()`;
    const script = `console.log(${keys('')}, ${keys('/element')})`;
    const names = run(process.execPath, '--input-type=commonjs', '-e', script).trim();
    expect(names).toBe('RealtimeClient,RealtimeError,comparePositions,describeProgress,isEnd,runOf defineProgress');
  });

  it.each(['dist/react/index.js', 'dist/cjs/react/index.js'])('Directive_UseClient_IsIn_%s', (file) => {
    const text = readFileSync(join(project, 'node_modules/@dpa/realtime', file), 'utf8');
    expect(text).toMatch(/^("use strict";\n)?'use client';/);
  });

  it('Script_InNodeWithoutASocket_FollowsAPipelineOverAStream', { timeout: 60_000 }, () => {
    expect(run(process.execPath, 'follow.mjs').trim().split('\n')).toEqual(['streaming', '40', '100']);
  });

  it('Package_HoldsWhatIsNeededAndNoMore', () => {
    const files = readdirSync(join(project, 'node_modules/@dpa/realtime')).sort();
    expect(files).toEqual(['LICENSE', 'README.md', 'dist', 'package.json']);
    expect(existsSync(join(project, 'node_modules/@dpa/realtime/node_modules'))).toBe(false);
  });
});
