import { expect, it, vi } from 'vitest';

vi.setConfig({ testTimeout: 120_000 }); // a bundler has work to do

type Measure = (
  entry: string,
  bundler?: string,
) => Promise<readonly { readonly name: string; readonly bytes: number; readonly isFirst: boolean }[]>;
type Sizes = (entry: string, bundler: string) => Promise<{ readonly atOnce: number; readonly later: number }>;

const script: string = new URL('../../measure-size.mjs', import.meta.url).href;
const { measure, sizes } = (await import(script)) as { readonly measure: Measure; readonly sizes: Sizes };

it.each([
  ['rolldown', 10_600],
  ['webpack', 11_300],
  ['esbuild', 12_600], // in a dozen files, each packed by itself
])('Core_AsAnApplicationOf_%s_BundlesIt_IsUnderItsLimit', async (bundler, limit) => {
  const { atOnce, later } = await sizes('.', bundler);
  expect(atOnce).toBeLessThanOrEqual(limit);
  expect(later).toBeGreaterThan(0.9 * atOnce); // what a live page does not need is no part of it
});

it('WhatIsLoadedLate_IsWhatALivePageDoesNotNeed', async () => {
  const parts = (await measure('.')).filter(({ isFirst }) => !isFirst);
  const names = ['Identity', 'LiveLists', 'RealtimeError', 'SharedLink', 'pagePart', 'queryPipelines', 'recoveryPart'];
  expect(parts.map((part) => part.name).sort()).toEqual(names);
});

it.each(['rolldown', 'webpack', 'esbuild'])('Element_BesideAClient_By_%s_IsUnderFourKilobytes', async (bundler) => {
  const { atOnce, later } = await sizes('./element', bundler);
  expect(atOnce + later).toBeLessThan(4 * 1024);
});
