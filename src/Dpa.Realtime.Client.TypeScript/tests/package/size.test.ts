import { expect, it } from 'vitest';

type Measure = (entry: string) => Promise<readonly { readonly name: string; readonly bytes: number }[]>;

const script: string = new URL('../../measure-size.mjs', import.meta.url).href;
const { measure } = (await import(script)) as { readonly measure: Measure };

it('Core_AsAnApplicationBundlesIt_IsUnderItsLimit', async () => {
  const [core, ...parts] = await measure('.');
  expect(core?.bytes).toBeLessThanOrEqual(10_600);
  const names = ['Identity', 'LiveLists', 'RealtimeError', 'SharedLink', 'pagePart', 'queryPipelines', 'recoveryPart'];
  expect(parts.map((part) => part.name).sort()).toEqual(names);
});

it('Element_BesideAClient_IsUnderFourKilobytes', async () => {
  const files = await measure('./element');
  expect(files.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(4 * 1024);
});
